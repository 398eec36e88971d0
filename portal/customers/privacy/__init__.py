"""A customer's data as he may ask for it: what the tables here hold of him, all of it in one file, and its end."""

from portal.customers.privacy import declarations, places

__all__ = ["declarations", "places"]

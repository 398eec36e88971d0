"""What customers add to the registries below, one module a noun."""

from portal.customers.hooks import parties

__all__ = ["parties"]

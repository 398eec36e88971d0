"""What campaigns add to the registries below, one module a noun."""

from portal.campaigns.hooks import reaching

__all__ = ["reaching"]

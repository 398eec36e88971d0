"""What campaigns add to the registries below, one module a noun."""

from portal.campaigns.hooks import campaigns, reaching

__all__ = ["campaigns", "reaching"]

"""What campaigns add to the registries below, one module a noun."""

from portal.campaigns.hooks import campaigns, holdings, reaching

__all__ = ["campaigns", "holdings", "reaching"]

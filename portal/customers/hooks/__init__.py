"""What customers add to the registries below, one module a noun."""

from portal.customers.hooks import consent, parties

__all__ = ["consent", "parties"]

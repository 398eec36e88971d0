"""What customers add to the registries below, one module a noun."""

from portal.customers.hooks import consent, features, imports, parties, privacy, recognition, traits

__all__ = ["consent", "features", "imports", "parties", "privacy", "recognition", "traits"]

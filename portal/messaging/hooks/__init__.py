"""What messaging adds to the registries below, one module a noun."""

from portal.messaging.hooks import sending

__all__ = ["sending"]

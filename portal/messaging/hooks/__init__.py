"""What messaging adds to the registries below, one module a noun."""

from portal.messaging.hooks import channels, sending

__all__ = ["channels", "sending"]

"""What only this project knows about its settings, as system checks (tag `atrium`); each says what to set."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's own names

LOCAL = {"localhost", "127.0.0.1", "::1"}
DEMO_SENDER = "@calder-finch.example"


def is_local_site() -> bool:
    """Whether SITE_URL names this very machine."""
    return (urlsplit(settings.SITE_URL).hostname or "") in LOCAL


@checks.register("atrium")
def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Settings that contradict each other."""
    return list(_contradictions())


def _contradictions() -> Iterator[CheckMessage]:
    if settings.DEMO_MODE and not is_local_site():
        yield Error(
            "The demo's logins would be open to everybody.", hint="Set DEMO_MODE=0, or SITE_URL to a local address.", id="atrium.E001"
        )
    if settings.DEBUG and not is_local_site():
        yield Error("DEBUG shows the inside of the portal to everybody.", hint="Set DEBUG=0.", id="atrium.E002")
    if settings.PROXY_COUNT < 0:
        yield Error("PROXY_COUNT is negative.", hint="Set it to the number of proxies in front, 0 for none.", id="atrium.E003")
    if "Dummy" in settings.CACHES["default"]["BACKEND"]:
        yield Error(
            "Rate limits need a cache that keeps what it is given.", hint="Remove the dummy cache; set REDIS_URL.", id="atrium.E004"
        )
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        yield Error(
            f"{settings.WEB_PROCESSES} web processes do not see each other's messages, rate limits and kept pages.",
            hint="Set REDIS_URL, or WEB_PROCESSES=1.",
            id="atrium.E005",
        )


@checks.register("atrium", deploy=True)
def check_production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What is fine at home and not in the open."""
    return list(_shortcomings())


def _shortcomings() -> Iterator[CheckMessage]:
    if not settings.SERVED_SECURELY:
        yield Warning("The portal is not served over HTTPS.", hint="Set SITE_URL to its https:// address.", id="atrium.W001")
    elif not settings.PROXY_COUNT:
        yield Warning(
            "HTTPS ends at a proxy, but none is trusted: addresses of visitors would be the proxy's, and every page would be redirected.",
            hint="Set PROXY_COUNT to the number of proxies in front of the portal.",
            id="atrium.W002",
        )
    if settings.MAIL_CARRIER.endswith("OutboxBackend"):
        yield Warning(
            "Mail stays on this machine.", hint="Set EMAIL_URL to smtp://, smtp+tls:// or smtps:// of your mail server.", id="atrium.W003"
        )
    if settings.DEFAULT_FROM_EMAIL.endswith(DEMO_SENDER):
        yield Warning("Mail is sent in the demo company's name.", hint="Set MAIL_FROM to your own address.", id="atrium.W004")

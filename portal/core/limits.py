"""How often one visitor may do something: counters in the cache, a window each."""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.core.clock import now


def address_of(request: HttpRequest) -> str:
    """The visitor's network address; behind PROXY_COUNT proxies the one the outermost of them saw."""
    if settings.PROXY_COUNT:
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(passed) >= settings.PROXY_COUNT:
            return passed[-settings.PROXY_COUNT]
    return request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str:
    """Whom an address stands for: itself, or with IPv6 its first 64 bits, since one line has all the others. What is no address stays."""
    try:
        found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def is_over(request: HttpRequest, name: str, *, most: int, seconds: int = 60) -> bool:
    """Count one more `name` for this user or address; whether it is more than `most` in the present window."""
    user = getattr(request, "user", None)
    who = f"user-{user.pk}" if user is not None and user.is_authenticated else f"at-{network_of(address_of(request))}"
    key = f"limit:{name}:{who[:80]}:{int(now().timestamp()) // seconds}".replace(" ", "")
    if cache.add(key, 1, seconds + 5):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:
        return False

"""Advert tags in addresses: read, taken out before anything is kept by the address, and counted without knowing who came.

Who came is never stored. So that a reload is not a second visit, the shared cache remembers for an hour a hash of network, browser and
tags; its salt is random, made anew each day and forgotten with it.
"""

import hashlib
import re
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.cache import cache
from django.http import HttpRequest

from portal.campaigns.enums import Visitor
from portal.core.clock import today
from portal.core.limits import address_of, network_of
from portal.core.text import clean_line

NAMES = {"utm_source": "source", "utm_medium": "medium", "utm_campaign": "tag", "utm_content": "content", "utm_term": "term"}
_OTHERS = frozenset({"gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "utm_id"})
"""What other people's counters hang on an address: taken out, never looked at."""
_LONGEST, _HOUR, _DAY = 60, 3600, 86400
_MACHINE = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|embedly|curl|wget|python|java/|go-http|okhttp|libwww|http-?client|"
    r"monitor|scan|headless|lighthouse|validator|safelinks|proofpoint|mimecast|barracuda|archive\.org",
    re.IGNORECASE,
)


def take_out(query: str) -> tuple[str, dict[str, str]]:
    """The query without advert tags, and what the tags say, cleaned and cut; the order of the rest stays."""
    if "utm_" not in query and not any(f"{name}=" in query for name in _OTHERS):
        return query, {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="ignore", max_num_fields=100)
    except ValueError:
        return query, {}
    said: dict[str, str] = {}
    for name, value in pairs:
        if name in NAMES and NAMES[name] not in said and (clean := clean_line(value)[:_LONGEST]):
            said[NAMES[name]] = clean
    rest = [(name, value) for name, value in pairs if name not in NAMES and name not in _OTHERS]
    if len(rest) == len(pairs):
        return query, {}
    return urlencode(rest), said


def of_referrer(request: HttpRequest) -> dict[str, str]:
    """The tags of the page of ours the visitor comes from: browsers tell a site's own addresses to the site."""
    came = request.headers.get("Referer", "")
    if "utm_" not in came:
        return {}
    try:
        parts = urlsplit(came)
    except ValueError:
        return {}
    return take_out(parts.query)[1] if parts.netloc == request.get_host() else {}


def visitor_of(request: HttpRequest) -> Visitor:
    """A person, as far as a browser's manners tell; machines say who they are, or lack what every browser sends."""
    agent = request.headers.get("User-Agent", "")
    if not agent or _MACHINE.search(agent) or "Accept-Language" not in request.headers:
        return Visitor.MACHINE
    return Visitor.PERSON


def is_guess(request: HttpRequest) -> bool:
    """The browser fetches ahead of a click that may never come, or asks for the heads only."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "") + request.headers.get("X-Moz", "")
    return request.method != "GET" or "prefetch" in purpose or "prerender" in purpose


def is_first(request: HttpRequest, *what: Any) -> bool:
    """Whether this visitor has not come by the same way within the last hour; from now on he has."""
    salt = cache.get_or_set(f"advert-salt:{today():%Y-%m-%d}", lambda: secrets.token_hex(32), _DAY)
    who = f"{network_of(address_of(request))}\n{request.headers.get('User-Agent', '')[:300]}"
    words = "\n".join([who, *(str(one) for one in what)])
    made = hashlib.blake2b(words.encode("utf-8", "replace"), key=str(salt).encode(), digest_size=20).hexdigest()
    return bool(cache.add(f"advert:{made}", 1, _HOUR))


def way_of(said: dict[str, str]) -> list[str]:
    """The tags in a fixed order: what makes two visits ones by the same way."""
    return [said.get(name, "") for name in NAMES.values()]

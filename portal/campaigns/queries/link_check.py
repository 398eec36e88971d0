"""The links in a campaign's wordings, each asked for: those to this site of our own pages, in the process, without the network.

A link to another site is read, not opened: it is listed as not checked. A mail address has to look like one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.validators import URLValidator, validate_email
from django.utils import translation

from portal.campaigns.models import Campaign
from portal.campaigns.queries import campaigns as reads
from portal.messaging.rendering import variables
from portal.messaging.rendering.compiling import Marks, Words, prepare

OK, BROKEN, OUTSIDE, EACH = "ok", "broken", "outside", "each"
MOST = 200
"""Links looked at for one campaign; a mailing with more is no mailing."""
_HOPS = 4
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Link:
    """One address: what was found, and in which wordings it stands."""

    address: str
    verdict: str
    status: int
    places: str

    @property
    def is_broken(self) -> bool:
        return self.verdict == BROKEN


def links_of(campaign: Campaign) -> list[Link]:
    """Every link of every wording in every language the campaign is for, each asked once; the broken ones first."""
    standing: dict[str, dict[str, list[str]]] = {}
    for variant, language, address in _addresses(campaign):
        if address in standing or len(standing) < MOST:
            languages = standing.setdefault(address, {}).setdefault(variant.upper(), [])
            languages += [language] if language not in languages else []
    found = []
    for address, places in standing.items():
        told = "; ".join(f"{variant}: {', '.join(languages)}" for variant, languages in places.items())
        found.append(Link(address, *judge(address), told))
    return sorted(found, key=lambda link: not link.is_broken)


def _addresses(campaign: Campaign) -> Iterator[tuple[str, str, str]]:
    for key, (_name, texts) in reads.words_of(campaign).items():
        for language, text in sorted(texts.items()):
            if campaign.languages and language not in campaign.languages:
                continue
            try:
                prepared = prepare(Words(**text), Marks())
            except (variables.UnknownVariableError, variables.NoAddressError) as error:
                yield key, language, f"{{{error.name}}}"
                continue
            for pieces in prepared.links:
                yield key, language, _written(pieces)


def _written(pieces: list[str]) -> str:
    """The address as the marketer wrote it, variables in braces."""
    return "".join(f"{{{piece}}}" if place % 2 else piece for place, piece in enumerate(pieces))


def judge(address: str) -> tuple[str, int]:
    """What becomes of whoever follows the link: a verdict, and the status our own page answered with (0 where none was asked)."""
    if "{" in address:
        name = address.partition("{")[2].partition("}")[0]
        return (EACH if name in variables.variables else BROKEN), 0
    scheme, _colon, rest = address.partition(":")
    if scheme == "mailto":
        return (OUTSIDE if _is_mail(rest.partition("?")[0]) else BROKEN), 0
    if scheme == "tel":
        return OUTSIDE, 0
    if _is_ours(address):
        status = answer(address)
        return (OK if status == 200 else BROKEN), status
    try:
        URLValidator(schemes=["http", "https"])(address)
        _port = urlsplit(address).port  # raises for one that is none
    except (ValidationError, ValueError):
        return BROKEN, 0
    return OUTSIDE, 0


def _is_mail(address: str) -> bool:
    try:
        validate_email(unquote(address))
    except ValidationError:
        return False
    return True


def _is_ours(address: str) -> bool:
    """Whether it leads to this site: a path, or an address with our own scheme-less origin."""
    if address.startswith("/") and not address.startswith("//"):
        return True
    try:
        asked, ours = urlsplit(address), urlsplit(settings.SITE_URL)
        ports = [part.port or _PORTS.get(part.scheme, 0) for part in (asked, ours)]
    except ValueError:
        return False
    return asked.scheme in _PORTS and asked.hostname == ours.hostname and ports[0] == ports[1]


def answer(address: str) -> int:
    """The status a visitor's browser would end with, redirections within the site followed; 0 for one that leads away or never ends."""
    for _hop in range(_HOPS):
        status, location = _ask(address)
        if status not in {301, 302, 303, 307, 308}:
            return status
        if not _is_ours(location):
            return 200 if location.startswith(("http://", "https://")) else 0
        address = location
    return 0


def _ask(address: str) -> tuple[int, str]:
    """One GET through the whole house, from inside, as a visitor without cookies."""
    parts, ours = urlsplit(address), urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": unquote(parts.path or "/", "latin-1"), "QUERY_STRING": parts.query,
        "SERVER_NAME": ours.hostname or "localhost", "SERVER_PORT": str(ours.port or _PORTS.get(ours.scheme, 80)),
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": ours.netloc, "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": ours.scheme,
        "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "HTTP_USER_AGENT": "Atrium link check",
    }  # fmt: skip
    with translation.override(translation.get_language()):
        response = _handler().get_response(WSGIRequest(environ))  # not closed: that would end the outer request's database connection
    return response.status_code, response.headers.get("Location", "")


class _Kept:
    handler: WSGIHandler | None = None


def _handler() -> WSGIHandler:
    """The house's own door, with its middleware; made once."""
    if _Kept.handler is None:
        _Kept.handler = WSGIHandler()
    return _Kept.handler

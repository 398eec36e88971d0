"""Signed addresses for people who are not signed in: the preference page, the way out of a list, the confirmation of an address.

A token names one contact point and is worth nothing for another. The ways out never run out, because mails are kept for years; the
page of preferences and a confirmation do. Nothing here changes anything: the pages act on POST only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.customers.enums import ContactChannel, Purpose
from portal.customers.models import Identifier

_PREFERENCES, _OUT, _CONFIRM, _MAIL = (f"portal.customers.links.{name}" for name in ("preferences", "out", "confirm", "mail"))
PREFERENCES_GOOD_FOR = timedelta(days=365)
CONFIRMATION_GOOD_FOR = timedelta(days=14)
LONGEST = 400
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{0,40}(:[A-Za-z0-9._-]{1,40})?")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_MAIL_TOKEN = re.compile(r"\bu(\d{1,18})-(\w{1,20})-(\w{1,10})\.([0-9a-f]{20})\b")


class DamagedError(ValueError):
    """This is no token of ours, or not a whole one."""


class ExpiredError(DamagedError):
    """It was one of ours, but long ago."""


@dataclass(frozen=True)
class WayOut:
    """Who no longer wants what by which way, and the message that carried the link."""

    identifier_id: int
    purpose: str
    channel: str
    reference: str = ""


def preference_url(identifier: Identifier, language: str) -> str:
    """The preference page of this contact point, without signing in, in that language."""
    token = signing.TimestampSigner(salt=_PREFERENCES).sign(str(identifier.pk))
    return settings.SITE_URL + _path("preferences_by_link", language).replace("TOKEN", token)


def read_preference_token(token: str) -> int:
    """The number of the contact point. DamagedError for anything that is not ours, ExpiredError for what is too old."""
    return _number(_unsigned(token, _PREFERENCES, PREFERENCES_GOOD_FOR))


def unsubscribe_url(identifier: Identifier, purpose: str, channel: str, message_ref: str) -> str:
    """The way out of one purpose on one channel: a mail program POSTs to it (RFC 8058), a person sees a page with a button."""
    if not _REFERENCE.fullmatch(message_ref):
        raise ValueError(f"not a reference: {message_ref!r}")
    token = signing.Signer(salt=_OUT).sign(f"{identifier.pk}.{Purpose(purpose)}.{ContactChannel(channel)}.{message_ref}")
    return settings.SITE_URL + _path("unsubscribe", "").replace("TOKEN", token)


def read_out_token(token: str) -> WayOut:
    """What the link takes back. DamagedError for anything that is not ours."""
    number, purpose, channel, reference = [*_unsigned(token, _OUT).split(".", 3), "", "", ""][:4]
    return _way_out(number, purpose, channel, reference)


def list_unsubscribe_headers(identifier: Identifier, purpose: str, channel: str, message_ref: str) -> dict[str, str]:
    """The headers by which mail programs offer their own button (RFC 2369, RFC 8058), with a mail address where somebody reads it."""
    ways = [f"<{unsubscribe_url(identifier, purpose, channel, message_ref)}>"]
    if address := unsubscribe_address(identifier, purpose, channel):
        ways.append(f"<mailto:{address}?subject=unsubscribe>")
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def unsubscribe_address(identifier: Identifier, purpose: str, channel: str) -> str:
    """An address a mail to which takes it back, in the mailbox of MAIL_BOUNCES; '' where there is none."""
    local, _at, domain = settings.MAIL_BOUNCES.partition("@")
    said = f"{identifier.pk}-{Purpose(purpose)}-{ContactChannel(channel)}"
    return f"{local}+u{said}.{_mail_signature(said, settings.SECRET_KEY)}@{domain}" if domain else ""


def read_address(text: str) -> WayOut | None:
    """The first such address in `text` (a recipient's address, a header); None where there is none that we made."""
    for found in _MAIL_TOKEN.finditer(text[:20_000].lower()):
        said = f"{found[1]}-{found[2]}-{found[3]}"
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        if any(constant_time_compare(found[4], _mail_signature(said, key)) for key in keys):
            return _way_out(found[1], found[2], found[3], "")
    return None


def confirmation_url(event_ids: Iterable[int], language: str) -> str:
    """The page on which the reader of an address confirms what was asked for it."""
    token = signing.TimestampSigner(salt=_CONFIRM).sign("-".join(map(str, event_ids)))
    return settings.SITE_URL + _path("confirm_consent", language).replace("TOKEN", token)


def read_confirmation_token(token: str) -> list[int]:
    """The numbers of the grants. DamagedError, ExpiredError."""
    return [_number(word) for word in _unsigned(token, _CONFIRM, CONFIRMATION_GOOD_FOR).split("-")]


@lru_cache(maxsize=32)
def _path(name: str, language: str) -> str:
    """The address of a page with TOKEN in it; asked for each mail, so made once a language."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return reverse(name, args=["TOKEN"])


def _unsigned(token: str, salt: str, good_for: timedelta | None = None) -> str:
    if len(token) > LONGEST:
        raise DamagedError
    try:
        return signing.TimestampSigner(salt=salt).unsign(token, max_age=good_for) if good_for else signing.Signer(salt=salt).unsign(token)
    except signing.SignatureExpired as error:
        raise ExpiredError from error
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        raise DamagedError from error


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise DamagedError
    return int(text)


def _way_out(number: str, purpose: str, channel: str, reference: str) -> WayOut:
    try:
        return WayOut(_number(number), Purpose(purpose), ContactChannel(channel), reference)
    except ValueError as error:
        raise DamagedError from error


def _mail_signature(said: str, key: str) -> str:
    return salted_hmac(_MAIL, said, secret=key, algorithm="sha256").hexdigest()[:20]

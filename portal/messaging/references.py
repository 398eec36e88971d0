"""What names a message outside: its Message-ID, its return address and its reference follow from its row's number, signed.

So they are the same however often it is sent, no column holds them, and nobody can name a message that we did not write.
"""

import re
from functools import lru_cache
from itertools import islice

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "portal.messaging.reference"
_TOKEN = re.compile(r"m(\d{1,18})\.([0-9a-f]{20})")
_ADDRESS = re.compile(r"\+m\d{1,18}\.[0-9a-f]{20}@", re.IGNORECASE)


def reference(number: int) -> str:
    """As other ledgers keep it, e.g. the contacts'."""
    return f"messaging.message:{number}"


def number_of_reference(text: str) -> int:
    return int(text.rpartition(":")[2])


def _signature(number: int, key: str) -> str:
    return salted_hmac(_SALT, str(number), secret=key, algorithm="sha256").hexdigest()[:20]


def token(number: int) -> str:
    """The message's number with our signature, fit for the local part of an address."""
    return f"m{number}.{_signature(number, settings.SECRET_KEY)}"


def number_of(text: str, *, within: int = 20_000) -> int | None:
    """The message named by the first token of ours in `text`; None where there is none, or its signature is not ours."""
    for found in islice(_TOKEN.finditer(text[:within].lower()), 50):
        number = int(found[1])
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        if number < 2**63 and any(constant_time_compare(found[2], _signature(number, key)) for key in keys):
            return number
    return None


@lru_cache(maxsize=4)
def _domain(sender: str) -> str:
    domain = sender.rpartition("@")[2].strip("<> ")
    return domain.encode("idna").decode() if not domain.isascii() else domain or "localhost"


def mail_domain() -> str:
    """The domain we write from."""
    return _domain(settings.DEFAULT_FROM_EMAIL)


def rfc_message_id(number: int) -> str:
    """The Message-ID header's value."""
    return f"<{token(number)}@{mail_domain()}>"


def return_address(number: int) -> str:
    """Where a mail server sends what it could not deliver: MAIL_BOUNCES with the message's token, where that is set."""
    base = settings.MAIL_BOUNCES
    if not base:
        return ""
    local, _at, domain = base.partition("@")
    return f"{local}+{token(number)}@{domain}"


def is_return_address(address: str) -> bool:
    return bool(_ADDRESS.search(address))

"""Addresses marketers type: places of this site only, whatever a browser makes of them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.i18n import LANGUAGE_NAMES

_ACTING = ("/desk/", "/cms/", "/go/")


def is_here(value: str) -> bool:
    """Whether an address stays on this site: no scheme, no host, nothing a browser would read as one."""
    plain = value.replace("\\", "/")
    odd = any(sign.isspace() or ord(sign) < 0x20 or ord(sign) == 0x7F for sign in value)
    return plain.startswith(("/", "#")) and not plain.startswith("//") and not odd


def check_address(value: str) -> None:
    """A validator: a place on this site, or on this page."""
    if not is_here(value):
        raise ValidationError(_("Begin with / for a page of this site, or with # for a place on this page."))


def check_target(value: str) -> None:
    """A validator: a page of this site that visitors can open."""
    if not is_here(value) or value.startswith("#") or value.startswith(_ACTING):
        raise ValidationError(_("Begin with / and name a page of this site that everybody can open."))


def in_language(address: str, language: str) -> str:
    """The same page in another language: the first part of the path is put in, or replaced where it names a language."""
    if not address.startswith("/"):
        return address
    first, slash, rest = address[1:].partition("/")
    if first in LANGUAGE_NAMES:
        return f"/{language}{slash}{rest}"
    return f"/{language}{address}"

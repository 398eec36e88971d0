"""How identifiers are compared: each kind has one normal form, so that equal means the same address or number."""

from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from portal.core.text import clean_line
from portal.customers.enums import IdentifierKind

LONGEST = 320


@lru_cache(maxsize=4096)
def normal_email(value: str) -> str:
    """The address in lower case, its domain in ASCII (IDNA). ValidationError when it is none."""
    try:
        read = validate_email(clean_line(value), check_deliverability=False, strict=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise ValidationError(_("This is not an e-mail address we can write to.")) from error
    return f"{read.local_part}@{read.ascii_domain}".lower()


@lru_cache(maxsize=4096)
def normal_phone(value: str, *, region: str = "DE") -> str:
    """The number as E.164; `region` reads numbers written without a country code. ValidationError when it is none."""
    try:
        number = phonenumbers.parse(clean_line(value), region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a telephone number. Write it with its country code, such as +49 761 5550 120.")) from error
    if not phonenumbers.is_possible_number(number) or number.extension or len(str(number.national_number)) < 5:
        raise ValidationError(_("This telephone number has too few or too many digits."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def readable_phone(value: str) -> str:
    """An E.164 number with spaces, as people read it; anything else unchanged."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value


def normal(kind: str, value: str) -> str:
    """The normal form of an identifier of any kind. ValidationError when the value cannot be one."""
    if kind == IdentifierKind.EMAIL:
        return normal_email(value)
    if kind == IdentifierKind.PHONE:
        return normal_phone(value)
    clean = clean_line(str(value))
    if not 0 < len(clean) <= LONGEST:
        raise ValidationError(_("This number is empty or too long."))
    return clean


def masked(kind: str, value: str) -> str:
    """Enough of an address or number for its owner to know it, and for nobody else."""
    if kind == IdentifierKind.EMAIL and "@" in value:
        local, _at, domain = value.rpartition("@")
        return f"{local[:1]}…@{domain}"
    if kind in {IdentifierKind.PHONE, IdentifierKind.FAX}:
        return f"… {value[-3:]}"
    return f"{value[:2]}…"

"""Values of conditions as strangers write them, made into what can be compared; every fault is said kindly."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.customers.traits import Kind, Trait
from portal.segments.operators import Operator
from portal.segments.windows import EARLIEST, EVER, LATEST, MOST_DAYS, Window

LONGEST = 200
MOST = 100
_LARGEST = 10**12
_DAMAGED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class ValueRefusedError(ValueError):
    """The value cannot be used; the message is for whoever wrote it."""


def shown(raw: Any) -> str:
    """What somebody wrote, fit to be shown back."""
    return _DAMAGED.sub("", str(raw))[:40] if isinstance(raw, str) else "…"


def slug(raw: Any) -> str:
    """A code; '' for what cannot be one."""
    return raw if isinstance(raw, str) and len(raw) <= 80 and not _DAMAGED.search(raw) else ""


def whole(raw: Any, least: int, most: int) -> int:
    """A whole number between two bounds."""
    try:
        number = int(raw) if isinstance(raw, int) or (isinstance(raw, str) and len(raw) <= 15) else None
    except ValueError:
        number = None
    if number is None or isinstance(raw, bool) or not least <= number <= most:
        raise ValueRefusedError(_("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return number


def amount(raw: Any) -> Decimal:
    """A sum of money or another number that is not absurd, at four places."""
    try:
        number = Decimal(str(raw).strip().replace(",", ".")) if isinstance(raw, (str, int, float)) and len(str(raw)) <= 20 else None
    except InvalidOperation:
        number = None
    if number is None or isinstance(raw, bool) or not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueRefusedError(_("Write a number."))
    return number.quantize(Decimal("0.0001"))


def currency(raw: Any) -> str:
    if raw in (None, ""):
        return str(settings.CURRENCY)
    if not isinstance(raw, str) or not re.fullmatch("[A-Z]{3}", raw):
        raise ValueRefusedError(_("Write the three capital letters of the currency, such as EUR."))
    return raw


def day(raw: Any) -> date:
    """A day between 1900 and 2199, written as 2026-11-30."""
    try:
        found = date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise ValueRefusedError(_("Choose a day."))
    return found


def text(raw: Any) -> str:
    """A text of one line."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueRefusedError(_("Write a text."))
    if len(raw) > LONGEST or _DAMAGED.search(raw):
        raise ValueRefusedError(_("Write a text of at most %(count)s letters on one line.") % {"count": LONGEST})
    return raw.strip()


def several(raw: Any, trait: Trait) -> tuple[str, ...]:
    """One or more texts, of the choices where the trait has any, each once."""
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list) or not given:
        raise ValueRefusedError(_("Choose at least one.") if trait.choices else _("Write at least one."))
    if len(given) > MOST:
        raise ValueRefusedError(_("Name at most %(count)s.") % {"count": MOST})
    found = tuple(dict.fromkeys(text(one) for one in given))
    if trait.choices and (strange := set(found) - {value for value, _label in trait.options()}):
        raise ValueRefusedError(_("“%(value)s” cannot be chosen any more.") % {"value": shown(min(strange))})
    return found


def window(raw: Any) -> Window:
    """A span of time; nothing at all is ever."""
    if raw in (None, {}):
        return EVER
    if not isinstance(raw, dict) or set(raw) - {"days", "before_days", "first", "last"}:
        raise ValueRefusedError(_("The time cannot be read."))
    if "days" in raw:
        return Window(days=whole(raw["days"], 0, MOST_DAYS))
    if "before_days" in raw:
        return Window(before_days=whole(raw["before_days"], 0, MOST_DAYS))
    first, last = (day(raw[name]) if raw.get(name) else None for name in ("first", "last"))
    if first and last and last < first:
        raise ValueRefusedError(_("The last day lies before the first."))
    return Window(first=first, last=last)


def taken(trait: Trait, operator: Operator, raw: Any) -> tuple[Any, ...]:
    """The values an operator takes, fit for the trait's kind."""
    if operator.takes == "":
        return ()
    if operator.takes == "days":
        return (whole(raw, 0, MOST_DAYS),)
    if operator.takes == "many":
        return several(raw, trait)
    read: Callable[[Any], Any] = {Kind.NUMBER: amount, Kind.DATE: day}.get(trait.kind, text)
    if operator.takes == "two":
        if not isinstance(raw, list) or len(raw) != 2:
            raise ValueRefusedError(_("Write both ends."))
        low, high = (read(one) for one in raw)
        if high < low:
            raise ValueRefusedError(_("The second value is smaller than the first."))
        return low, high
    return (read(raw),)

"""Money and numbers as the reader's language writes them. Amounts are Decimal, currencies ISO 4217 codes."""

from decimal import ROUND_HALF_UP, Decimal
from math import floor

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django.utils import translation

_BABEL = {"zh-hant": "zh_Hant_TW", "ar": "ar_JO"}


def babel_locale(language: str | None = None) -> Locale:
    """The Babel locale for a language code of ours (default: the active one)."""
    code = language or translation.get_language() or "en"
    try:
        return Locale.parse(_BABEL.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """'1.290,00 €' for Decimal('1290'), 'EUR', 'de'."""
    return format_currency(amount, currency, locale=babel_locale(language))


def number(value: Decimal | float, language: str | None = None) -> str:
    """A number with the language's own separators and digits."""
    return format_decimal(value, locale=babel_locale(language))


def percent(share: float, language: str | None = None) -> str:
    """A share of one in whole per cent, rounded down: nothing short of all is called 100 %."""
    return format_percent(floor(float(share) * 100 + 1e-9) / 100, locale=babel_locale(language))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's own precision, half up."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), rounding=ROUND_HALF_UP)

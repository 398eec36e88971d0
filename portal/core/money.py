"""Money and numbers as the reader's language writes them. Amounts are Decimal, currencies ISO 4217 codes."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from math import floor

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django.utils import translation

_BABEL = {"zh-hant": "zh_Hant_TW", "ar": "ar_JO"}


def babel_locale(language: str | None = None) -> Locale:
    """The Babel locale for a language code of ours (default: the active one)."""
    return _locale(language or translation.get_language() or "en")


@cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(_BABEL.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """'1.290,00 €' for Decimal('1290'), 'EUR', 'de'."""
    return format_currency(amount, currency, locale=babel_locale(language))


def number(value: Decimal | float, language: str | None = None) -> str:
    """A number with the language's own separators and digits."""
    return _number(value, babel_locale(language))


@lru_cache(maxsize=4096)
def _number(value: Decimal | float, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def percent(share: float, language: str | None = None) -> str:
    """A share of one in whole per cent, rounded down: nothing short of all is called 100 %."""
    return _percent(floor(float(share) * 100 + 1e-9) / 100, babel_locale(language))


@lru_cache(maxsize=1024)
def _percent(share: float, locale: Locale) -> str:
    return format_percent(share, locale=locale)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's own precision, half up."""
    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), rounding=ROUND_HALF_UP)

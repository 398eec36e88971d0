"""Addresses of many rows: the URL table is asked once for all of a kind, or once for each name, not on each look at a list."""

from collections.abc import Callable
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_SAMPLE = 2**62 + 1


def named(url_name: str, slug: str) -> str:
    """The address of what a slug names, for a name in the URL table that takes just that."""
    return _named(url_name, slug, get_language() or "", get_script_prefix())


@lru_cache(maxsize=4096)
def _named(url_name: str, slug: str, language: str, prefix: str) -> str:
    """The active language and prefix are part of the key: the address begins with them."""
    return reverse(url_name, kwargs={"slug": slug})


def numbered(url_name: str) -> Callable[[int], str]:
    """What gives the address of each row by its number, for a name in the URL table that takes just that."""
    before, after = _around(url_name, get_language() or "", get_script_prefix())
    return lambda number: f"{before}{number}{after}"


@lru_cache(maxsize=256)
def _around(url_name: str, language: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number; the active language and prefix are part of the key."""
    before, _number, after = reverse(url_name, args=[_SAMPLE]).partition(str(_SAMPLE))
    return before, after

"""Addresses of many rows of one kind: the URL table is asked once, not for each row of a list."""

from collections.abc import Callable
from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_SAMPLE = 2**62 + 1


def numbered(url_name: str) -> Callable[[int], str]:
    """What gives the address of each row by its number, for a name in the URL table that takes just that."""
    before, after = _around(url_name, get_language() or "", get_script_prefix())
    return lambda number: f"{before}{number}{after}"


@lru_cache(maxsize=256)
def _around(url_name: str, language: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number; the active language and prefix are part of the key."""
    before, _number, after = reverse(url_name, args=[_SAMPLE]).partition(str(_SAMPLE))
    return before, after

"""The labels of a closed list in the active language, looked up once.

Django's `get_<field>_display` translates every label of the list to find one, for each row of a page.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language

Labels = Mapping[str, str]


def labels(choices: type[TextChoices]) -> Labels:
    """Code → label in the active language, in the order of the list."""
    return _labels(choices, get_language() or "")


@lru_cache(maxsize=512)
def _labels(choices: type[TextChoices], language: str) -> Labels:
    """The active language is part of the key: the labels are in it."""
    return {str(code): str(label) for code, label in choices.choices}


def displayed(field: str, choices: type[TextChoices]) -> Callable[[Any], str]:
    """A model's own `get_<field>_display`; a code of no label is told as it is."""

    def display(self: Any) -> str:
        code = getattr(self, field)
        return labels(choices).get(code, code)

    return display

"""Topics as tests need them."""

from itertools import count
from typing import Any

from portal.topics.models import Topic

_numbers = count(1)


def topic(code: str = "", **fields: Any) -> Topic:
    """A topic with a name and an address in English."""
    code = code or f"subject-{next(_numbers)}"
    return Topic.objects.create(**{"code": code, "name_en": code.title(), "slug_en": code} | fields)

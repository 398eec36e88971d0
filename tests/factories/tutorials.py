"""Tutorials as tests need them."""

from itertools import count
from typing import Any

from knowledgebase.tutorials.models import Step, Tutorial
from portal.topics.models import Topic
from tests.factories import topics

_numbers = count(1)


def tutorial(code: str = "", *, steps: int = 3, topic: Topic | None = None, products: tuple[Any, ...] = (), **fields: Any) -> Tutorial:
    """A published tutorial in English with `steps` steps of two minutes."""
    code = code or f"tutorial-{next(_numbers)}"
    values = {
        "code": code,
        "topic": topic or Topic.objects.first() or topics.topic(),
        "title_en": f"Mend the {code}",
        "slug_en": code,
        "summary_en": f"How the {code} is mended.",
        "tools_en": "Screwdriver\nCloth",
        "minutes": 2 * steps,
        "live": True,
    }
    made = Tutorial(**values | fields)
    made.steps = [
        Step(code=f"step-{n}", sort_order=n, minutes=2, title_en=f"Do part {n}", body_en=f"Turn **screw {n}**.", stuck_en=f"Oil screw {n}.")
        for n in range(1, steps + 1)
    ]
    made.save()
    if products:
        made.products.set(products)
        made.save()
    return made

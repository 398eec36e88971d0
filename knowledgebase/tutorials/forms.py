"""How readers narrow the list of tutorials, and what their browsers kept for them."""

import json
import re

from django import forms

from knowledgebase.tutorials.enums import Difficulty


class ListFilter(forms.Form):
    """Topic and product by their codes; damaged values count as none."""

    topic = forms.SlugField(required=False, max_length=60)
    product = forms.SlugField(required=False, max_length=120)
    difficulty = forms.ChoiceField(choices=Difficulty, required=False)


_CODE = re.compile(r"[-a-zA-Z0-9_]{1,120}")
LONGEST_KEPT = 100_000
MOST_KEPT = 200


def kept_progress(body: bytes) -> dict[str, set[str]]:
    """What a browser kept: {code of a tutorial: codes of steps done}, without what can be no code. ValueError when it is no such thing."""
    if len(body) > LONGEST_KEPT:
        raise ValueError("too long")
    try:
        told = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(told, dict):
        raise ValueError("no object")  # noqa: TRY004 - to the caller all damage is one
    lists = [(code, steps) for code, steps in told.items() if _CODE.fullmatch(code) and isinstance(steps, list)][:MOST_KEPT]
    return {code: {step for step in steps if isinstance(step, str) and _CODE.fullmatch(step)} for code, steps in lists}

"""Judged queries: does the right answer stand among the first three?"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from portal.search import queries

TOP = 3


@dataclass(frozen=True)
class Judgement:
    """One query, what it should find, and what came first."""

    language: str
    query: str
    answers: list[str]
    found: list[str]

    @property
    def is_right(self) -> bool:
        return bool(set(self.answers) & set(self.found[:TOP]))


def judge(path: Path, code_of: Callable[[str], str] = str) -> list[Judgement]:
    """Ask every query of the file as a visitor; `code_of` turns the file's codes into those of documents."""
    listed: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    made = []
    for one in listed:
        with translation.override(one["language"]):
            answer = queries.search(one["query"], user=AnonymousUser())
        wanted = [code_of(code) for code in one["answers"]]
        made.append(Judgement(one["language"], one["query"], wanted, [result.code for result in answer.results]))
    return made


def share(judgements: list[Judgement]) -> float:
    """The share of right ones, 0 to 1."""
    return sum(one.is_right for one in judgements) / max(1, len(judgements))

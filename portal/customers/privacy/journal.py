"""A journal of erasures outside the database, so that a restored backup can be brought up to them. It names nobody."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.customers.models import Erasure


def path() -> Path:
    return Path(settings.ERASURE_JOURNAL)


def note(erasure: Erasure) -> None:
    """Append a line for an erasure that is done: its code, the numbers of the parties, and when."""
    line = {"code": str(erasure.code), "party": erasure.party_id, "keep_words": erasure.keep_words, "done_at": str(erasure.done_at)}
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def lines() -> Iterator[dict[str, Any]]:
    """Every whole line; one that was cut off in the middle is passed over."""
    for line in path().read_text(encoding="utf-8").splitlines() if path().exists() else []:
        try:
            yield json.loads(line)
        except ValueError:
            continue

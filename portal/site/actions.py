"""What the roof writes: a search that found nothing."""

import hashlib
from typing import Any

from django.db import transaction

from portal.core.clock import today
from portal.core.events import announce
from portal.customers import timeline
from portal.search.events import nothing_found


def note_nothing_found(text: str, *, language: str, by: Any) -> None:
    """Tell whoever collects missing answers; for a known party also a fact on its timeline, once a day for each question."""
    party = getattr(by, "party", None) if getattr(by, "is_authenticated", False) else None
    with transaction.atomic():
        if party is not None:
            digest = hashlib.sha256(f"{language}|{text.casefold()}".encode()).hexdigest()[:16]
            key = f"nothing-found:{party.pk}:{today():%Y%m%d}:{digest}"
            timeline.record(party, "search.nothing_found", attrs={"text": text, "language": language}, actor=by, key=key)
        announce(nothing_found, text=text, language=language)

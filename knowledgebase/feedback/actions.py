"""Every write of feedback: votes and their tallies, missing answers and what becomes of them."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Model

from knowledgebase.feedback.enums import MissingState, Reason
from knowledgebase.feedback.models import MissingAnswer, Tally, Vote
from portal.core import pagecache
from portal.core.clock import now
from portal.core.privacy import Subject
from portal.core.text import clean_line, clean_text
from portal.customers import timeline
from portal.customers.models import Interaction, Party

MAX_SEARCH = 120
MAX_OPEN = 5000
"""Open searches kept a language: a robot that types nonsense must not fill the table."""
_PERSONAL = re.compile(r"\S@\S|\d[\d\s()/.-]{6,}\d")
"""Looks like an e-mail address or a telephone, card or serial number: somebody's own business."""


class NoVoterError(ValueError):
    """A vote needs a customer or a browser to belong to."""


@transaction.atomic
def cast_vote(
    article: Model,
    *,
    by: Any,
    helpful: bool,
    party: Party | None = None,
    browser: str = "",
    reason: str = "",
    text: str = "",
    language: str,
    at: datetime | None = None,
) -> Vote:
    """Keep what a reader says of an article, once a reader: a second vote replaces the first, and the tally follows.

    `party` is the customer, else `browser` the mark of a visitor's session. Reason and text belong to a no and are dropped
    with a yes. Raises NoVoterError when neither is given.
    """
    if party is None and not browser:
        raise NoVoterError
    kind, moment = ContentType.objects.get_for_model(article), at or now()
    said = {"reason": "" if helpful else Reason(reason).value if reason else "", "text": "" if helpful else clean_text(text).strip()[:2000]}
    voter: dict[str, Any] = {"party": party, "browser": ""} if party is not None else {"party": None, "browser": browser}
    start = {"helpful": helpful, "language": language, "created_at": moment, "changed_at": moment, **said}
    vote, is_new = Vote.objects.get_or_create(about_type=kind, about_id=article.pk, **voter, defaults=start)
    turned = 0
    if is_new:
        _count(kind, article.pk, helped=int(helpful), unhelped=int(not helpful))
    else:
        turned = Vote.objects.filter(pk=vote.pk, helpful=not helpful).update(helpful=helpful, changed_at=moment, seen_at=None, **said)
        if turned:
            _count(kind, article.pk, helped=1 if helpful else -1, unhelped=-1 if helpful else 1)
        else:
            Vote.objects.filter(pk=vote.pk).update(changed_at=moment, seen_at=None, **said)
        vote.refresh_from_db()
    if party is not None and (is_new or turned):
        attrs = {"title": str(article), "helpful": helpful}
        timeline.record(party, "feedback.voted", attrs=attrs, about=article, actor=by, at=moment)
    return vote


def _count(kind: ContentType, pk: int, *, helped: int, unhelped: int) -> None:
    """Move the tally in the database, not in memory: two votes at once both count."""
    Tally.objects.get_or_create(about_type=kind, about_id=pk)
    Tally.objects.filter(about_type=kind, about_id=pk).update(helped=F("helped") + helped, unhelped=F("unhelped") + unhelped)


@transaction.atomic
def set_tally(article: Model, *, by: Any, helped: int, unhelped: int) -> None:
    """Take over counts from elsewhere (another help centre, the demo): votes cast here count on from them."""
    kind = ContentType.objects.get_for_model(article)
    Tally.objects.update_or_create(about_type=kind, about_id=article.pk, defaults={"helped": helped, "unhelped": unhelped})
    pagecache.content_changed()


@transaction.atomic
def mark_votes_seen(article: Model, *, by: Any) -> int:
    """An editor has read the votes against an article; returns how many were new."""
    kind = ContentType.objects.get_for_model(article)
    return Vote.objects.filter(about_type=kind, about_id=article.pk, helpful=False, seen_at=None).update(seen_at=now())


def normal_form(text: str) -> str:
    """What counts as the same search: case, width, accents' form, punctuation at the ends and double spaces do not."""
    folded = unicodedata.normalize("NFKC", clean_line(text)).casefold()
    return folded.strip(" \t?!.,;:؟،。？！\"'“”„«»")[:MAX_SEARCH].strip()


@transaction.atomic
def note_missing_answer(text: str, *, language: str, times: int = 1, at: datetime | None = None) -> MissingAnswer | None:
    """Somebody searched for `text` and found nothing: count it, once a language and wording.

    Nothing is kept of what is too short to mean something or looks like personal data. A search that was answered before
    and finds nothing again is open again; one that was set aside stays so.
    """
    norm, shown, moment = normal_form(text), clean_line(text)[:MAX_SEARCH], at or now()
    if len(norm) < 2 or _PERSONAL.search(norm) or not any(letter.isalnum() for letter in norm):
        return None
    rows = MissingAnswer.objects.filter(language=language)
    if not rows.filter(text_norm=norm).exists() and rows.filter(state=MissingState.OPEN).count() >= MAX_OPEN:
        return None
    start = {"text": shown, "times": times, "first_asked_at": moment, "last_asked_at": moment}
    missing, is_new = MissingAnswer.objects.get_or_create(language=language, text_norm=norm, defaults=start)
    if not is_new:
        row = MissingAnswer.objects.filter(pk=missing.pk)
        row.update(times=F("times") + times, last_asked_at=moment)
        row.filter(state=MissingState.ANSWERED, settled_at__lt=moment).update(state=MissingState.OPEN)
        missing.refresh_from_db()
    return missing


@transaction.atomic
def answer_missing(missing: MissingAnswer, *, by: Any, article: Model) -> None:
    """An article now answers it. Its wording is worth adding to the article's other words; that is the editor's choice."""
    _settle(missing, by=by, state=MissingState.ANSWERED, note="", kind=ContentType.objects.get_for_model(article), pk=article.pk)


@transaction.atomic
def dismiss_missing(missing: MissingAnswer, *, by: Any, note: str) -> None:
    """It needs no answer; the note says why."""
    _settle(missing, by=by, state=MissingState.DISMISSED, note=clean_line(note)[:300], kind=None, pk=None)


@transaction.atomic
def reopen_missing(missing: MissingAnswer, *, by: Any) -> None:
    """Back onto the list."""
    _settle(missing, by=by, state=MissingState.OPEN, note="", kind=None, pk=None)


def _settle(missing: MissingAnswer, *, by: Any, state: str, note: str, kind: ContentType | None, pk: int | None) -> None:
    who = by if getattr(by, "pk", None) else None
    MissingAnswer.objects.filter(pk=missing.pk).update(
        state=state, note=note, answer_type=kind, answer_id=pk, settled_by=who, settled_at=None if state == MissingState.OPEN else now()
    )
    missing.refresh_from_db()


@transaction.atomic
def forget_searches(subject: Subject) -> int:
    """Searches without an answer that the one who leaves has made and no other customer has; how often he asked does not matter."""
    asked = Interaction.objects.filter(kind="search.nothing_found")
    count = 0
    for attrs in asked.filter(party_id__in=subject.party_ids).values_list("attrs", flat=True):
        text = attrs.get("text", "")
        if text and not asked.exclude(party_id__in=subject.party_ids).filter(attrs__text__iexact=text).exists():
            rows = MissingAnswer.objects.filter(language=attrs.get("language", ""), text_norm=normal_form(text))
            count += rows.delete()[0]
    return count

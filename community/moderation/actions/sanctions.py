"""Pausing somebody's writing for a while, and lifting the pause."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from community.moderation import events, rules
from community.moderation.actions.decisions import NotAllowedError
from community.moderation.actions.log import NOTE_LENGTH, ModerationError, note_act, tell
from community.moderation.enums import LogAction, Reason, SanctionKind, SanctionScope
from community.moderation.models import ModerationLog, ReviewItem, Sanction
from portal.core.clock import now
from portal.core.events import announce
from portal.core.text import clean_text
from portal.customers.models import Party

LONGEST_HOURS = 24 * 365


class AlreadyLiftedError(ModerationError):
    """The pause is over, or a colleague has lifted it."""


def silence_author(
    item: ReviewItem, *, by: Any, hours: int, reason: str, note: str = "", everywhere: bool = True, at: datetime | None = None
) -> ModerationLog:
    """Pause the writing of the item's author. Raises NotAllowedError (nobody there, a colleague, oneself), ValueError (hours)."""
    if item.author is None:
        raise NotAllowedError
    place = None if everywhere or item.place is None else item.place
    return silence_party(item.author, by=by, hours=hours, reason=reason, note=note, place=place, item=item, at=at)


def silence_party(
    party: Party,
    *,
    by: Any,
    hours: int,
    reason: str,
    note: str = "",
    place: Any = None,
    item: ReviewItem | None = None,
    at: datetime | None = None,
) -> ModerationLog:
    """Pause a party's writing for `hours`, everywhere or in `place`, and tell it until when and why. Raises NotAllowedError, ValueError."""
    if not rules.can_silence(by, party):
        raise NotAllowedError
    if not 1 <= hours <= LONGEST_HOURS:
        raise ValueError(f"a pause has 1 to {LONGEST_HOURS} hours")
    moment = at or now()
    with transaction.atomic():
        sanction = Sanction(
            party=party,
            kind=SanctionKind.SILENCE,
            scope=SanctionScope.ROOM if place is not None else SanctionScope.SITE,
            starts_at=moment,
            until=moment + timedelta(hours=hours),
            reason=Reason(reason).value,
            note=clean_text(note).strip()[:NOTE_LENGTH],
            item=item,
            by=by,
        )
        if place is not None:
            sanction.place_type, sanction.place_id = ContentType.objects.get_for_model(place), place.pk
        sanction.save(force_insert=True)
        entry = note_act(
            LogAction.SILENCED,
            by=by,
            target=sanction,
            item=item,
            party=party,
            after={"scope": sanction.scope} | _plain(sanction),
            reason=sanction.reason,
            note=sanction.note,
            at=moment,
        )
        _tell_silenced(sanction, by, entry, place, moment)
        announce(events.party_silenced, party_id=party.pk, sanction_id=sanction.pk)
    return entry


def _plain(sanction: Sanction) -> dict[str, Any]:
    return {"until": sanction.until.isoformat() if sanction.until else None}


def _tell_silenced(sanction: Sanction, by: Any, entry: ModerationLog, place: Any, moment: datetime) -> None:
    tell(
        sanction.party,
        "moderation.silenced",
        by=by,
        about=sanction,
        place=place,
        reason=sanction.reason,
        note=sanction.note,
        until=sanction.until,
        key=f"silenced:{entry.pk}",
        at=moment,
    )


def lift_sanction(sanction: Sanction, *, by: Any, note: str = "", at: datetime | None = None) -> ModerationLog:
    """Let the party write again before the time. Raises NotAllowedError, AlreadyLiftedError."""
    if not rules.can_decide(by, sanction.party):
        raise NotAllowedError
    moment = at or now()
    with transaction.atomic():
        end_sanction(sanction, by=by, at=moment)
        entry = note_act(
            LogAction.LIFTED,
            by=by,
            target=sanction,
            item=sanction.item,
            party=sanction.party,
            before=_plain(sanction),
            after={"lifted": moment.isoformat()},
            note=clean_text(note).strip()[:NOTE_LENGTH],
            at=moment,
        )
        tell(sanction.party, "moderation.lifted", by=by, about=sanction, place=sanction.place, key=f"lifted:{entry.pk}", at=moment)
    return entry


def end_sanction(sanction: Sanction, *, by: Any, at: datetime) -> None:
    """Mark a running sanction as lifted. Raises AlreadyLiftedError."""
    if not Sanction.objects.active().filter(pk=sanction.pk).update(lifted_at=at, lifted_by=by):
        raise AlreadyLiftedError
    sanction.refresh_from_db()
    announce(events.sanction_lifted, party_id=sanction.party_id, sanction_id=sanction.pk)


def resume_sanction(sanction: Sanction) -> None:
    """Take a lifting back. Raises AlreadyLiftedError when its time has run out meanwhile."""
    if sanction.until is not None and sanction.until <= now():
        raise AlreadyLiftedError
    Sanction.objects.filter(pk=sanction.pk).update(lifted_at=None, lifted_by=None)
    sanction.refresh_from_db()
    announce(events.party_silenced, party_id=sanction.party_id, sanction_id=sanction.pk)

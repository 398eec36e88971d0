"""Deciding: a moderator takes an item in hand and hides, shows again, or leaves what was reported. Guarded, so that two never collide."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from community.moderation import events, reportables, rules
from community.moderation.actions.log import NOTE_LENGTH, ModerationError, note_act, tell
from community.moderation.enums import ItemState, LogAction, Outcome, Reason
from community.moderation.models import ModerationLog, ReviewItem
from portal.core.clock import now
from portal.core.events import announce
from portal.core.text import clean_text

CLAIM_FOR = timedelta(minutes=10)


class NotAllowedError(ModerationError):
    """Not a moderator, or one's own writing."""


class AlreadyClaimedError(ModerationError):
    """A colleague has it in hand; `item` is freshly read."""

    def __init__(self, item: ReviewItem) -> None:
        super().__init__()
        self.item = item


class AlreadyDecidedError(ModerationError):
    """Somebody was quicker."""


class TargetGoneError(ModerationError):
    """What was reported no longer exists; the item can only be dismissed."""


def claim_item(item: ReviewItem, *, by: Any) -> ReviewItem:
    """Take the item in hand for ten minutes; again, for ten more. Raises NotAllowedError, AlreadyClaimedError, AlreadyDecidedError."""
    _authorise(item, by)
    with transaction.atomic():
        taken = _free_for(item, by).update(state=ItemState.CLAIMED, claimed_by=by, claimed_until=now() + CLAIM_FOR)
        fresh = ReviewItem.objects.select_related("claimed_by__party").get(pk=item.pk)
        if not taken:
            raise AlreadyDecidedError if fresh.is_done else AlreadyClaimedError(fresh)
        if item.claimed_by_id != by.pk:
            note_act(LogAction.CLAIMED, by=by, item=fresh, party=fresh.author)
    return fresh


def release_item(item: ReviewItem, *, by: Any) -> bool:
    """Give an item back to the queue. False when it was not in hand of `by`."""
    _authorise(item, by)
    mine = ReviewItem.objects.filter(pk=item.pk, state=ItemState.CLAIMED, claimed_by=by)
    return bool(mine.update(state=ItemState.OPEN, claimed_by=None, claimed_until=None))


def _authorise(item: ReviewItem, by: Any) -> None:
    if not rules.can_decide(by, item.author):
        raise NotAllowedError


def _free_for(item: ReviewItem, by: Any) -> Any:
    """The row, if nobody else has it in hand: the guard of every decision."""
    free = Q(state=ItemState.OPEN) | Q(state=ItemState.CLAIMED, claimed_until__lte=now()) | Q(state=ItemState.CLAIMED, claimed_by=by)
    return ReviewItem.objects.filter(free, pk=item.pk)


def _close(item: ReviewItem, by: Any, outcome: Outcome, at: datetime) -> dict[str, Any]:
    """Decide the item; what it was before. Raises AlreadyClaimedError, AlreadyDecidedError."""
    before = {"state": item.state, "outcome": item.outcome}
    closed = _free_for(item, by).update(state=ItemState.DONE, outcome=outcome, claimed_by=by, claimed_until=None, decided_at=at)
    if not closed:
        fresh = ReviewItem.objects.select_related("claimed_by__party").get(pk=item.pk)
        raise AlreadyDecidedError if fresh.is_done else AlreadyClaimedError(fresh)
    item.refresh_from_db()
    return before


def target_of(item: ReviewItem) -> tuple[Any, reportables.Reportable]:
    """The reported thing and how to deal with it. Raises TargetGoneError."""
    key = f"{item.target_type.app_label}.{item.target_type.model}"
    kind = reportables.registry.get(key)
    target = kind.load([item.target_id]).get(item.target_id) if kind else None
    if kind is None or target is None:
        raise TargetGoneError
    return target, kind


def hide_target(item: ReviewItem, *, by: Any, reason: str, note: str = "", at: datetime | None = None) -> ModerationLog:
    """Hide what was reported and tell its author why. Raises NotAllowedError, AlreadyClaimedError, AlreadyDecidedError, TargetGoneError."""
    _authorise(item, by)
    reason, note, moment = Reason(reason).value, clean_text(note).strip()[:NOTE_LENGTH], at or now()
    target, kind = target_of(item)
    with transaction.atomic():
        before = _close(item, by, Outcome.HIDDEN, moment) | {"shown": kind.state(target)}
        hide(target, kind, by=by, reason=reason, note=note)
        entry = note_act(
            LogAction.HIDDEN,
            by=by,
            item=item,
            party=item.author,
            before=before,
            after={"shown": "hidden", "outcome": Outcome.HIDDEN},
            reason=reason,
            note=note,
            at=moment,
        )
        place = kind.place(target)
        tell(
            item.author,
            "moderation.hidden",
            by=by,
            about=target,
            place=place,
            reason=reason,
            note=note,
            key=f"hidden:{entry.pk}",
            at=moment,
        )
    return entry


def hide(target: Any, kind: reportables.Reportable, *, by: Any, reason: str, note: str) -> None:
    """Have the target's own app hide it, and announce it."""
    kind.hide(target, by=by, reason=reason, note=note, label=str(Reason(reason).label))
    author = kind.author(target)
    announce(
        events.content_hidden, label=reportables.key_of(target), target_id=target.pk, author_id=author.pk if author else None, reason=reason
    )


def show(target: Any, kind: reportables.Reportable, *, by: Any) -> None:
    """Have the target's own app show it again, and announce it."""
    kind.restore(target, by=by)
    author = kind.author(target)
    announce(events.content_restored, label=reportables.key_of(target), target_id=target.pk, author_id=author.pk if author else None)


def restore_target(item: ReviewItem, *, by: Any, reason: str = "", note: str = "", at: datetime | None = None) -> ModerationLog:
    """Show a hidden thing again, whatever hid it.

    Raises NotAllowedError, AlreadyClaimedError, AlreadyDecidedError (it is not hidden), TargetGoneError.
    """
    _authorise(item, by)
    note, moment = clean_text(note).strip()[:NOTE_LENGTH], at or now()
    target, kind = target_of(item)
    if kind.state(target) != "hidden":
        raise AlreadyDecidedError
    with transaction.atomic():
        before = {"state": item.state, "outcome": item.outcome, "shown": "hidden"} | _last_reason(item)
        if item.is_done:
            changed = ReviewItem.objects.filter(pk=item.pk, state=ItemState.DONE, outcome=item.outcome).exclude(outcome=Outcome.RESTORED)
            if not changed.update(outcome=Outcome.RESTORED, decided_at=moment, claimed_by=by):
                raise AlreadyDecidedError
            item.refresh_from_db()
        else:
            _close(item, by, Outcome.RESTORED, moment)
        show(target, kind, by=by)
        entry = note_act(
            LogAction.RESTORED,
            by=by,
            item=item,
            party=item.author,
            before=before,
            after={"shown": "visible", "outcome": Outcome.RESTORED},
            reason=reason,
            note=note,
            at=moment,
        )
        tell(item.author, "moderation.restored", by=by, about=target, place=kind.place(target), key=f"restored:{entry.pk}", at=moment)
    return entry


def _last_reason(item: ReviewItem) -> dict[str, str]:
    last = item.log.filter(action=LogAction.HIDDEN).order_by("-at", "-pk").first()
    return {"reason": last.reason, "note": last.note} if last else {"reason": Reason.OTHER.value, "note": ""}


def dismiss_item(item: ReviewItem, *, by: Any, reason: str = "", note: str = "", at: datetime | None = None) -> ModerationLog:
    """Leave what was reported as it is. Raises NotAllowedError, AlreadyClaimedError, AlreadyDecidedError."""
    _authorise(item, by)
    moment = at or now()
    with transaction.atomic():
        before = _close(item, by, Outcome.DISMISSED, moment)
        return note_act(
            LogAction.DISMISSED,
            by=by,
            item=item,
            party=item.author,
            before=before,
            after={"outcome": Outcome.DISMISSED},
            reason=reason,
            note=clean_text(note).strip()[:NOTE_LENGTH],
            at=moment,
        )

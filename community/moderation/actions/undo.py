"""Taking a decision back, for thirty days, once."""

from typing import Any

from django.db import IntegrityError, transaction

from community.moderation import queries, rules
from community.moderation.actions.decisions import NotAllowedError, hide, show, target_of
from community.moderation.actions.log import ModerationError, note_act, tell
from community.moderation.actions.sanctions import end_sanction, resume_sanction
from community.moderation.enums import ItemState, LogAction, Reason
from community.moderation.models import ModerationLog, ReviewItem, Sanction
from portal.core.clock import now


class AlreadyUndoneError(ModerationError):
    """It has been taken back before, or a later decision stands on it."""


class TooLateError(ModerationError):
    """Decisions are final after thirty days."""


def undo_decision(entry: ModerationLog, *, by: Any) -> ModerationLog:
    """Make it as if the decision had not been taken; the log keeps both.

    Raises NotAllowedError, TooLateError, AlreadyUndoneError, TargetGoneError;
    AlreadyLiftedError, when a pause that would be taken back or resumed has run out.
    """
    if entry.action not in queries.UNDOABLE or not rules.can_decide(by, entry.party):
        raise NotAllowedError
    if entry.at <= now() - queries.UNDO_FOR:
        raise TooLateError
    try:
        with transaction.atomic():
            undone = note_act(
                LogAction.UNDONE,
                by=by,
                item=entry.item,
                target=entry.target,
                party=entry.party,
                before=entry.after,
                after=entry.before,
                undoes=entry,
            )
            _REVERSE[LogAction(entry.action)](entry, undone, by)
    except IntegrityError as error:
        raise AlreadyUndoneError from error
    return undone


def _reopen(entry: ModerationLog) -> None:
    """Put the item back into the queue, unless it is there again by a newer report."""
    item = entry.item
    if item is None or entry.before.get("state") == ItemState.DONE:
        return
    back = ReviewItem.objects.filter(pk=item.pk, state=ItemState.DONE, outcome=entry.after.get("outcome", ""))
    newer = ReviewItem.objects.waiting().filter(target_type=item.target_type, target_id=item.target_id)
    if newer.exists():
        return
    if not back.update(state=ItemState.OPEN, outcome="", claimed_by=None, claimed_until=None, decided_at=None):
        raise AlreadyUndoneError


def _show_again(entry: ModerationLog, undone: ModerationLog, by: Any) -> None:
    assert entry.item is not None  # noqa: S101 - hidden things have an item
    target, kind = target_of(entry.item)
    _reopen(entry)
    if kind.state(target) == "hidden" and entry.before.get("shown") != "hidden":
        show(target, kind, by=by)
        tell(entry.party, "moderation.restored", by=by, about=target, place=kind.place(target), key=f"restored:{undone.pk}")


def _hide_again(entry: ModerationLog, undone: ModerationLog, by: Any) -> None:
    assert entry.item is not None  # noqa: S101 - shown things have an item
    target, kind = target_of(entry.item)
    reason, note = Reason(entry.before.get("reason") or Reason.OTHER).value, str(entry.before.get("note", ""))
    before = entry.before
    back = ReviewItem.objects.filter(pk=entry.item.pk, state=ItemState.DONE, outcome=entry.after.get("outcome", ""))
    was_open = before.get("state") != ItemState.DONE
    values = {"state": ItemState.OPEN, "outcome": "", "decided_at": None} if was_open else {"outcome": before.get("outcome", "")}
    if not back.update(claimed_by=None, claimed_until=None, **values):
        raise AlreadyUndoneError
    hide(target, kind, by=by, reason=reason, note=note)
    tell(
        entry.party, "moderation.hidden", by=by, about=target, place=kind.place(target), reason=reason, note=note, key=f"hidden:{undone.pk}"
    )


def _reopen_only(entry: ModerationLog, undone: ModerationLog, by: Any) -> None:
    _reopen(entry)


def _sanction_of(entry: ModerationLog) -> Sanction:
    return Sanction.objects.select_related("party").get(pk=entry.target_id)


def _let_write(entry: ModerationLog, undone: ModerationLog, by: Any) -> None:
    sanction = _sanction_of(entry)
    end_sanction(sanction, by=by, at=now())
    tell(entry.party, "moderation.lifted", by=by, about=sanction, place=sanction.place, key=f"lifted:{undone.pk}")


def _pause_again(entry: ModerationLog, undone: ModerationLog, by: Any) -> None:
    sanction = _sanction_of(entry)
    resume_sanction(sanction)
    tell(
        entry.party,
        "moderation.silenced",
        by=by,
        about=sanction,
        place=sanction.place,
        reason=sanction.reason,
        note=sanction.note,
        until=sanction.until,
        key=f"silenced:{undone.pk}",
    )


_REVERSE = {
    LogAction.HIDDEN: _show_again,
    LogAction.RESTORED: _hide_again,
    LogAction.DISMISSED: _reopen_only,
    LogAction.SILENCED: _let_write,
    LogAction.LIFTED: _pause_again,
}

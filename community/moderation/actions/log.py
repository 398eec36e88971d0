"""Writing the log, and telling the person concerned: both inside the transaction of the act."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.moderation.enums import LogAction, Reason
from community.moderation.models import ModerationLog, ReviewItem
from portal.accounts.roles import Role, has_role
from portal.core.logs import request_id
from portal.customers import queries as customers
from portal.customers import timeline
from portal.customers.enums import Channel, Direction
from portal.customers.models import Party

NOTE_LENGTH = 1000
EVERYWHERE = ""


class ModerationError(Exception):
    """Something was not done, and nothing was written."""


def note_act(
    action: LogAction,
    *,
    by: Any,
    target: Any = None,
    item: ReviewItem | None = None,
    party: Party | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    note: str = "",
    undoes: ModerationLog | None = None,
    at: datetime | None = None,
) -> ModerationLog:
    """Append one entry to the log. `by` is a user, or None for an automatic act."""
    own = customers.party_of(by)
    entry = ModerationLog(
        actor=by if getattr(by, "pk", None) else None,
        actor_name=own.public_name if own else "",
        role=_role_of(by),
        action=action,
        item=item,
        party=party,
        before=before or {},
        after=after or {},
        reason=reason,
        note=note,
        undoes=undoes,
        request_id=request_id.get()[:64],
    )
    if at is not None:
        entry.at = at
    if target is not None:
        entry.target = target
    elif item is not None:
        entry.target_type, entry.target_id = item.target_type, item.target_id
    entry.save(force_insert=True)
    return entry


def _role_of(user: Any) -> str:
    if has_role(user, Role.ADMINISTRATOR):
        return Role.ADMINISTRATOR.value
    return Role.MODERATOR.value if has_role(user, Role.MODERATOR) else "customer"


def tell(
    party: Party | None,
    kind: str,
    *,
    by: Any,
    about: Any,
    key: str,
    place: Any = None,
    reason: str = "",
    note: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Write a fact on the party's timeline, in words of the party's own language. Nothing for writing whose author is gone."""
    if party is None:
        return
    with translation.override(party.language or "en"):
        attrs: dict[str, Any] = {"place": str(place) if place is not None else EVERYWHERE}
        if reason:
            attrs |= {"reason": reason, "why": str(Reason(reason).label), "note": note}
        if until is not None:
            attrs |= {"until": until.isoformat(), "ends": date_format(localtime(until), "DATETIME_FORMAT")}
        timeline.record(
            party,
            kind,
            attrs=attrs,
            about=about,
            channel=Channel.CHAT,
            direction=Direction.IN if by is party.user and by else Direction.OUT,
            actor=by,
            key=key,
            at=at,
        )

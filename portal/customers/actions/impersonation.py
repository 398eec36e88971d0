"""One of the staff looks at the site as a customer: for a reason, for a while, written down."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.accounts import audit
from portal.accounts.models import Impersonation
from portal.accounts.roles import is_desk_user
from portal.core.clock import now
from portal.customers import timeline
from portal.customers.enums import Channel, Direction
from portal.customers.models import Party


class NotThisOneError(ValueError):
    """Staff, oneself, and closed logins are never viewed as."""


def start(party: Party, *, by: Any, reason: str) -> Impersonation:
    """Begin a view of IMPERSONATION_MINUTES; one that still runs is ended. Raises NotThisOneError, and writes nothing then."""
    user = party.user
    if user is None or not user.is_active or user.pk == by.pk or user.is_staff or is_desk_user(user):
        raise NotThisOneError
    with transaction.atomic():
        moment = now()
        Impersonation.objects.filter(by=by, ended_at=None).update(ended_at=moment)
        until = moment + timedelta(minutes=settings.IMPERSONATION_MINUTES)
        view = Impersonation.objects.create(by=by, user=user, reason=reason[:300], started_at=moment, until=until)
        timeline.record(
            party, "accounts.viewed_as", attrs={"view": view.pk}, actor=by, channel=Channel.SYSTEM, direction=Direction.NONE,
            key=f"viewed-as:{view.pk}",
        )  # fmt: skip
        audit.note(by, "impersonation.started", about=party, reason=reason, details={"view": view.pk, "until": until.isoformat()})
    return view


def end(view_id: Any, *, by: Any) -> Impersonation | None:
    """End one's view, if it runs; None when there is none."""
    with transaction.atomic():
        view = Impersonation.objects.filter(pk=view_id if isinstance(view_id, int) else None, by=by).first()
        if view is not None and Impersonation.objects.filter(pk=view.pk, ended_at=None).update(ended_at=now()):
            audit.note(by, "impersonation.ended", about=view.user, details={"view": view.pk})
    return view

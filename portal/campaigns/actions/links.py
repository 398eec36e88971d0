"""Writes of advert links, visits, personal links and who joined through them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from portal.campaigns import tags
from portal.campaigns.models import AdvertLink, AdvertVisit, Invitation, Referral
from portal.core import limits, pruning
from portal.core.clock import now, today
from portal.customers import timeline
from portal.customers.models import Party
from portal.customers.queries import aliases

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
MOST_AN_HOUR = 120
"""Visits of one network that are counted; a flood is no success."""


class OwnLinkError(ValueError):
    """Nobody brings himself along, nor anybody of his own household."""


def make_link(*, by: Any, **fields: Any) -> AdvertLink:
    """A new short address. ValidationError for a code that is taken or a target that is not on this site."""
    link = AdvertLink(created_by=by, **fields)
    link.full_clean()
    link.save()
    return link


def change_link(link: AdvertLink, *, by: Any, **fields: Any) -> None:
    """Other words or another target; what was counted stays. ValidationError as `make_link`."""
    for name, value in fields.items():
        setattr(link, name, value)
    link.full_clean()
    link.save(update_fields=list(fields))


def end_link(link: AdvertLink, *, by: Any) -> None:
    """The short address leads to the home page from now on and is not counted. Ending twice changes nothing."""
    AdvertLink.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=now())


def count_link(request: HttpRequest, link: AdvertLink) -> bool:
    """Note that somebody came through `link`; False for a reload within the hour, a guess of the browser, or a flood.

    The same way by the tags counts as come, too, so that the page the link leads to does not count it again.
    """
    if tags.is_guess(request):
        return False
    said = {"source": link.source, "medium": link.medium, "tag": link.tag, "content": link.content, "term": link.term}
    first = tags.is_first(request, "link", link.pk)
    tags.is_first(request, "tags", *tags.way_of(said))
    return first and _keep(request, said, link=link, path=link.target)


def count_tags(request: HttpRequest, said: dict[str, str]) -> bool:
    """Note that somebody came to a page whose address carried tags; False as with `count_link`."""
    if tags.is_guess(request) or not tags.is_first(request, "tags", *tags.way_of(said)):
        return False
    return _keep(request, said, link=None, path=request.path_info)


def _keep(request: HttpRequest, said: dict[str, str], *, link: AdvertLink | None, path: str) -> bool:
    if limits.is_over(request, "advert", most=MOST_AN_HOUR, seconds=3600):
        return False
    AdvertVisit.objects.create(link=link, path=path[:250], visitor=tags.visitor_of(request), **said)
    return True


def invitation_of(party: Party) -> Invitation:
    """The customer's personal link, made at the first call."""
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(10))
        try:
            with transaction.atomic():
                return Invitation.objects.get_or_create(party=party, defaults={"code": code})[0]
        except IntegrityError:  # the code was taken: one in a million million
            continue


def note_touch(party: Party, said: dict[str, str], *, key: str) -> None:
    """The first way this customer came, in the session in which he signed in. Once a `key`."""
    attrs = {"source": said.get("source") or "?"} | {name: said.get(name, "") for name in ("medium", "tag", "content", "term")}
    with transaction.atomic():
        timeline.record(party, "campaigns.came_through", attrs=attrs, key=key)


def note_joined(party: Party, code: str, *, invited_at: datetime) -> Referral | None:
    """`party` signed up through the personal link `code`; None when he was a customer before, or the link is unknown.

    Raises OwnLinkError for the link's owner, somebody read as him, or one of his household.
    """
    invitation = Invitation.objects.filter(code=code).select_related("party").first()
    if invitation is None or party.user is None or party.user.date_joined < invited_at:
        return None
    units = aliases.unit_ids([party.pk, invitation.party_id])
    if units[party.pk] == units[invitation.party_id]:
        raise OwnLinkError(code)
    with transaction.atomic():
        referral, made = Referral.objects.get_or_create(joined=party, defaults={"referrer": invitation.party})
        if made:
            timeline.record(party, "campaigns.was_invited", key=f"was_invited:{party.pk}")
            timeline.record(invitation.party, "campaigns.invited", key=f"invited:{party.pk}")
    return referral if made else None


def forget_old_visits() -> int:
    """Forget visits of more than VISIT_DAYS ago: no count on the desk looks that far back. How many."""
    return pruning.forget(AdvertVisit.objects.filter(came_on__lt=today() - timedelta(days=settings.VISIT_DAYS)))

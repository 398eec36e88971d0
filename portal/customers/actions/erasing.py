"""What is taken off a customer's rows when he leaves; called by portal.core.privacy for the tables declared so."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from portal.core import pagecache
from portal.core.clock import now
from portal.core.privacy import Subject
from portal.customers import gate
from portal.customers.models import Identifier, Party, Suppression


def empty_party(subject: Subject) -> int:
    """Names and zone go, and the tie to the login; the handle is free for others."""
    rows = Party.objects.filter(pk__in=subject.party_ids)
    count = rows.update(handle="", handle_key=None, billed_name="", time_zone="", user=None, erased_at=Coalesce("erased_at", Value(now())))
    pagecache.content_changed()
    return count


def empty_identifiers(subject: Subject) -> int:
    """Addresses and numbers become marks that point nowhere; the rows stay, since consent and messages hang on them."""
    rows = Identifier.objects.filter(party_id__in=subject.party_ids)
    mark = Concat(Value("erased-"), Cast("pk", CharField()))
    return rows.update(value_norm=mark, value_raw="", system="", ended_at=Coalesce("ended_at", Value(now())))


def quiet_suppressions(subject: Subject) -> int:
    """The stops for his addresses hold on; what was noted beside them goes."""
    return _stops(subject).exclude(note="", lifted_because="").update(note="", lifted_because="")


def _stops(subject: Subject) -> QuerySet[Suppression]:
    rows = Identifier.objects.filter(party_id__in=subject.party_ids).values_list("kind", "value_norm")
    return Suppression.objects.filter(address_hash__in=[gate.address_hash(kind, norm) for kind, norm in rows])


def suppressions_of(subject: Subject) -> Iterator[dict[str, Any]]:
    """The stops that hold for his addresses."""
    yield from _stops(subject).order_by("pk").values("channel", "purpose", "reason", "at", "lifted_at")

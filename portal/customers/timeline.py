"""The timeline: every act of a customer is one fact, written in the transaction of the act, never changed.

Apps register the kinds they write in their `hooks.py`; `record` is the only writer; everybody may read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from pydantic import BaseModel, ConfigDict

from portal.accounts.roles import Role, has_role
from portal.core.clock import now
from portal.core.prepared import PreparedRows, insert
from portal.core.registry import Registry
from portal.customers.enums import Channel, Direction
from portal.customers.models import Identifier, Interaction, Party


class NoAttributes(BaseModel):
    """The schema of a kind that carries nothing beside its common columns."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Fact:
    """One of many facts that are written together (`record_many`)."""

    party_id: int
    kind: str
    key: str
    attrs: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    channel: str = Channel.WEB
    direction: str = Direction.IN
    identifier_id: int | None = None
    about: tuple[type[models.Model], int] | None = None
    cost_minor: int | None = None
    actor_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of act. `sentence` is a lazy translation with named placeholders filled from the attributes (and `about`).

    `schema` is a pydantic model with `extra="forbid"`. `roles` are the staff roles that see it on the desk (the customer
    sees all but `internal` kinds of his own). `named` is the attribute that holds the name of what the act was about: while
    that exists, it is told by its name in the reader's language. `codes` are the attributes that hold a code of a closed list
    (attribute → TextChoices): they are told by their label. `silent` are attributes for programs, whose words stand in another one.
    """

    slug: str
    label: Any
    sentence: Any
    schema: type[BaseModel] = NoAttributes
    icon: str = "circle"
    roles: tuple[Role, ...] = field(default=tuple(Role))
    internal: bool = False
    named: str = ""
    codes: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    def words(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The attributes as they are told, in the schema's order (PostgreSQL keeps none): codes by their label in the active language."""
        in_order = {name: attrs[name] for name in self.schema.model_fields if name in attrs}
        told = {name: str(lists(attrs[name]).label) for name, lists in self.codes.items() if attrs.get(name) in lists.values}
        return in_order | attrs | told


kinds: Registry[Kind] = Registry("timeline kinds")


def register(kind: Kind) -> Kind:
    """Announce a kind of act; a double slug raises ValueError."""
    return kinds.add(kind.slug, kind)


def record(
    party: Party,
    kind: str,
    *,
    attrs: dict[str, Any] | None = None,
    about: models.Model | None = None,
    channel: str = Channel.WEB,
    direction: str = Direction.IN,
    at: datetime | None = None,
    identifier: Identifier | None = None,
    actor: Any = None,
    amount: Decimal | None = None,
    currency: str = "",
    cost_minor: int | None = None,
    source: str = "portal",
    key: str | None = None,
    corrects: Interaction | None = None,
) -> Interaction:
    """Write one fact; call it inside the transaction of the act it tells of.

    `attrs` must fit the kind's schema (pydantic.ValidationError otherwise; KeyError for an unregistered kind).
    With `key`, a second call for the same `source` and `key` returns the first row and writes nothing.
    `at` is aware; `amount` is in units of `currency` (ISO 4217).
    """
    clean = kinds[kind].schema.model_validate(attrs or {}).model_dump(mode="json")
    values = {
        "party": party, "identifier": identifier, "kind": kind, "channel": channel, "direction": direction, "at": at or now(),
        "about_type": ContentType.objects.get_for_model(about) if about is not None else None,
        "about_id": about.pk if about is not None else None,
        "actor": actor if getattr(actor, "pk", None) else None,
        "amount": amount, "currency": currency, "cost_minor": cost_minor, "attrs": clean, "corrects": corrects,
    }  # fmt: skip
    fact = Interaction(source=source, key=key, **values)
    if insert(fact, unless_there=key is not None):
        return fact
    return Interaction.objects.get(source=source, key=key)


def record_many(facts: Iterable[Fact], *, source: str = "portal") -> None:
    """Append many facts, each once by its `key`, in one statement for five hundred; otherwise as `record`."""
    moment = now()
    rows = []
    for fact in facts:
        clean = kinds[fact.kind].schema.model_validate(fact.attrs).model_dump(mode="json")
        about_type = ContentType.objects.get_for_model(fact.about[0]) if fact.about else None
        rows.append(
            Interaction(
                party_id=fact.party_id, identifier_id=fact.identifier_id, kind=fact.kind, channel=fact.channel, direction=fact.direction,
                at=fact.at or moment, about_type=about_type, about_id=fact.about[1] if fact.about else None, cost_minor=fact.cost_minor,
                actor_id=fact.actor_id, attrs=clean, source=source, key=fact.key,
            )
        )  # fmt: skip
    Interaction.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def newest(party_ids: Iterable[int], *, viewer: Any = None, own: bool = False) -> models.QuerySet[Interaction]:
    """The facts of these parties, newest first, as far as the viewer may see them (`own`: the customer himself)."""
    return Interaction.objects.filter(party_id__in=list(party_ids), kind__in=_seen(viewer, own=own)).order_by("-at", "-id")


def _seen(viewer: Any, *, own: bool) -> list[str]:
    if own:
        return [kind.slug for kind in kinds if not kind.internal]
    seen = {roles: has_role(viewer, *roles) for roles in {kind.roles for kind in kinds}}
    return [kind.slug for kind in kinds if seen[kind.roles]]


def begin(party_ids: Iterable[int], size: int, *, viewer: Any = None, own: bool = False) -> list[Interaction]:
    """The beginning of `newest`: one more than `size` where there are more. It is asked often."""
    ids = list(party_ids)
    if len(ids) != 1:
        return list(newest(ids, viewer=viewer, own=own)[: size + 1])
    return _beginning(tuple(_seen(viewer, own=own)), size).rows(party=ids[0])


@lru_cache(maxsize=16)
def _beginning(slugs: tuple[str, ...], size: int) -> PreparedRows[Interaction]:
    def rows(party: int) -> models.QuerySet[Interaction]:
        return Interaction.objects.filter(party_id__in=[party], kind__in=slugs).order_by("-at", "-id")[: size + 1]

    return PreparedRows(rows, party=2**62 + 1)

"""Which channel a message takes: the cheapest one the customer would rather have and agreed to.

Every channel that was looked at is kept with its verdict and cost, so that anybody can be told why.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When

from portal.core.many import listed
from portal.core.money import money
from portal.customers import gate
from portal.customers.enums import ContactChannel
from portal.customers.models import Identifier, Party, PartyAlias
from portal.customers.queries import preferences as wishes
from portal.messaging.channels.base import Channel, channels

_BATCH = 10_000
_LookedAt = tuple[tuple[int, int, int, int], dict[str, Any], "Point"]


class Point(NamedTuple):
    """A contact point, as much of it as a choice needs."""

    pk: int
    party_id: int
    kind: str
    value_norm: str


class Way(NamedTuple):
    """Where a message goes, or by `reason` why it cannot go anywhere; `kept` is what its row keeps of the choice."""

    channel: str
    identifier_id: int | None
    address: str
    cost_minor: int
    reason: str
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """The channel taken ('' when none may be), where it goes, and every channel that was looked at, cheapest first."""

    channel: str = ""
    identifier: Point | None = None
    cost_minor: int = 0
    considered: list[dict[str, Any]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    """Whose verdict each one of `considered` is."""

    @property
    def is_possible(self) -> bool:
        return bool(self.channel)

    @property
    def reason(self) -> str:
        """Why nothing can be sent: the verdict of the channel that would have been taken first."""
        return "" if self.channel else next((one["reason"] for one in self.considered), "no_address")

    def as_kept(self) -> dict[str, Any]:
        """What goes into `Message.choice`."""
        return {"channel": self.channel, "considered": self.considered}

    def way(self, passing: Container[str] = ()) -> Way:
        """The channel taken, else the first that is refused for a reason that passes with time (`passing`): the message waits for it."""
        kept = self.as_kept()
        if self.identifier is not None:
            return Way(self.channel, self.identifier.pk, self.identifier.value_norm, self.cost_minor, "", kept)
        for told, point in zip(self.considered, self.points, strict=True):
            if told["reason"] in passing:
                return Way(told["channel"], point.pk, point.value_norm, told["cost"], "", kept)
        return Way(self.considered[0]["channel"] if self.considered else "", None, "", 0, self.reason, kept)


def choose(party: Party, purpose: str, allowed_channels: Sequence[str] | None = None, at: datetime | None = None) -> Choice:
    """The choice for one customer."""
    return choose_many([party.pk], purpose, allowed_channels, at)[party.pk]


def choose_many(
    party_ids: Iterable[int], purpose: str, allowed_channels: Sequence[str] | None = None, at: datetime | None = None
) -> dict[int, Choice]:
    """The choice for each of many, in the same few queries a channel for a batch of any size."""
    ids = list(dict.fromkeys(party_ids))
    ways = sorted(_ways(allowed_channels), key=lambda way: (way.cost_minor, list(ContactChannel).index(ContactChannel(way.slug))))
    found: dict[int, Choice] = {}
    for start in range(0, len(ids), _BATCH):
        found.update(_choose_batch(ids[start : start + _BATCH], purpose, ways, at))
    return found


def _ways(allowed: Sequence[str] | None) -> list[Channel]:
    return [channel for channel in channels if allowed is None or channel.slug in allowed]


def _choose_batch(ids: list[int], purpose: str, ways: list[Channel], at: datetime | None) -> dict[int, Choice]:
    owners = _owners(ids)
    points = _contact_points([*ids, *owners], ways)
    preferred = wishes.preferred_channels_of(ids, purpose)
    looked_at: dict[int, list[_LookedAt]] = {party_id: [] for party_id in ids}
    for way in ways:
        of_this = points.get(way.identifier_kind, [])
        verdicts = gate.verdicts([point.pk for point in of_this], purpose, way.slug, at=at) if of_this else {}
        for point in of_this:
            verdict = verdicts[point.pk]
            for party_id in owners.get(point.party_id) or (point.party_id,):
                wanted = preferred.get(party_id) or []
                rank = wanted.index(way.slug) if way.slug in wanted else len(wanted)
                told = {
                    "channel": way.slug, "identifier": point.pk, "allowed": verdict.allowed, "reason": str(verdict.reason.value),
                    "cost": way.cost_minor, "preferred": way.slug in wanted,
                }  # fmt: skip
                if verdict.again_at is not None:
                    told["again_at"] = verdict.again_at.isoformat()
                order = (0 if verdict.allowed else 1, 0 if way.slug in wanted or not wanted else 1, way.cost_minor, rank)
                looked_at[party_id].append((order, told, point))
    return {party_id: _best(ways_seen) for party_id, ways_seen in looked_at.items()}


def _owners(ids: list[int]) -> dict[int, list[int]]:
    """Of merged customers, every party whose contact points count, with whom of those asked for they count for."""
    asked = listed(ids)
    root = dict(PartyAlias.objects.filter(party_id__in=asked).values_list("party_id", "canonical_id"))
    groups: dict[int, list[int]] = defaultdict(list)
    aliased = PartyAlias.objects.filter(canonical_id__in=listed([root.get(party_id, party_id) for party_id in ids]))
    members = dict(aliased.values_list("party_id", "canonical_id"))
    tied = {*members, *members.values()}
    for party_id in ids if tied else ():
        if party_id in tied:
            groups[root.get(party_id, party_id)].append(party_id)
    return {party_id: groups[members.get(party_id, party_id)] for party_id in tied}


def _best(looked_at: list[_LookedAt]) -> Choice:
    """Allowed before refused, preferred before others, then the cheapest; of equals the one that came first."""
    ranked = sorted(looked_at, key=itemgetter(0)) if len(looked_at) > 1 else looked_at
    considered, points = [one[1] for one in ranked], [one[2] for one in ranked]
    if not ranked or not considered[0]["allowed"]:
        return Choice("", None, 0, considered, points)
    return Choice(considered[0]["channel"], points[0], considered[0]["cost"], considered, points)


def _contact_points(ids: list[int], ways: list[Channel]) -> dict[str, list[Point]]:
    """Kind → the live contact points of these customers, confirmed ones first, then the oldest."""
    unconfirmed = Case(When(verified_at__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Identifier.objects.filter(party_id__in=listed(ids), kind__in={way.identifier_kind for way in ways}, ended_at=None)
    found: dict[str, list[Point]] = defaultdict(list)
    for row in rows.order_by(unconfirmed, "pk").values_list(*Point._fields):
        found[row[2]].append(Point(*row))
    return found


def in_words(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """What `Message.choice` keeps, for reading: the channel's name, the verdict, the price, whether it was taken or only dearer."""
    taken = kept.get("channel", "")
    paid = next((one.get("cost", 0) for one in kept.get("considered", []) if one.get("channel") == taken), 0)
    lines = []
    for one in kept.get("considered", []):
        code, cost = one.get("channel", ""), one.get("cost", 0)
        label = ContactChannel(code).label if code in ContactChannel.values else code
        is_taken = bool(taken) and code == taken and bool(one.get("allowed"))
        lines.append(
            {
                **one, "label": label, "verdict": _reason_label(one.get("reason", "")), "price": priced(cost), "taken": is_taken,
                "dearer": bool(one.get("allowed")) and not is_taken and cost > paid,
            }
        )  # fmt: skip
    return lines


def priced(minor: int) -> str:
    """An amount in hundredths of the house currency, as the reader's language writes it."""
    return money(Decimal(minor) / 100, settings.CURRENCY)


def _reason_label(code: str) -> str:
    return str(gate.Reason(code).label) if code in gate.Reason.values else code

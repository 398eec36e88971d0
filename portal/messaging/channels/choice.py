"""Which channel a message takes: the cheapest one the customer would rather have and agreed to.

Every channel that was looked at is kept with its verdict and cost, so that anybody can be told why.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from portal.customers import gate
from portal.customers.enums import ContactChannel
from portal.customers.models import Identifier, Party
from portal.customers.queries import preferences as wishes
from portal.messaging.channels.base import Channel, channels

_BATCH = 500


@dataclass(frozen=True)
class Choice:
    """The channel taken ('' when none may be), where it goes, and every channel that was looked at, cheapest first."""

    channel: str = ""
    identifier: Identifier | None = None
    cost_minor: int = 0
    considered: list[dict[str, Any]] = field(default_factory=list)

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


def choose(party: Party, purpose: str, allowed_channels: Sequence[str] | None = None, at: datetime | None = None) -> Choice:
    """The choice for one customer."""
    return choose_many([party.pk], purpose, allowed_channels, at)[party.pk]


def choose_many(
    party_ids: Iterable[int], purpose: str, allowed_channels: Sequence[str] | None = None, at: datetime | None = None
) -> dict[int, Choice]:
    """The choice for each of many, in as many queries for a batch as there are channels, and a few."""
    ids = list(dict.fromkeys(party_ids))
    ways = sorted(_ways(allowed_channels), key=lambda way: way.cost_minor)
    found: dict[int, Choice] = {}
    for start in range(0, len(ids), _BATCH):
        found.update(_choose_batch(ids[start : start + _BATCH], purpose, ways, at))
    return found


def _ways(allowed: Sequence[str] | None) -> list[Channel]:
    return [channel for channel in channels if allowed is None or channel.slug in allowed]


def _choose_batch(ids: list[int], purpose: str, ways: list[Channel], at: datetime | None) -> dict[int, Choice]:
    points = _contact_points(ids, ways)
    preferred = wishes.preferred_channels_of(ids, purpose)
    looked_at: dict[int, list[tuple[tuple[int, int, int], dict[str, Any], Identifier]]] = defaultdict(list)
    for way in ways:
        of_this = [point for point in points if point.kind == way.identifier_kind]
        verdicts = gate.verdicts([point.pk for point in of_this], purpose, way.slug, at=at) if of_this else {}
        for point in of_this:
            verdict = verdicts[point.pk]
            wanted = preferred.get(point.party_id) or []
            rank = wanted.index(way.slug) if way.slug in wanted else None
            told = {
                "channel": way.slug, "identifier": point.pk, "allowed": verdict.allowed, "reason": str(verdict.reason.value),
                "cost": way.cost_minor, "preferred": rank is not None,
            }  # fmt: skip
            order = (0 if verdict.allowed else 1, 0 if rank is not None or not wanted else 1, way.cost_minor)
            looked_at[point.party_id].append((order, told, point))
    return {party_id: _best(looked_at[party_id]) for party_id in ids}


def _best(looked_at: list[tuple[tuple[int, int, int], dict[str, Any], Identifier]]) -> Choice:
    """Allowed before refused, preferred before others, then the cheapest; of equals the one that came first."""
    ranked = sorted(looked_at, key=lambda one: one[0])
    considered = [told for _order, told, _point in ranked]
    if not ranked or not considered[0]["allowed"]:
        return Choice(considered=considered)
    _order, told, point = ranked[0]
    return Choice(channel=told["channel"], identifier=point, cost_minor=told["cost"], considered=considered)


def _contact_points(ids: list[int], ways: list[Channel]) -> list[Identifier]:
    """The live contact points of these customers, confirmed ones first, then the oldest."""
    kinds = {way.identifier_kind for way in ways}
    unconfirmed = Case(When(verified_at__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(Identifier.objects.filter(Q(party_id__in=ids, kind__in=kinds, ended_at=None)).order_by(unconfirmed, "pk"))


def in_words(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """What `Message.choice` keeps, for reading: label of the channel, verdict, cost, and whether it was taken."""
    taken = kept.get("channel", "")
    lines = []
    for one in kept.get("considered", []):
        label = ContactChannel(one["channel"]).label if one.get("channel") in ContactChannel.values else one.get("channel", "")
        lines.append({**one, "label": label, "verdict": _reason_label(one.get("reason", "")), "taken": one.get("channel") == taken})
    return lines


def _reason_label(code: str) -> str:
    return str(gate.Reason(code).label) if code in gate.Reason.values else code

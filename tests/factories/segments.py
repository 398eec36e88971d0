"""Segments, merges and conditions as tests need them."""

from typing import Any

from portal.customers.models import MergeEdge, Party, PartyAlias


def merge(survivor: Party, loser: Party) -> MergeEdge:
    """Read `loser`, and whoever is read as it, as `survivor`: the rows a merge leaves."""
    edge = MergeEdge.objects.create(survivor=survivor, loser=loser, reason="The same person.")
    PartyAlias.objects.filter(canonical=loser).update(canonical=survivor)
    PartyAlias.objects.create(party=loser, canonical=survivor, edge=edge)
    return edge


def part(edge: MergeEdge) -> None:
    """Undo a merge of two that nobody else was merged into."""
    PartyAlias.objects.filter(edge=edge).delete()
    MergeEdge.objects.filter(pk=edge.pk).update(undone_at=edge.at)


def every(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A tree of which all has to hold."""
    return {"join": "all", "of": list(nodes)}

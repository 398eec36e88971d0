"""The kept keys by which arriving customers are compared: written in the transaction of whatever changes a name, address or number."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from portal.customers.matching.parties import ATTRIBUTES, MANY, known
from portal.customers.models import MatchKey, Party

_BATCH = 500
_waiting: ContextVar[set[int] | None] = ContextVar("parties whose keys are written at the end of an act", default=None)


@contextmanager
def together() -> Iterator[None]:
    """An act of several changes: the keys of whoever they touch are written once, at its end."""
    if _waiting.get() is not None:
        yield
        return
    touched: set[int] = set()
    token = _waiting.set(touched)
    try:
        yield
    finally:
        _waiting.reset(token)
    write_keys(touched)


def identifier_changed(party_id: int, kind: str) -> None:
    """An identifier of the party came or went."""
    if kind in MANY:
        _touch(party_id)


def fact_changed(party_id: int, attribute: str) -> None:
    """Something was said of the party."""
    if attribute in ATTRIBUTES:
        _touch(party_id)


def party_changed(party_id: int) -> None:
    """The party's own name changed."""
    _touch(party_id)


def _touch(party_id: int) -> None:
    touched = _waiting.get()
    if touched is None:
        write_keys([party_id])
    else:
        touched.add(party_id)


def write_keys(party_ids: Iterable[int]) -> int:
    """Bring the kept keys of these parties up to date; how many rows were not as they should be. Five queries a batch at most."""
    ids = sorted(set(party_ids))
    changed = 0
    for start in range(0, len(ids), _BATCH):
        changed += _write(ids[start : start + _BATCH])
    return changed


def _write(ids: list[int]) -> int:
    with transaction.atomic():
        wanted = {(pk, rule, key) for pk, row in known(ids).items() for rule, key in row.blocking_keys()}
        there = {
            (party_id, rule, key): pk
            for pk, party_id, rule, key in MatchKey.objects.filter(party_id__in=ids).values_list("pk", "party_id", "rule", "key")
        }
        stale = [pk for row, pk in there.items() if row not in wanted]
        fresh = sorted(wanted - there.keys())
        if stale:
            MatchKey.objects.filter(pk__in=stale).delete()
        if fresh:
            MatchKey.objects.bulk_create((MatchKey(party_id=pk, rule=rule, key=key) for pk, rule, key in fresh), ignore_conflicts=True)
    return len(stale) + len(fresh)


def rebuild_keys() -> int:
    """Write the keys of everybody anew; how many rows were not as they should be."""
    changed, last = 0, 0
    while ids := list(Party.objects.filter(pk__gt=last, erased_at=None).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        changed += _write(ids)
        last = ids[-1]
    return changed

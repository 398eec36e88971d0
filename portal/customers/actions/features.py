"""Keeping features true: customers of whom something changed are taken from the queue and counted anew; a new day turns all windows.

Whoever counts holds the one row of `FeatureClock`, so that nobody writes an older count over a newer one. What follows from changed
customers (segments) is done in the same transaction, so that both are true together.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from portal.customers.models import DirtyParty, FeatureClock, Identifier, PartyFeature
from portal.customers.queries import aliases, features
from portal.customers.traits import followers

logger = logging.getLogger("portal.customers")
BATCH = 500


class BusyError(RuntimeError):
    """Another process is counting."""


@contextmanager
def held_clock(*, wait: bool = True) -> Iterator[FeatureClock]:
    """The clock, held until the end of the transaction. BusyError without `wait` when another holds it."""
    with transaction.atomic():
        clock = FeatureClock.objects.filter(pk=1).select_for_update(skip_locked=not wait).first()
        if clock is None:
            if not wait and FeatureClock.objects.exists():
                raise BusyError
            FeatureClock.objects.get_or_create(pk=1, defaults={"counted_on": features.site_today()})
            clock = FeatureClock.objects.select_for_update().get(pk=1)
        yield clock


def bring_up_to_date(limit: int = BATCH, *, wait: bool = False) -> int:
    """Count the customers anew of whom something changed, oldest notes first, and tell those who follow; returns how many notes
    were taken off the queue. What is noted meanwhile stays for the next time. 0 when another process is at it.
    """
    if not DirtyParty.objects.exists():
        return 0
    try:
        with held_clock(wait=wait) as clock:
            notes = list(DirtyParty.objects.order_by("pk").values_list("pk", "party_id", "identifier_id")[:limit])
            changed = _parties({note[1] for note in notes if note[1]}, {note[2] for note in notes if note[2]})
            if changed:
                count_anew(changed, clock.counted_on)
                for follow in followers:
                    follow(changed, clock.counted_on)
            DirtyParty.objects.filter(pk__in=[note[0] for note in notes]).delete()
            return len(notes)
    except BusyError:
        return 0


def drain(*, most: int = 10_000_000) -> int:
    """Bring up to date until nothing is noted any more; returns how many notes there were."""
    total = 0
    while total < most and (done := bring_up_to_date(wait=True)):
        total += done
    return total


def _parties(party_ids: set[int], identifier_ids: set[int]) -> list[int]:
    """The parties noted, and those that they are read as: all that may have to be counted or are none any more."""
    if identifier_ids:
        party_ids |= set(Identifier.objects.filter(pk__in=identifier_ids).values_list("party_id", flat=True))
    return sorted(party_ids | set(aliases.canonical_ids(party_ids).values()))


def count_anew(party_ids: Sequence[int] | None, day: date) -> int:
    """Write the features of these parties (None: of everybody) as the timeline has them; returns how many rows were wrong."""
    gone = PartyFeature.objects.filter(party__alias__isnull=False)
    if party_ids is not None:
        gone = gone.filter(party_id__in=party_ids)
    with transaction.atomic(), connection.cursor() as cursor:
        removed = gone.delete()[0]
        if party_ids is None and connection.vendor == "postgresql":
            return _everybody(cursor, day) + removed
        scope = None
        if party_ids is not None:
            members = aliases.members_of(party_ids)
            scope = sorted({one for ids in members.values() for one in ids})
        sql, params = features.computed(day, scope)
        changes = ", ".join(f"{name} = excluded.{name}" for name in _NAMES)
        cursor.execute(
            f"INSERT INTO customers_partyfeature ({', '.join(features.COLUMNS)}) {_standing_apart(sql)}"
            f" ON CONFLICT (party_id) DO UPDATE SET {changes} WHERE {_differs('excluded', 'customers_partyfeature')}",
            params,
        )
        return int(cursor.rowcount) + removed


_NAMES = features.COLUMNS[1:]


def _everybody(cursor: Any, day: date) -> int:
    """Count everybody into a table of this transaction and write what differs, on PostgreSQL. Rows that are right are only read: an
    upsert would lock each of them, which is a write. And what fills a new table may be counted by several processes at once.
    """
    cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = on")  # a million sums at once; the default spills them to the disk
    sql, params = features.computed(day)
    cursor.execute(f"CREATE TEMPORARY TABLE features_now ON COMMIT DROP AS {sql}", params)
    changes = ", ".join(f"{name} = n.{name}" for name in _NAMES)
    cursor.execute(
        f"UPDATE customers_partyfeature f SET {changes} FROM features_now n"  # noqa: S608 - names of ours
        f" WHERE n.id = f.party_id AND {_differs('n', 'f')}"
    )
    changed = int(cursor.rowcount)
    cursor.execute(
        f"INSERT INTO customers_partyfeature ({', '.join(features.COLUMNS)})"  # noqa: S608 - names of ours
        f" SELECT n.id, {', '.join(f'n.{name}' for name in _NAMES)} FROM features_now n"
        " WHERE NOT EXISTS (SELECT 1 FROM customers_partyfeature f WHERE f.party_id = n.id) ORDER BY n.id"
    )
    changed += int(cursor.rowcount)
    cursor.execute("DROP TABLE features_now")
    return changed


def _standing_apart(sql: str) -> str:
    """SQLite would read ON after a join's table as its condition: a WHERE at the end of the statement parts them."""
    return f"SELECT * FROM ({sql}) n WHERE 1 = 1"  # noqa: S608 - a statement of ours


def _differs(new: str, old: str) -> str:
    sign = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    was, now_is = (", ".join(f"{source}.{name}" for name in _NAMES) for source in (old, new))
    return f"({was}) {sign} ({now_is})"


def turn_day(to: date | None = None) -> dict[str, int]:
    """Let windows count from a new day, after comparing everything kept with counting anew for the day that ends.

    Returns how many features differed (0 unless something is wrong: it is mended and told in the log).
    """
    day = to or features.site_today()
    with held_clock() as clock:
        drain()
        differing, pending = count_anew(None, clock.counted_on), DirtyParty.objects.count()
        if differing > pending:
            logger.error("%s features differed from the timeline and were counted anew", differing)
        for follow in followers:
            follow(None, clock.counted_on)
        if day != clock.counted_on:
            clock.counted_on = day
            clock.save(update_fields=["counted_on"])
            count_anew(None, day)
            for follow in followers:
                follow(None, day)
        return {"differing": differing, "pending": pending}

"""How quickly somebody who comes in is recognised among a million: people as lists hold them, copied into an empty PostgreSQL database."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from portal.core.clock import now
from portal.customers.actions import merging
from portal.customers.matching.parties import Known, known_of
from portal.customers.matching.recognise import Claims, recognise
from portal.customers.models import Party
from portal.site.bench import lookalikes
from portal.site.bench.segments import Figure

MOST, CHUNK = 2_000_000, 20_000
_FACTS = {"name": "name", "street": "street", "postcode": "postcode", "city": "city", "born_on": "birth_date"}
_COLUMNS = {
    "customers_party": "id, kind, handle, billed_name, language, time_zone, created_at",
    "customers_identifier": "party_id, kind, system, value_norm, value_raw, shared, source, first_seen_at, last_seen_at",
    "customers_partyfact": "party_id, attribute, value, source, observed_at, confidence",
    "customers_matchkey": "party_id, rule, key",
}
Person = dict[str, str]


class NotEmptyError(RuntimeError):
    """There are customers already, or this is no PostgreSQL."""


def people(count: int) -> Iterator[Person]:
    """People in chunks, each with its own families; addresses and numbers differ from chunk to chunk."""
    for chunk in range(-(-count // CHUNK)):
        columns, _truth = lookalikes.people(CHUNK, seed=100 + chunk)
        dice = random.Random(chunk)  # noqa: S311 - made up people
        for place in range(min(CHUNK, count - chunk * CHUNK, len(columns["name"]))):
            one = {role: values[place] for role, values in columns.items()}
            if one["email"]:
                one["email"] = one["email"].lower().replace("@", f"{chunk}@", 1)
            if one["phone"]:
                one["phone"] = f"+49{dice.randrange(10**9, 10**10)}"
            one["postcode"] = (
                f"{(int(one['postcode'] or 0) + chunk * 1097) % 100_000:05d}" if one["postcode"].isdigit() else one["postcode"]
            )
            yield one


def seed(count: int, say: Callable[[str], None]) -> None:
    """Fill an empty database. The keys are those that `actions.keys` would write."""
    if connection.vendor != "postgresql" or Party.objects.exists():
        raise NotEmptyError
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        batch: list[tuple[int, Person]] = []
        number = 0
        for number, person in enumerate(people(count), 1):
            batch.append((number, person))
            if len(batch) == CHUNK:
                _copy(cursor, batch)
                say(f"{number:,} customers")
                batch = []
        _copy(cursor, batch)
        cursor.execute("SELECT setval(pg_get_serial_sequence('customers_party', 'id'), %s)", [max(number, 1)])
    with connection.cursor() as cursor:
        for table in _COLUMNS:
            cursor.execute(f"ANALYZE {table}")


def _known(person: Person) -> Known:
    street = f"{person['street']} {person['house_number']}".strip()
    facts = {"name": person["name"], "street": street, "postcode": person["postcode"], "city": person["city"]}
    many = {role: [person[role]] for role in ("email", "phone") if person[role]}
    return known_of(facts | {"birth_date": person["born_on"]}, many)


def _copy(cursor: Any, batch: list[tuple[int, Person]]) -> None:
    moment = now()
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
    for number, person in batch:
        rows["customers_party"].append((number, "person", "", person["name"], "de", "", moment))
        rows["customers_identifier"] += [
            (number, kind, "", person[kind], person[kind], False, "import", moment, moment) for kind in ("email", "phone") if person[kind]
        ]
        told = person | {"street": f"{person['street']} {person['house_number']}".strip()}
        rows["customers_partyfact"] += [
            (number, attribute, _json(told[role]), "import", moment, 1) for role, attribute in _FACTS.items() if told[role]
        ]
        rows["customers_matchkey"] += [(number, rule, key) for rule, key in _known(person).blocking_keys()]
    for table, columns in _COLUMNS.items():
        with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows[table]:
                copy.write_row(row)


def _json(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def arriving(times: int) -> Iterator[tuple[str, Claims]]:
    """Who comes in: with a telephone number alone, with a mailbox, with name and address, and somebody who was never here."""
    first = min(Party.objects.count(), CHUNK)
    drawn = set(random.Random(7).sample(range(1, first + 1), min(times, first)))  # noqa: S311 - a draw
    for number, person in enumerate(people(first), 1):
        if number in drawn:
            address = {"street": f"{person['street']} {person['house_number']}", "postcode": person["postcode"], "city": person["city"]}
            yield "by a telephone number", Claims(phone=person["phone"])
            yield "by name and mailbox", Claims(name=person["name"], email=person["email"])
            yield "by name, address and birthday", Claims(name=person["name"], birth_date=person["born_on"], **address)
            yield "never here before", Claims(name=person["name"][::-1].title(), email=f"new{number}@mail.example", **address)


def figures(times: int = 200) -> Iterator[Figure]:
    """Recognition by what is claimed, and a merge with its undoing; nothing of it stays."""
    found: dict[str, list[float]] = {}
    for kind, claims in arriving(times):
        started = time.perf_counter()
        recognise(claims)
        found.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
    for kind, spent in found.items():
        slow = sorted(spent)[int(len(spent) * 0.95)]
        yield Figure(f"recognised {kind}, median", statistics.median(spent), "ms")
        yield Figure(f"recognised {kind}, p95", slow, "ms", 50)
    yield from _merges(times // 4)


def _merges(times: int) -> Iterator[Figure]:
    merged, undone = [], []
    parties = list(Party.objects.order_by("-pk")[: times * 2])
    with transaction.atomic():
        for first, second in zip(parties[::2], parties[1::2], strict=True):
            started = time.perf_counter()
            edge = merging.merge_parties(first, second, by=None, reason="bench")
            between = time.perf_counter()
            merging.undo_merge(edge, by=None, reason="bench")
            merged.append((between - started) * 1000)
            undone.append((time.perf_counter() - between) * 1000)
        transaction.set_rollback(True)
    for name, spent in (("merge", merged), ("undo", undone)):
        yield Figure(f"{name}, p95", sorted(spent)[int(len(spent) * 0.95)], "ms", 50)

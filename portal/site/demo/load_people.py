"""The demo's people: staff with their roles, customers however they came to us, the firms and households they belong to.

At a scale above 1 every customer is followed by others whose names are put together from the names of his language.
"""

import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from portal.accounts import actions as accounts
from portal.accounts.roles import Role
from portal.customers import actions, handles
from portal.customers.enums import IdentifierKind, PartyKind, RelationRole, Source
from portal.customers.models import Identifier, Party
from portal.site.demo.book import Book, read

SYSTEM = "demo"
ROLES = {
    "mara": (Role.ADMINISTRATOR, Role.MODERATOR), "tomasz": (Role.AGENT,), "noor": (Role.MODERATOR, Role.AGENT),
    "yichen": (Role.MODERATOR, Role.AGENT), "jonas": (Role.MARKETER,), "elif": (Role.EDITOR,),
}  # fmt: skip
_BATCH = 50


def load(book: Book) -> None:
    """Fill `book.people`; whoever was loaded before is found again by his code."""
    content = read("people")
    rows = Identifier.objects.filter(kind=IdentifierKind.EXTERNAL, system=SYSTEM).select_related("party__user")
    known = {row.value_norm: row.party for row in rows}
    taken = set(Party.objects.exclude(handle_key=None).values_list("handle_key", flat=True))
    taken |= {handles.fold(one["handle"]) for one in content["staff"] + content["customers"]}
    people = content["staff"] + content["customers"] + content["organisations"]
    total = len(people) + len(content["customers"]) * (book.scale - 1)
    everybody = _with_more(people, content["customers"], book.scale, taken)
    done = 0
    while batch := list(islice(everybody, _BATCH)):
        with transaction.atomic():
            for one in batch:
                book.people[one["code"]] = known.get(one["code"]) or _person(book, one)
        done += len(batch)
        book.progress("People", done, total)
    _give_roles(book, content["staff"])
    with transaction.atomic():
        for one in content["relationships"]:
            _relate(book, one, {person["code"]: person for person in people})


def _person(book: Book, one: dict[str, Any]) -> Party:
    """One party as the content file tells of it, with its login if it has one."""
    joined = book.moment(one["joined_days_ago"])
    source = one.get("source", Source.STAFF)
    if one.get("has_login") and source in {Source.SIGNUP, Source.STAFF}:
        party = _signed_up(one, joined)
    else:
        party = actions.open_party(
            by=None, source=source, kind=one["kind"], handle=one.get("handle", ""), billed_name=one["name"], language=one["language"],
            email=one["email"] or "", phone=one["phone"] or "", at=joined,
        )  # fmt: skip
        if one.get("has_login"):
            _signs_up_later(party, one, joined + timedelta(days=min(12, one["joined_days_ago"] / 2), hours=3))
    told = Source.CUSTOMER if one.get("has_login") else source
    for attribute, value in _facts(one).items():
        actions.state_fact(party, attribute, value, by=None, source=told, at=joined)
    actions.add_identifier(party, IdentifierKind.EXTERNAL, one["code"], by=None, source=Source.IMPORT, system=SYSTEM, at=joined)
    return party


def _signed_up(one: dict[str, Any], joined: Any) -> Party:
    user = accounts.open_login(one["email"], language=one["language"], joined_at=joined)
    party = actions.sign_up(user, handle=one["handle"], language=one["language"], at=joined)
    actions.confirm_email(user, one["email"], at=joined + timedelta(minutes=2))
    Party.objects.filter(pk=party.pk).update(billed_name=one["name"])
    if one["phone"]:
        actions.add_identifier(party, IdentifierKind.PHONE, one["phone"], by=user, source=Source.CUSTOMER, at=joined)
    party.refresh_from_db()
    return party


def _signs_up_later(party: Party, one: dict[str, Any], at: Any) -> None:
    """He was known before: his proved address leads the new login to him."""
    actions.add_identifier(party, IdentifierKind.EMAIL, one["email"], by=None, source=Source.STAFF, verified_at=at)
    user = accounts.open_login(one["email"], language=one["language"], joined_at=at)
    actions.confirm_email(user, one["email"], at=at + timedelta(minutes=2))
    party.refresh_from_db()


def _facts(one: dict[str, Any]) -> dict[str, Any]:
    bio = one.get("bio")
    facts = {
        "name": one["name"],
        "city": one.get("city"),
        "trade": one.get("trade"),
        "bio": bio.get(one["language"]) if isinstance(bio, dict) else bio,
        "languages": one.get("languages"),
        "owns": one.get("owns"),
    }
    return {name: value for name, value in facts.items() if value}


def _give_roles(book: Book, staff: list[dict[str, Any]]) -> None:
    for one in staff:
        for role in ROLES[one["code"]]:
            accounts.give_role(book.people[one["code"]].user, role, by=None, reason="Set up with the demo.")


def _relate(book: Book, one: dict[str, Any], people: dict[str, Any]) -> None:
    """Who works for whom; who lives together belongs to one household."""
    first, second = book.people[one["a"]], book.people[one["b"]]
    if one["role"] != "household":
        actions.relate(first, RelationRole.EMPLOYEE, second, by=None)
        return
    code = f"household-{one['a']}"
    row = Identifier.objects.filter(kind=IdentifierKind.EXTERNAL, system=SYSTEM, value_norm=code).select_related("party").first()
    if row is None:
        names = dict.fromkeys(people[code].get("name", "").split()[-1] for code in (one["a"], one["b"]))
        household = actions.open_party(
            by=None, source=Source.STAFF, kind=PartyKind.HOUSEHOLD, billed_name=" / ".join(names), language=first.language, at=second.created_at
        )
        row = actions.add_identifier(household, IdentifierKind.EXTERNAL, code, by=None, source=Source.IMPORT, system=SYSTEM)
    for member in (first, second):
        actions.relate(member, RelationRole.HOUSEHOLD_MEMBER, row.party, by=None)


# --- more of them ------------------------------------------------------------------------------------------------------


def _with_more(people: list[dict[str, Any]], customers: list[dict[str, Any]], scale: int, taken: set[str]) -> Iterator[dict[str, Any]]:
    yield from people
    for number in range(2, scale + 1):
        for one in customers:
            yield _somebody_like(one, number, [c for c in customers if c["language"] == one["language"]], taken)


def _somebody_like(one: dict[str, Any], number: int, others: list[dict[str, Any]], taken: set[str]) -> dict[str, Any]:
    """Another customer of the same language, always the same for the same number."""
    dice = random.Random(f"{one['code']}-{number}")
    first, last = dice.choice(others), dice.choice(others)
    spaced = " " in first["name"] and " " in last["name"]
    name = f"{first['name'].split()[0]} {last['name'].split(maxsplit=1)[-1]}" if spaced else last["name"][:1] + first["name"][1:]
    given, family = first["sort_name"].rpartition(", ")[2], last["sort_name"].partition(", ")[0]
    latin = _latin(f"{given}.{family}") or "someone"
    handle = _free_handle(name, latin, dice, taken)
    return one | {
        "code": f"{one['code']}-{number}", "name": name, "handle": handle, "email": f"{latin}.{dice.randrange(10_000)}.{number}@mailbox.example",
        "phone": None, "bio": None, "joined_days_ago": dice.randrange(2, 700),
    }  # fmt: skip


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z.]+", "", plain).strip(".")


def _free_handle(name: str, latin: str, dice: random.Random, taken: set[str]) -> str:
    """A public name nobody has: from the name in its own script where that fits."""
    own = "-".join(name.split())[:14].strip("-") or latin.replace(".", "-")[:14].strip("-")
    while True:
        handle = f"{own}-{dice.randrange(10, 10_000)}"
        if handles.fold(handle) not in taken:
            taken.add(handles.fold(handle))
            return handles.clean_handle(_legal(handle))


def _legal(handle: str) -> str:
    return re.sub(r"-{2,}", "-", "".join(c for c in handle if c == "-" or c.isalnum() or unicodedata.category(c)[0] == "M"))

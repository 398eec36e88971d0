"""The demo's many customers: 1,500 people put together from names and places, some of them twice, as in every real customer list.

Written in bulk, for a first start should not take minutes; what follows from the rows (keys for recognition) is made by the
apps' own actions.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.customers import identify
from portal.customers.actions import keys, training
from portal.customers.enums import Channel, IdentifierKind, PartyKind, RelationRole, Source
from portal.customers.models import Identifier, Interaction, Party, PartyFact, Relationship
from portal.site.demo.book import Book, read

SYSTEM = "demo"
TWICE = 12
"""One in so many customers is there a second time."""
_BATCH = 500
_MACHINES = ["finch-1", "finch-2", "finch-duo", "finch-go", "grinder-g1", "grinder-g2", "scale-tara"]


@dataclass(frozen=True)
class Somebody:
    """One row of the customer list, before it is written."""

    code: str
    language: str
    name: str
    latin: str
    email: str
    phone: str
    facts: dict[str, Any]
    source: str
    at: datetime
    household: str = ""
    nick: str = ""
    family: Any = None


def load(book: Book) -> None:
    """Write everybody who is not there yet, found again by his code; then look for those who may be one."""
    there = set(Identifier.objects.filter(kind=IdentifierKind.EXTERNAL, system=SYSTEM).values_list("value_norm", flat=True))
    everybody = [one for one in _everybody(book) if one.code not in there]
    for start in range(0, len(everybody), _BATCH):
        with transaction.atomic():
            _write(everybody[start : start + _BATCH])
        book.progress("Customer list", min(start + _BATCH, len(everybody)), len(everybody))
    if everybody:
        training.train_weights()
        training.find_duplicates()


def _everybody(book: Book) -> Iterator[Somebody]:
    for language, names in read("crowd").items():
        dice = random.Random(f"crowd-{language}")
        before: list[Somebody] = []
        for number in range(names["share"] * book.scale):
            code = hashlib.sha256(f"crowd-{language}-{number}".encode()).hexdigest()[:10]
            if before and number % TWICE == 0:
                yield _again(dice.choice(before), code, dice)
                continue
            with_somebody = bool(before) and number % 9 == 0
            one = _somebody(book, language, names, code, dice, family=before[-1].family if with_somebody else None)
            if with_somebody:
                one = _housemate(one, before[-1])
            before.append(one)
            yield one


def _part_of_town(postcode: str, dice: random.Random) -> str:
    """Another postcode of the same town: its last digit or letters differ."""
    return postcode[:-1] + (str(dice.randrange(10)) if postcode[-1].isdigit() else dice.choice("ABDEFGHJLNPQRSTUWXYZ"))


def _both(word: Any) -> tuple[str, str]:
    """A word in its own script and in Latin letters."""
    return (word[0], word[1]) if isinstance(word, list) else (word, word)


def _somebody(book: Book, language: str, names: dict[str, Any], code: str, dice: random.Random, *, family: Any = None) -> Somebody:
    given, family = dice.choice(names["given"]), family if family and dice.random() < 0.8 else dice.choice(names["family"])
    town, postcode, country, prefix = dice.choice(names["towns"])
    street = _both(dice.choice(names["streets"]))[0]
    own = [_both(family)[0] + _both(given)[0]] if language == "zh-hant" else [_both(given)[0], _both(family)[0]]
    latin = [_both(given)[1], _both(family)[1]]
    number = dice.randrange(1, 140)
    told = dice.random()
    facts = {
        "name": "".join(own) if language == "zh-hant" else " ".join(own),
        "city": _both(town)[0], "postcode": _part_of_town(postcode, dice), "country": country,
        "street": f"{street}{number}號" if language == "zh-hant" else f"{number} {street}" if language == "en" else f"{street} {number}",
    }  # fmt: skip
    if told < 0.45:
        facts["birth_date"] = (date(1948, 1, 1) + timedelta(days=dice.randrange(20_500))).isoformat()
    if dice.random() < 0.6:
        facts["owns"] = [{"product": product} for product in dice.sample(_MACHINES, dice.randrange(1, 3))]
    return Somebody(
        code=code, language=language, name=facts["name"], latin=" ".join(latin),
        email=f"{_mailbox(latin)}{dice.randrange(10, 99)}.{dice.randrange(1000, 9999)}@mailbox.example" if dice.random() < 0.88 else "",
        phone=_phone(prefix, dice) if dice.random() < 0.7 else "",
        facts=facts, source=dice.choices([Source.IMPORT, Source.SHOP, Source.PHONE], [6, 3, 2])[0],
        at=book.moment(dice.randrange(3, 1500) + dice.random()), nick=names["nick"].get(latin[0], ""), family=family,
    )  # fmt: skip


def _mailbox(latin: list[str]) -> str:
    return "".join(c for c in ".".join(latin).lower() if c.isascii() and (c.isalnum() or c == ".")) or "someone"


def _phone(prefix: str, dice: random.Random) -> str:
    """A number of the town, as long as numbers there are."""
    digits = "".join(str(dice.randrange(10)) for _digit in range(5))
    for length in (4, 3, 2, 5, 1):
        try:
            return identify.normal_phone(prefix + digits[:length])
        except ValidationError:
            continue
    raise ValueError(prefix)


def _housemate(one: Somebody, other: Somebody) -> Somebody:
    """Lives with `other`: same address and telephone, and never to be taken for the same person."""
    shared = {name: other.facts[name] for name in ("street", "postcode", "city", "country")}
    return replace(one, facts=one.facts | shared, phone=other.phone or one.phone, household=other.code)


def _again(one: Somebody, code: str, dice: random.Random) -> Somebody:
    """The same person, noted a second time by somebody else."""
    facts = {name: value for name, value in one.facts.items() if name != "owns"}
    way = dice.randrange(5)
    email, phone, name = one.email, one.phone, one.name
    if way == 0:
        name = _slip(one.name, dice)
    elif way == 1:
        name, email = one.latin, ""
    elif way == 2:
        name, phone = " ".join([one.nick or one.latin.split()[0], *one.latin.split()[1:]]), ""
    elif way == 3:
        facts["street"], facts["postcode"] = facts["street"].replace("1", "7"), facts["postcode"]
        name = one.name.upper() if one.language in {"en", "de"} else one.name
        email = f"{_mailbox(one.latin.split())}.{dice.randrange(100, 999)}@post.example"
    else:
        facts.pop("birth_date", None)
        name = ", ".join(reversed(one.latin.split(maxsplit=1)))
    later = one.at + timedelta(days=dice.randrange(1, 3))
    return replace(one, code=code, name=name, email=email, phone=phone, facts=facts | {"name": name}, source=Source.SHOP, at=later)


def _slip(name: str, dice: random.Random) -> str:
    """A slip of the pen: two neighbouring letters change places, or one is missing."""
    if len(name) < 5:
        return name
    at = dice.randrange(1, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if dice.random() < 0.5 else name[:at] + name[at + 1 :]


# --- writing -----------------------------------------------------------------------------------------------------------


def _write(people: list[Somebody]) -> None:
    made = Party.objects.bulk_create([Party(billed_name=one.name, language=one.language, created_at=one.at) for one in people])
    marks, facts, acts = [], [], []
    for one, party in zip(people, made, strict=True):
        marks += _marks(one, party)
        facts += [
            PartyFact(party=party, attribute=name, value=value, source=one.source, observed_at=one.at) for name, value in one.facts.items()
        ]
        channel = {Source.PHONE: Channel.PHONE, Source.SHOP: Channel.SHOP}.get(Source(one.source), Channel.SYSTEM)
        acts.append(
            Interaction(
                party=party, kind="customers.opened", channel=channel, at=one.at, recorded_at=one.at, attrs={"source": one.source},
                key=f"opened:{party.pk}",
            )
        )  # fmt: skip
    Identifier.objects.bulk_create(marks)
    PartyFact.objects.bulk_create(facts)
    Interaction.objects.bulk_create(acts)
    _households([(one, party) for one, party in zip(people, made, strict=True) if one.household])
    keys.write_keys([party.pk for party in made])


def _marks(one: Somebody, party: Party) -> list[Identifier]:
    given = [(IdentifierKind.EXTERNAL, SYSTEM, one.code), (IdentifierKind.EMAIL, "", one.email), (IdentifierKind.PHONE, "", one.phone)]
    return [
        Identifier(
            party=party, kind=kind, system=system, value_norm=identify.normal(kind, value), value_raw=value, source=one.source,
            first_seen_at=one.at, last_seen_at=one.at,
        )
        for kind, system, value in given if value
    ]  # fmt: skip


def _households(members: list[tuple[Somebody, Party]]) -> None:
    """A household for everybody who shares his door with another, under both family names."""
    codes = {mark.value_norm: mark.party for mark in _by_code({one.household for one, _party in members})}
    pairs = [(one, party, codes[one.household]) for one, party in members if one.household in codes]
    homes = Party.objects.bulk_create(
        [
            Party(kind=PartyKind.HOUSEHOLD, billed_name=" / ".join(dict.fromkeys([other.billed_name, party.billed_name])),
                  language=party.language, created_at=one.at)
            for one, party, other in pairs
        ]
    )  # fmt: skip
    Relationship.objects.bulk_create(
        Relationship(party=who, role=RelationRole.HOUSEHOLD_MEMBER, other=home)
        for (_one, party, other), home in zip(pairs, homes, strict=True)
        for who in (other, party)
    )


def _by_code(codes: set[str]) -> list[Identifier]:
    return list(Identifier.objects.filter(kind=IdentifierKind.EXTERNAL, system=SYSTEM, value_norm__in=codes).select_related("party"))

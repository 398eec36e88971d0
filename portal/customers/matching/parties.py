"""The portal's parties as rows to be compared: what is known of each, by role."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.customers.enums import IdentifierKind, PartyKind
from portal.customers.matching import blocking
from portal.customers.matching.columns import ROLES
from portal.customers.models import Identifier, Party, PartyFact
from portal.customers.queries.parties import golden

ATTRIBUTES = {"name": "name", "birth_date": "born_on", "street": "street", "postcode": "postcode", "city": "city"}
"""Profile attribute to role."""
MANY = {IdentifierKind.EMAIL: "email", IdentifierKind.PHONE: "phone", IdentifierKind.EXTERNAL: "code"}
"""Kind of identifier to role: of these a party may have several."""
STORED_RULES = {"phone", "mailbox", "born_on", "bones", "names", "postcode_name", "city_name", "postcode_door", "line_door"}
"""The rules whose keys are kept in the database. Whole addresses and numbers are looked up among the identifiers."""
ROLES_OF_PARTIES = ("name", "email", "phone", "street", "house_number", "postcode", "city", "born_on", "code")
_NUMBER = MANY[IdentifierKind.EXTERNAL]
_DOOR = re.compile(r"^(?P<street>.*\D)\s+(?P<door>\d+\s*[a-zA-Z]?(?:[-/]\d+)?)$|^(?P<first>\d+\s*[a-zA-Z]?),?\s+(?P<rest>\D.*)$")


@dataclass
class Known:
    """What is known of a party, or claimed by somebody who arrives."""

    single: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    kind: str = PartyKind.PERSON

    def against(self, other: "Known") -> dict[str, str]:
        """One value for each role: of several the one that the other knows too, else the newest.

        A number of another system says something only where it is the very same: it goes as its digest, and none is near another.
        """
        row = dict(self.single)
        for role, values in self.many.items():
            if values:
                shared = [value for value in values if value in other.many.get(role, ())]
                if role != _NUMBER:
                    row[role] = shared[0] if shared else values[-1]
                elif shared:
                    row[role] = hashlib.sha256(shared[0].encode()).hexdigest()
        return row

    def blocking_keys(self) -> set[tuple[str, str]]:
        """The blocking keys that are kept of it."""
        plain = {slug: ROLES[slug].plain(value) for slug, value in self.single.items()}
        rows = [plain, *({role: ROLES[role].plain(value)} for role, values in self.many.items() for value in values)]
        return {key for row in rows for key in blocking.keys_of(row) if key[0] in STORED_RULES}


def known_of(values: dict[str, str], many: dict[str, list[str]] | None = None) -> Known:
    """`values` by role or attribute as something known; a street with its number at an end is taken apart."""
    single = {ATTRIBUTES.get(name, name): str(value) for name, value in values.items() if value}
    if "street" in single and "house_number" not in single and (found := _DOOR.match(single["street"].strip())):
        single["street"] = found["street"] or found["rest"]
        single["house_number"] = found["door"] or found["first"]
    known = Known({role: value for role, value in single.items() if role in ROLES})
    for role, several in (many or {}).items():
        known.many[role] = list(several)
    return known


def known(party_ids: Iterable[int]) -> dict[int, Known]:
    """What is known of each of these parties, in three queries."""
    ids = list(party_ids)
    facts: dict[int, list[Any]] = defaultdict(list)
    rows = PartyFact.objects.filter(party_id__in=ids, attribute__in=ATTRIBUTES)
    for fact in rows.values_list("party_id", "attribute", "value", "source", "confidence", "observed_at", "pk", named=True):
        facts[fact.party_id].append(fact)
    many: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    points = Identifier.objects.filter(party_id__in=ids, kind__in=MANY, ended_at=None).order_by("first_seen_at", "pk")
    for party_id, kind, value in points.values_list("party_id", "kind", "value_norm"):
        many[party_id][MANY[IdentifierKind(kind)]].append(value)
    answer = {}
    for party_id, billed_name, kind in Party.objects.filter(pk__in=ids, erased_at=None).values_list("pk", "billed_name", "kind"):
        values = {name: fact.value for name, fact in golden(facts[party_id]).items()}
        answer[party_id] = known_of({"name": billed_name} | values, many[party_id])
        answer[party_id].kind = kind
    return answer

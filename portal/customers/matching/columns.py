"""The roles a column can have, and columns made ready for comparing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext_lazy as _

from portal.customers.matching import normalise


@dataclass(frozen=True)
class Role:
    """What a column tells. `kind` says how two values are compared, `crossed` which column people mix it up with."""

    slug: str
    kind: str
    label: object
    plain: Callable[[str], str]
    crossed: str = ""


def _email(value: str) -> str:
    return normalise.code(value) if "@" not in value else value.strip().lower()[:320]


ROLES: dict[str, Role] = {
    role.slug: role
    for role in (
        Role("given_name", "name", _("Given name"), normalise.name, "surname"),
        Role("surname", "name", _("Family name"), normalise.name, "given_name"),
        Role("name", "full_name", _("Name"), normalise.full_name),
        Role("house_number", "number", _("House number"), normalise.code),
        Role("street", "address", _("Street"), normalise.address, "street_2"),
        Role("street_2", "address", _("Second line of the address"), normalise.address, "street"),
        Role("city", "address", _("Town"), normalise.address),
        Role("postcode", "number", _("Postcode"), normalise.code),
        Role("region", "number", _("Region"), normalise.code),
        Role("born_on", "date", _("Date of birth"), normalise.day),
        Role("code", "code", _("Number of the person"), normalise.code),
        Role("email", "email", _("E-mail address"), _email),
        Role("phone", "phone", _("Telephone number"), normalise.digits),
    )
}


@dataclass
class Column:
    """The values of one role, each different value once. `codes` points from a row to its value; -1 where it has none."""

    role: Role
    codes: np.ndarray
    values: list[str]
    shares: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """How often each value stands among the rows that have one."""

    def of(self, row: int) -> str:
        place = int(self.codes[row])
        return self.values[place] if place >= 0 else ""


def column(role: Role, raw: Sequence[str]) -> Column:
    """The column made ready. The same raw value is normalised once."""
    plain = {value: role.plain(str(value)) if value else "" for value in set(raw)}
    places: dict[str, int] = {}
    codes = np.full(len(raw), -1, dtype=np.int64)
    for row, value in enumerate(raw):
        text = plain[value]
        if text:
            codes[row] = places.setdefault(text, len(places))
    filled = codes[codes >= 0]
    shares = np.bincount(filled, minlength=len(places)) / max(len(filled), 1)
    return Column(role, codes, list(places), shares)


class Table:
    """Rows to be compared, by role. `sides` tells which of two files a row is of; all 0 for one file against itself."""

    def __init__(self, columns: dict[str, Sequence[str]], sides: np.ndarray | None = None) -> None:
        self.columns = {slug: column(ROLES[slug], raw) for slug, raw in columns.items()}
        self.rows = len(next(iter(columns.values()))) if columns else 0
        self.sides = np.zeros(self.rows, dtype=np.int8) if sides is None else sides
        self.linking = bool(self.sides.any())

    def __len__(self) -> int:
        return self.rows

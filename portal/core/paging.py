"""Keyset paging: the next page begins after the last row seen, so page 1,000 costs what page 1 costs."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest

_DAMAGED_TEXT = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 2**63


@dataclass(frozen=True)
class KeysetPage:
    """One page of rows, with the cursor strings of its neighbours ('' where there is none)."""

    rows: list[Any]
    after: str
    before: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _mark(value: Any) -> list[Any]:
    """A value beside the letter of its type."""
    if isinstance(value, datetime):
        return ["d", value.isoformat()]
    if isinstance(value, date):
        return ["o", value.isoformat()]
    if isinstance(value, UUID):
        return ["u", value.hex]
    return ["n", str(value)] if isinstance(value, Decimal) else ["v", value]


def _encode(values: list[Any], kind: str) -> str:
    plain = [_mark(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([kind, plain], ensure_ascii=False).encode()).decode().rstrip("=")


_READ: dict[str, Callable[[Any], Any]] = {
    "d": datetime.fromisoformat, "o": date.fromisoformat, "n": Decimal, "u": UUID, "v": lambda v: v,
}  # fmt: skip


def _decode(cursor: str, fields: list[Any]) -> tuple[str, list[Any]] | None:
    """The kind ('a'fter, 'b'efore) and values of a cursor; None for one that is damaged or of another list."""
    try:
        kind, plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_READ[t](v) for t, v in plain]
    except (ValueError, binascii.Error, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return None
    fits = kind in {"a", "b"} and len(values) == len(fields) and all(map(_fits, fields, values))
    return (kind, values) if fits else None


def _field(rows: QuerySet, name: str) -> Any:
    """The field behind a name of the ordering: a column, one of a related row, or what an annotation gives."""
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model, field = rows.model, None
    for part in name.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return field


def _fits(field: Any, value: Any) -> bool:
    """Whether a value that a stranger may have written can be compared with the column, in every database."""
    if isinstance(field, models.DateTimeField):
        return isinstance(value, datetime) and value.utcoffset() is not None and 1 < value.year < 9999
    if isinstance(field, models.DateField):
        return isinstance(value, date) and not isinstance(value, datetime)
    if isinstance(field, models.DecimalField):
        return isinstance(value, Decimal) and _fits_decimal(field, value)
    if isinstance(field, models.UUIDField):
        return isinstance(value, UUID)
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return isinstance(value, int) and -_LARGEST <= value < _LARGEST
    return isinstance(value, str) and not _DAMAGED_TEXT.search(value)


def _fits_decimal(field: Any, value: Decimal) -> bool:
    digits, places = field.max_digits or 30, 15 if field.decimal_places is None else field.decimal_places
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -places <= exponent <= 0 and value.adjusted() < digits - places


def _beyond(fields: list[str], values: list[Any], *, forward: bool) -> Q:
    """The condition 'later in the ordering than `values`' for fields like ['-price', 'id']."""
    condition = Q()
    equal = Q()
    for field, value in zip(fields, values, strict=True):
        name = field.lstrip("-")
        ascending = field.startswith("-") != forward
        condition |= equal & Q(**{f"{name}__{'gt' if ascending else 'lt'}": value})
        equal &= Q(**{name: value})
    first = fields[0].lstrip("-")
    ascending = fields[0].startswith("-") != forward
    return Q(**{f"{first}__{'gte' if ascending else 'lte'}": values[0]}) & condition  # says nothing new, but where an index is entered


def keyset_page(rows: QuerySet, ordering: list[str], *, cursor: str = "", size: int = 24, apart: Sequence[Q] = ()) -> KeysetPage:
    """A page of `rows` in `ordering` (not null, the last field unique). A cursor that cannot be read gives the first page.

    `apart`: conditions that part the rows, for an index that holds the order within each part alone; the page is put together of
    the beginnings of all parts.
    """
    read = _decode(cursor, [_field(rows, name.lstrip("-")) for name in ordering]) if cursor else None
    forward = read is None or read[0] == "a"
    query = rows.filter(_beyond(ordering, read[1], forward=forward)) if read else rows
    directions = [F(f.lstrip("-")).desc() if f.startswith("-") == forward else F(f.lstrip("-")).asc() for f in ordering]
    query = query.order_by(*directions)
    if len(apart) > 1:
        every = rows.model._default_manager.order_by().values("pk")
        beginnings = [every.filter(pk__in=query.filter(part).values("pk")[: size + 1]) for part in apart]
        query = rows.filter(pk__in=beginnings[0].union(*beginnings[1:], all=True)).order_by(*directions)
    found = list(query[: size + 1])
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    has_after, has_before = (more, read is not None) if forward else (True, more)
    return KeysetPage(
        rows=found,
        after=_key(found[-1], ordering, "a") if found and has_after else "",
        before=_key(found[0], ordering, "b") if found and has_before else "",
    )


def first_page(found: list[Any], ordering: list[str], size: int) -> KeysetPage:
    """The first page of rows that were read already, in `ordering`: `size` of them and one more where there are more."""
    return KeysetPage(rows=found[:size], after=_key(found[size - 1], ordering, "a") if len(found) > size else "", before="")


def _key(row: Model, ordering: list[str], kind: str) -> str:
    values = []
    for field in ordering:
        value: Any = row
        for part in field.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value)
    return _encode(values, kind)


def cursor_of(request: HttpRequest) -> str:
    """The cursor a page's address carries, forwards or backwards; '' for the first page."""
    return request.GET.get("after", "") or request.GET.get("before", "")

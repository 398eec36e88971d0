"""Facets of a shelf: which filters there are, how many products each would leave, without asking the database again.

For each shelf one index is kept: every value of a facet with the set of its products as the bits of one number. Counting a
filter is then an "and" and a count of bits, whatever the number of products.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from catalog.products.enums import AttributeType
from catalog.products.models import Attribute, Product, ProductAttribute
from catalog.products.queries import Shelf, kept
from portal.core.i18n import column

PREFIX = "a-"
MOST_VALUES = 30
MOST_CHOSEN = 20
_MOST = Decimal("9999999999.99")


@dataclass
class ShelfIndex:
    """The bits of a shelf: position of a product in `prices` = its bit in every set."""

    everything: int
    prices: list[Decimal | None]
    sets: dict[str, dict[str, int]]
    """{parameter: {value: products as bits}}; parameters are 'brand', 'lifecycle' and 'a-<attribute code>'."""


def index_of(shelf: Shelf) -> ShelfIndex:
    """The kept index of a shelf; two queries when it must be built."""
    return kept(f"facets:{shelf.category.pk}", lambda: _build(shelf))


def _build(shelf: Shelf) -> ShelfIndex:
    products = Product.objects.filter(category__in=shelf.ids, live=True).values_list("pk", "price_from", "brand", "lifecycle")
    rows = list(products)
    place = {row[0]: at for at, row in enumerate(rows)}
    sets: dict[str, dict[str, bytearray]] = {"lifecycle": {}, "brand": {}}

    def put(name: str, value: str, at: int) -> None:
        """Set one bit in place: a number would be copied whole for each product."""
        values = sets.setdefault(name, {})
        bits = values.get(value)
        if bits is None:
            bits = values[value] = bytearray(len(rows) // 8 + 1)
        bits[at >> 3] |= 1 << (at & 7)

    for at, (_pk, _price, brand, lifecycle) in enumerate(rows):
        put("lifecycle", lifecycle, at)
        if brand:
            put("brand", brand, at)
    given = ProductAttribute.objects.filter(attribute__facet=True, product__category__in=shelf.ids, product__live=True).exclude(
        attribute__type=AttributeType.TEXT
    )
    for pk, code, choice, number, truth in given.values_list("product", "attribute__code", "choice__code", "number", "truth"):
        value = choice or (plain_number(number) if number is not None else None) or {True: "yes", False: "no"}.get(truth)
        if value and pk in place:
            put(PREFIX + code, value, place[pk])
    whole = {name: {value: int.from_bytes(bits, "little") for value, bits in values.items()} for name, values in sets.items()}
    return ShelfIndex((1 << len(rows)) - 1, [row[1] for row in rows], whole)


def plain_number(value: Decimal) -> str:
    """58.0000 as '58', 0.6000 as '0.6': the form numbers have in addresses."""
    return f"{value.normalize():f}"


@dataclass
class Chosen:
    """What the reader has chosen, as far as this shelf knows it: unknown parameters and values are ignored."""

    values: dict[str, list[str]] = field(default_factory=dict)
    lowest: Decimal | None = None
    highest: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.values or self.lowest is not None or self.highest is not None)


def read_choice(query: QueryDict, index: ShelfIndex) -> Chosen:
    """The valid part of a query string."""
    chosen = Chosen(lowest=_amount(query.get("price_min")), highest=_amount(query.get("price_max")))
    room = MOST_CHOSEN
    for name, known in index.sets.items():
        values = [value for value in dict.fromkeys(query.getlist(name)) if value in known][:room]
        room -= len(values)
        if values:
            chosen.values[name] = values
    return chosen


def _amount(raw: str | None) -> Decimal | None:
    try:
        value = Decimal((raw or "").strip()[:20].replace(",", "."))
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if value.is_finite() and 0 <= value <= _MOST else None


def _bits(index: ShelfIndex, chosen: Chosen, *, without: str = "") -> int:
    found = index.everything
    for name, values in chosen.values.items():
        if name != without:
            union = 0
            for value in values:
                union |= index.sets[name][value]
            found &= union
    if (chosen.lowest is not None or chosen.highest is not None) and without != "price":
        low, high = chosen.lowest or Decimal(0), _MOST if chosen.highest is None else chosen.highest
        inside = bytearray(len(index.prices) // 8 + 1)
        for place, price in enumerate(index.prices):
            if price is not None and low <= price <= high:
                inside[place >> 3] |= 1 << (place & 7)
        found &= int.from_bytes(inside, "little")
    return found


def count(index: ShelfIndex, chosen: Chosen) -> int:
    """How many products the choice leaves."""
    return _bits(index, chosen).bit_count()


def counts(index: ShelfIndex, chosen: Chosen) -> dict[str, dict[str, int]]:
    """For every value of every facet: how many products one more click on it would show (a facet does not narrow itself)."""
    answer: dict[str, dict[str, int]] = {}
    free = _bits(index, chosen)
    for name, values in index.sets.items():
        rest = _bits(index, chosen, without=name) if name in chosen.values else free
        answer[name] = {value: (bits & rest).bit_count() for value, bits in values.items()}
    return answer


def narrowed(products: QuerySet, chosen: Chosen) -> QuerySet:
    """The products a choice leaves, in the database."""
    for name, values in chosen.values.items():
        if name in {"brand", "lifecycle"}:
            products = products.filter(**{f"{name}__in": values})
            continue
        rows = ProductAttribute.objects.filter(attribute__code=name.removeprefix(PREFIX)).filter(_is_any_of(values))
        products = products.filter(pk__in=rows.values("product"))
    if chosen.lowest is not None:
        products = products.filter(price_from__gte=chosen.lowest)
    if chosen.highest is not None:
        products = products.filter(price_from__lte=chosen.highest)
    return products


def _is_any_of(values: list[str]) -> Q:
    condition = Q(choice__code__in=values)
    if numbers := [number for value in values if (number := _amount_of_fact(value)) is not None]:
        condition |= Q(number__in=numbers)
    if truths := [value == "yes" for value in values if value in {"yes", "no"}]:
        condition |= Q(truth__in=truths)
    return condition


def _amount_of_fact(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def attributes_of(shelf: Shelf, index: ShelfIndex) -> dict[str, tuple[Any, dict[str, str]]]:
    """The facet attributes of a shelf by parameter, with the names of their choices in the active language; kept."""

    def build() -> dict[str, tuple[Any, dict[str, str]]]:
        codes = [name.removeprefix(PREFIX) for name in index.sets if name.startswith(PREFIX)]
        found = Attribute.objects.filter(code__in=codes).prefetch_related("choices").order_by("position", "pk")
        return {PREFIX + one.code: (one, {c.code: c.name for c in one.choices.all()}) for one in found}

    return kept(f"attributes:{column('name')}:{shelf.category.pk}", build)

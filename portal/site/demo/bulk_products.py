"""Many products in little time, for benches: copies of the demo's own, made inside the database, past the actions."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Model

from catalog.products.enums import MediaKind
from catalog.products.models import Option, OptionValue, Price, PriceList, Product, ProductAttribute, ProductMedia, Variant
from portal.core.clock import now
from portal.core.i18n import column
from portal.site.demo.book import LANGUAGES

MARK = "bulk"
MANY_VARIANTS = 12
_CHUNK = 5000
_NUMBERS = (
    "CREATE TEMPORARY TABLE bulk_numbers (n integer PRIMARY KEY, pattern bigint, listed_on date, price numeric(12,2), variants integer)"
)
_PLACES = "CREATE TEMPORARY TABLE bulk_places (place integer PRIMARY KEY, value bigint)"


def stock(total: int) -> int:
    """Top the live products up to `total` (with one to three variants each, every hundredth with twelve); answers how many are new."""
    missing = total - Product.objects.filter(live=True).count()
    if missing <= 0:
        return 0
    first = Product.objects.filter(code__startswith=f"{MARK}-").count()
    patterns = list(Product.objects.filter(live=True).exclude(code__startswith=f"{MARK}-").order_by("pk").values_list("pk", flat=True)[:60])
    values = _sizes()
    for start in range(first, first + missing, _CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NUMBERS)
            cursor.execute(_PLACES)
            numbers = list(_numbers(range(start, min(start + _CHUNK, first + missing)), patterns))
            cursor.executemany("INSERT INTO bulk_numbers VALUES (%s, %s, %s, %s, %s)", numbers)
            cursor.executemany("INSERT INTO bulk_places VALUES (%s, %s)", list(enumerate(values)))
            for statement in [_products(), *_parts(), "DROP TABLE bulk_numbers", "DROP TABLE bulk_places"]:
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return missing


def _numbers(numbers: range, patterns: list[int]) -> Iterator[tuple[int, int, str, str, int]]:
    chance, today = random.Random(numbers.start), now().date()
    for number in numbers:
        listed, price = today - timedelta(days=chance.randrange(1500)), Decimal(chance.randrange(500, 90000)) / 100
        yield (
            number,
            patterns[number % len(patterns)],
            listed.isoformat(),
            str(price),
            MANY_VARIANTS if number % 100 == 0 else 1 + number % 3,
        )


def _fill(model: type[Model], values: dict[str, str], source: str) -> str:
    return f"INSERT INTO {_table(model)} ({', '.join(values)}) SELECT {', '.join(values.values())} {source}"


def _columns(model: type[Model], alias: str) -> dict[str, str]:
    return {field.column: f"{alias}.{field.column}" for field in model._meta.concrete_fields if not field.primary_key}


def _products() -> str:
    """Each column as the pattern has it, but for what must be unique and what lists sort by."""
    own = {"code": f"'{MARK}-' || b.n", "listed_on": "b.listed_on", "price_from": "b.price", "order_price": "b.price", "featured": "FALSE"}
    own |= {"latest_revision_id": "NULL", "live_revision_id": "NULL"}
    for slug, name in [("slug", "name"), *((column("slug", code), column("name", code)) for code in LANGUAGES)]:
        own |= {slug: f"p.{slug} || '-{MARK}-' || b.n", name: f"p.{name} || ' ' || b.n"}
    return _fill(Product, _columns(Product, "p") | own, f"FROM bulk_numbers b JOIN {_table(Product)} p ON p.id = b.pattern")


def _parts() -> list[str]:
    """Attributes, the first picture, variants, their prices on every list, and their option's value."""
    new = f"FROM bulk_numbers b JOIN {_table(Product)} q ON q.code = '{MARK}-' || b.n"
    made = f"{new} JOIN {_table(Variant)} v ON v.product_id = q.id"
    first = f"SELECT MIN(id) FROM {_table(ProductMedia)} WHERE product_id = b.pattern AND kind = '{MediaKind.PICTURE}'"  # noqa: S608 - same
    product = {"product_id": "q.id"}
    variant = product | {"sku": "q.code || '-' || s.place", "position": "s.place", "active": "TRUE", "weight_g": "50 + 100 * s.place"}
    price = {"price_list_id": "l.id", "variant_id": "v.id", "amount": "b.price + v.position"}
    return [
        _fill(
            ProductAttribute,
            _columns(ProductAttribute, "a") | product,
            f"{new} JOIN {_table(ProductAttribute)} a ON a.product_id = b.pattern",
        ),
        _fill(ProductMedia, _columns(ProductMedia, "m") | product, f"{new} JOIN {_table(ProductMedia)} m ON m.id = ({first})"),
        _fill(Variant, variant, f"{new} JOIN bulk_places s ON s.place < b.variants"),
        _fill(Price, price, f"{made} CROSS JOIN {_table(PriceList)} l"),
        _fill(
            Variant.values.through,
            {"variant_id": "v.id", "optionvalue_id": "s.value"},
            f"{made} JOIN bulk_places s ON s.place = v.position",
        ),
    ]


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _sizes() -> list[int]:
    option, _made = Option.objects.get_or_create(code=f"{MARK}-size", defaults={column("name", code): "No." for code in LANGUAGES})
    made = []
    for place in range(MANY_VARIANTS):
        words = {column("name", code): str(place + 1) for code in LANGUAGES}
        made.append(OptionValue.objects.get_or_create(option=option, code=str(place), defaults={"position": place, **words})[0].pk)
    return made

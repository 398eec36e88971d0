"""Many products in little time, for benches: copies of the demo's own, written in bulk, past the actions."""

import itertools
import random
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction

from catalog.products.models import Option, OptionValue, Price, PriceList, Product, ProductAttribute, ProductMedia, Variant
from portal.core.clock import now
from portal.core.i18n import column
from portal.site.demo.book import LANGUAGES

MARK = "bulk"
MANY_VARIANTS = 12
_CHUNK = 2000


def stock(total: int) -> int:
    """Top the live products up to `total` (with one to three variants each, every hundredth with twelve); answers how many are new."""
    there, patterns = Product.objects.filter(live=True).count(), _patterns()
    missing = total - there
    first = Product.objects.filter(code__startswith=f"{MARK}-").count()
    for start in range(first, first + missing, _CHUNK):
        with transaction.atomic():
            _chunk(range(start, min(start + _CHUNK, first + missing)), patterns)
    if missing > 0 and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return max(0, missing)


def _patterns() -> list[Product]:
    rows = Product.objects.filter(live=True).exclude(code__startswith=f"{MARK}-").order_by("pk")[:60]
    return list(rows.prefetch_related("attributes", "media"))


def _chunk(numbers: range, patterns: list[Product]) -> None:
    chance = random.Random(numbers.start)
    pairs = [(_copy(number, patterns[number % len(patterns)], chance), patterns[number % len(patterns)]) for number in numbers]
    Product.objects.bulk_create([one for one, _pattern in pairs], batch_size=500)
    ProductAttribute.objects.bulk_create(
        [
            ProductAttribute(product=one, attribute_id=a.attribute_id, text=a.text, number=a.number, choice_id=a.choice_id, truth=a.truth)
            for one, pattern in pairs
            for a in pattern.attributes.all()
        ],
        batch_size=2000,
    )
    ProductMedia.objects.bulk_create(
        [ProductMedia(product=one, kind=m.kind, picture_id=m.picture_id, position=0) for one, p in pairs for m in list(p.media.all())[:1] if m.picture_id],
        batch_size=2000,
    )  # fmt: skip
    _variants([one for one, _pattern in pairs])


def _copy(number: int, pattern: Product, chance: random.Random) -> Product:
    one = Product(
        code=f"{MARK}-{number}", kind=pattern.kind, category_id=pattern.category_id, brand=pattern.brand, lifecycle=pattern.lifecycle,
        live=True, created_at=now() - timedelta(days=chance.randrange(1500)),
    )  # fmt: skip
    one.listed_on = one.created_at.date()
    one.price_from = one.order_price = Decimal(chance.randrange(500, 90000)) / 100
    for code in LANGUAGES:
        setattr(one, column("name", code), f"{pattern.text_in('name', code)} {number}")
        setattr(one, column("slug", code), f"{pattern.text_in('slug', code) or pattern.code}-{MARK}-{number}")
        for field in ("summary", "body"):
            setattr(one, column(field, code), pattern.text_in(field, code))
    return one


def _variants(products: list[Product]) -> None:
    prices = list(PriceList.objects.order_by("pk"))
    values = _sizes()
    variants = []
    for one in products:
        number = int(one.code.rpartition("-")[2])
        count = MANY_VARIANTS if number % 100 == 0 else 1 + number % 3
        variants += [Variant(product=one, sku=f"{one.code}-{place}", position=place, weight_g=100 * place + 50) for place in range(count)]
    Variant.objects.bulk_create(variants, batch_size=2000)
    Price.objects.bulk_create(
        [Price(price_list=a, variant=v, amount=v.product.price_from + v.position) for v in variants for a in prices], batch_size=2000
    )
    through = Variant.values.through
    through.objects.bulk_create(
        [through(variant=v, optionvalue=value) for v in variants for value in (values[v.position],)], batch_size=2000
    )


def _sizes() -> list[OptionValue]:
    option, _made = Option.objects.get_or_create(code=f"{MARK}-size", defaults={column("name", code): "No." for code in LANGUAGES})
    for place in range(MANY_VARIANTS):
        words = {column("name", code): str(place + 1) for code in LANGUAGES}
        OptionValue.objects.get_or_create(option=option, code=str(place), defaults={"position": place, **words})
    return list(itertools.islice(option.values.order_by("position"), MANY_VARIANTS))

"""More products for benches: believable editions of what is sold, in existing categories and in all four languages, made in bulk."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from stdnum import ean

from catalog.products.models import Price, PriceList, Product, ProductAttribute, ProductMedia, Variant
from portal.core.i18n import column
from portal.search import actions as search
from portal.site.demo.book import LANGUAGES, Book

EDITIONS = [
    {"en": "Workshop", "de": "Werkstatt", "ar": "الورشة", "zh-hant": "工坊"},
    {"en": "Harbour", "de": "Hafen", "ar": "الميناء", "zh-hant": "港灣"},
    {"en": "Linden", "de": "Linde", "ar": "الزيزفون", "zh-hant": "菩提"},
    {"en": "Quiet", "de": "Leise", "ar": "الهادئ", "zh-hant": "靜音"},
    {"en": "Travel", "de": "Reise", "ar": "السفر", "zh-hant": "旅行"},
    {"en": "Studio", "de": "Studio", "ar": "الاستوديو", "zh-hant": "工作室"},
    {"en": "Alpine", "de": "Alpen", "ar": "الجبل", "zh-hant": "高山"},
    {"en": "Evening", "de": "Abend", "ar": "المساء", "zh-hant": "夜晚"},
    {"en": "Orchard", "de": "Obstgarten", "ar": "البستان", "zh-hant": "果園"},
]


def extend(book: Book, codes: list[str], *, factor: int) -> None:
    """Editions of the products named, so that there are `factor` times as many; those that exist stay."""
    sources = list(Product.objects.filter(code__in=codes).order_by("pk"))
    have = set(Product.objects.values_list("code", flat=True))
    for number in range(1, factor):
        wanted = [(source, f"{source.code}-e{number}") for source in sources if f"{source.code}-e{number}" not in have]
        if wanted:
            with transaction.atomic():
                _edition(wanted, number)
        book.progress("More products", number, factor - 1)


def _edition(wanted: list[tuple[Product, str]], number: int) -> None:
    words, round_ = EDITIONS[(number - 1) % len(EDITIONS)], (number - 1) // len(EDITIONS)
    made = Product.objects.bulk_create([_copy(source, code, words, round_, number) for source, code in wanted], batch_size=200)
    new = {source.pk: copy for (source, _code), copy in zip(wanted, made, strict=True)}
    _variants(new, number)
    _facts_and_media(new)
    topics = Product.topics.through
    topics.objects.bulk_create(
        [topics(product=new[row.product_id], topic_id=row.topic_id) for row in topics.objects.filter(product__in=new)], batch_size=500
    )
    search.queue_changes(Product, [one.pk for one in made])


def _copy(source: Product, code: str, words: dict[str, str], round_: int, number: int) -> Product:
    later = f" {round_ + 1}" if round_ else ""
    texts: dict[str, Any] = {}
    for language in LANGUAGES:
        name = source.text_in("name", language)
        texts[column("name", language)] = f"{name} {words[language]}{later}"
        texts[column("slug", language)] = f"{source.text_in('slug', language)}-e{number}"
        texts |= {column(field, language): source.text_in(field, language) for field in ("summary", "body")}
    copy = Product(
        code=code, kind=source.kind, category_id=source.category_id, brand=source.brand, lifecycle=source.lifecycle, live=True,
        released_on=source.released_on, listed_on=source.listed_on, created_at=source.created_at, **texts,
    )  # fmt: skip
    copy.first_published_at = copy.last_published_at = source.last_published_at
    if source.price_from is not None:
        copy.price_from = copy.order_price = _dearer(source.price_from, number)
    copy.mark_translations()
    return copy


def _dearer(amount: Decimal, number: int) -> Decimal:
    return (amount * (100 + number) / 100).quantize(Decimal("0.1")).quantize(Decimal("0.01"))


def _variants(new: dict[int, Product], number: int) -> None:
    """Copies of the variants, with what tells them apart and their prices."""
    olds = list(Variant.objects.filter(product__in=new).order_by("pk"))
    copies = Variant.objects.bulk_create(
        [
            Variant(
                product=new[one.product_id],
                sku=f"{one.sku}-E{number}",
                gtin=_gtin(one, number),
                position=one.position,
                weight_g=one.weight_g,
            )
            for one in olds
        ],
        batch_size=500,
    )
    to = {old.pk: copy for old, copy in zip(olds, copies, strict=True)}
    values = Variant.values.through
    values.objects.bulk_create(
        [values(variant=to[row.variant_id], optionvalue_id=row.optionvalue_id) for row in values.objects.filter(variant__in=to)],
        batch_size=500,
    )
    shown = PriceList.objects.get(is_default=True)
    prices = Price.objects.filter(variant__in=to, price_list=shown)
    Price.objects.bulk_create(
        [Price(price_list=shown, variant=to[one.variant_id], amount=_dearer(one.amount, number)) for one in prices], batch_size=500
    )


def _facts_and_media(new: dict[int, Product]) -> None:
    """Copies of the product's attributes and pictures."""
    facts = [
        ProductAttribute(
            product=new[one.product_id],
            attribute_id=one.attribute_id,
            text=one.text,
            number=one.number,
            choice_id=one.choice_id,
            truth=one.truth,
        )
        for one in ProductAttribute.objects.filter(product__in=new)
    ]
    ProductAttribute.objects.bulk_create(facts, batch_size=500)
    media = [
        ProductMedia(
            product=new[one.product_id],
            kind=one.kind,
            picture_id=one.picture_id,
            variant_value_id=one.variant_value_id,
            position=one.position,
        )
        for one in ProductMedia.objects.filter(product__in=new, picture__isnull=False)
    ]
    ProductMedia.objects.bulk_create(media, batch_size=500)


def _gtin(source: Variant, number: int) -> str | None:
    """A number of its own: the thousands of the company's range that the demo does not use, then the source's last digits."""
    if not source.gtin or number > 89:
        return None
    body = f"40{10 + number}{source.pk:08d}"[:12]
    return body + ean.calc_check_digit(body)

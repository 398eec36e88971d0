"""Loads topics, categories, attributes, options, price lists and products; at a larger scale also variations of them."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from stdnum import ean

from catalog.products import actions
from catalog.products.enums import AttributeType, MediaKind
from catalog.products.models import (
    Attribute,
    AttributeChoice,
    Category,
    Option,
    OptionValue,
    Price,
    PriceList,
    Product,
    ProductAttribute,
    ProductLink,
    ProductMedia,
    Variant,
)
from portal.core.i18n import column
from portal.core.text import clean_line
from portal.pages.models import PortalImage
from portal.site.demo import book as shelf_marks
from portal.site.demo import catalogue_papers, pictures
from portal.site.demo.book import LANGUAGES, Book
from portal.topics.models import Topic

LISTS = {
    "retail-eu": {"name": "Retail, Europe", "currency": "EUR", "includes_tax": True, "tax_percent": Decimal(19), "is_default": True},
    "retail-tw": {"name": "Retail, Taiwan", "currency": "TWD", "includes_tax": True, "tax_percent": Decimal(5)},
    "partners-eu": {"name": "Partners, Europe", "currency": "EUR", "includes_tax": False, "tax_percent": Decimal(19)},
}


def load(book: Book) -> None:
    """Make what is missing; what exists stays as it is."""
    with transaction.atomic():
        _topics(book)
        _categories(book)
        kinds = _attributes()
        values = _options()
        lists = {code: PriceList.objects.get_or_create(code=code, defaults=fields)[0] for code, fields in LISTS.items()}
    rows = [row for group in shelf_marks.read("products/") for row in group]
    for done, row in enumerate(rows, 1):
        found = Product.objects.filter(code=row["code"]).first()
        if found is None:
            with transaction.atomic():
                found = _product(book, row, kinds, values, lists)
        book.products[row["code"]] = found
        book.progress("Products", done, len(rows))
    _links(book, rows)
    with transaction.atomic():
        for one in book.products.values():
            if not one.live:
                actions.publish_product(one)
    if book.scale > 1:
        from portal.site.demo import catalogue_scale  # noqa: PLC0415 - only benches need it

        catalogue_scale.extend(book, [row["code"] for row in rows], factor=book.scale)
    actions.catalogue_changed()


def texts(field: str, words: dict[str, str] | None) -> dict[str, str]:
    """{'name_en': …, 'name_de': …} out of {'en': …, 'de': …}."""
    return {column(field, code): words[code] for code in LANGUAGES if words and words.get(code)}


def _topics(book: Book) -> None:
    for position, row in enumerate(shelf_marks.read("topics")):
        fields = {
            "position": position,
            "parent": book.topics.get(row["parent"]),
            **texts("name", row["name"]),
            **texts("slug", row["slug"]),
            **texts("intro", row["intro"]),
        }
        book.topics[row["code"]] = Topic.objects.get_or_create(code=row["code"], defaults=fields)[0]


def _categories(book: Book) -> None:
    for position, row in enumerate(shelf_marks.read("categories")):
        fields = {
            "position": position,
            "parent": book.categories.get(row["parent"]),
            **texts("name", row["name"]),
            **texts("slug", row["slug"]),
            **texts("intro", row["intro"]),
        }
        book.categories[row["code"]] = Category.objects.get_or_create(code=row["code"], defaults=fields)[0]


def _lists(name: str) -> list[dict[str, Any]]:
    return [*(shelf_marks.read("attributes")[name] or []), *(shelf_marks.read("attributes-more")[name] or [])]


def _attributes() -> dict[str, Attribute]:
    made = {}
    for position, row in enumerate(_lists("attributes")):
        fields = {"type": row["type"], "unit": row["unit"] or "", "facet": row["facet"], "position": position, **texts("name", row["name"])}
        one = made[row["code"]] = Attribute.objects.get_or_create(code=row["code"], defaults=fields)[0]
        for place, choice in enumerate(row.get("choices") or []):
            AttributeChoice.objects.get_or_create(
                attribute=one, code=choice["code"], defaults={"position": place, **texts("name", choice["name"])}
            )
    return made


def _options() -> dict[tuple[str, str], OptionValue]:
    made = {}
    for row in _lists("options"):
        option = Option.objects.get_or_create(code=row["code"], defaults=texts("name", row["name"]))[0]
        for place, value in enumerate(row["values"]):
            fields = {"position": place, **texts("name", value["name"])}
            made[row["code"], value["code"]] = OptionValue.objects.get_or_create(option=option, code=value["code"], defaults=fields)[0]
    return made


def _product(
    book: Book, row: dict[str, Any], kinds: dict[str, Attribute], values: dict[tuple[str, str], OptionValue], lists: dict[str, PriceList]
) -> Product:
    one = Product(
        code=row["code"], kind=row["kind"], category=book.categories[row["category"]], brand=row["brand"], lifecycle=row["lifecycle"], live=False,
        released_on=row["released_on"], end_of_sale_on=row.get("end_of_sale_on"), featured=row["featured"], created_at=book.moment(400),
        **texts("name", row["name"]), **texts("slug", row["slug"]), **texts("summary", row["summary"]),
        **{column("body", code): book.html(row["body"][code], code) for code in LANGUAGES},
    )  # fmt: skip
    one.save()
    one.topics.set([book.topics[code] for code in row["topics"]])
    one.save()
    for code, value in row["attributes"].items():
        ProductAttribute.objects.create(product=one, attribute=kinds[code], **value_of(kinds[code], value))
    for place, entry in enumerate(row["variants"]):
        _variant(one, place, entry, values, lists)
    _pictures(one, row, values)
    catalogue_papers.add_manual(one, row)
    return one


def value_of(attribute: Attribute, value: Any) -> dict[str, Any]:
    """The column a value of this attribute's type stands in."""
    if attribute.type == AttributeType.CHOICE:
        return {"choice": attribute.choices.get(code=value)}
    if attribute.type == AttributeType.NUMBER:
        return {"number": Decimal(str(value))}
    return {"truth": value} if attribute.type == AttributeType.BOOLEAN else {"text": str(value)}


def _variant(
    one: Product, place: int, entry: dict[str, Any], values: dict[tuple[str, str], OptionValue], lists: dict[str, PriceList]
) -> None:
    body = entry["gtin12"]
    variant = Variant.objects.create(
        product=one, sku=entry["sku"], gtin=body + ean.calc_check_digit(body), position=place, weight_g=entry["weight_g"]
    )
    variant.values.set([values[pair] for pair in entry["options"].items()])
    variant.save()
    Price.objects.bulk_create(
        Price(price_list=lists[code], variant=variant, amount=amount) for code, amount in amounts(Decimal(entry["price_eur"])).items()
    )


def amounts(euro: Decimal) -> dict[str, Decimal]:
    """What a price in euros is on each list: Taiwan in whole tens of dollars, partners net of tax with a fifth off."""
    taiwan = (euro * 35 / 10).quantize(Decimal(1)) * 10
    return {"retail-eu": euro, "retail-tw": taiwan, "partners-eu": (euro / Decimal("1.19") * Decimal("0.8")).quantize(Decimal("0.01"))}


def _pictures(one: Product, row: dict[str, Any], values: dict[tuple[str, str], OptionValue]) -> None:
    colours = pictures.COLOURS.get(row["code"], ())
    sold = {value: values[option, value] for entry in row["variants"] for option, value in entry["options"].items()}
    own = [colour for colour in colours if colour in sold] if len(colours) > 1 else []
    for place, colour in enumerate(own or [None]):
        value = sold[colour] if colour else None
        words = {code: _alt(row["picture_alt"][code], value, code) for code in LANGUAGES}
        ProductMedia.objects.create(
            product=one, kind=MediaKind.PICTURE, position=place, variant_value=value, picture=picture(row["code"], colour, words)
        )


def _alt(text: str, value: OptionValue | None, code: str) -> str:
    return clean_line(f"{text} ({value.text_in('name', code)})" if value else text)[:250]


def picture(code: str, colour: str | None, words: dict[str, str]) -> PortalImage:
    """A drawing, kept once under its own title."""
    title = f"{code} {colour or ''}".strip()
    found = PortalImage.objects.filter(title=title, file__endswith=".svg").first()
    if found:
        return found
    drawing = pictures.draw(code, colour=colour).encode()
    name = f"{title.replace(' ', '-').replace(':', '-')}.svg"
    made = PortalImage(title=title, file=ImageFile(BytesIO(drawing), name=name), **texts("alt", words))
    made.file_size = len(drawing)
    made.save()
    return made


def _links(book: Book, rows: list[dict[str, Any]]) -> None:
    have = set(ProductLink.objects.values_list("product", "kind", "to"))
    made = []
    for row in rows:
        for place, link in enumerate(row["links"]):
            key = (book.products[row["code"]].pk, link["kind"], book.products[link["to"]].pk)
            if key not in have:
                have.add(key)
                made.append(ProductLink(product_id=key[0], kind=key[1], to_id=key[2], position=place))
    ProductLink.objects.bulk_create(made)

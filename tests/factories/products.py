"""Things of the catalogue: plain functions that make valid objects. Every argument may be left out."""

import itertools
from decimal import Decimal
from typing import Any

from catalog.products.enums import AttributeType, Lifecycle, LinkKind, MediaKind, ProductKind
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
)  # fmt: skip

_numbers = itertools.count(1)


def category(code: str = "", *, parent: Category | None = None, **fields: Any) -> Category:
    """A category with a name and an address in English."""
    code = code or f"shelf-{next(_numbers)}"
    return Category.objects.create(**{"code": code, "parent": parent, "name_en": code.title(), "slug_en": code} | fields)


def product(code: str = "", *, live: bool = True, shelf: Category | None = None, price: str | None = None, **fields: Any) -> Product:
    """A product without variants; with `price` it has one variant at that price on the default list."""
    code = code or f"thing-{next(_numbers)}"
    values = {
        "code": code,
        "kind": ProductKind.SERIAL,
        "lifecycle": Lifecycle.ON_SALE,
        "name_en": code.title(),
        "slug_en": code,
        "live": live,
    }
    if "category" not in fields:
        values["category"] = shelf or Category.objects.first() or category()
    made = Product.objects.create(**values | fields)
    if price is not None:
        variant(made, price=price)
    return made


def variant(
    of: Product | None = None, *, sku: str = "", price: str | None = None, values: list[OptionValue] | None = None, **fields: Any
) -> Variant:
    """A variant; with `price` it costs that on the default list, and the product's `price_from` is kept true."""
    made = Variant.objects.create(product=of or product(), sku=sku or f"SKU-{next(_numbers)}", **fields)
    if values:
        made.values.set(values)
        made.save()
    if price is not None:
        Price.objects.create(price_list=price_list(), variant=made, amount=Decimal(price))
        lowest = min(p.amount for p in Price.objects.filter(variant__product=made.product, price_list__is_default=True))
        made.product.price_from = lowest
        made.product.save(update_fields=["price_from"])
    return made


def price_list(code: str = "retail", **fields: Any) -> PriceList:
    """The default list in euros including 19 % tax; with another code a list that is not the default."""
    defaults = {"name": code.title(), "currency": "EUR", "includes_tax": True, "tax_percent": Decimal(19), "is_default": code == "retail"}
    return PriceList.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def attribute(
    code: str = "", *, type: str = AttributeType.CHOICE, facet: bool = True, choices: list[str] | None = None, **fields: Any  # noqa: A002 - the field
) -> Attribute:
    """An attribute; choices are made from their codes."""
    code = code or f"property-{next(_numbers)}"
    made = Attribute.objects.create(**{"code": code, "type": type, "facet": facet, "name_en": code.title()} | fields)
    for position, choice in enumerate(choices or []):
        AttributeChoice.objects.create(attribute=made, code=choice, position=position, name_en=choice.title())
    return made


def give(of: Product, to: Attribute, value: Any) -> ProductAttribute:
    """Give a product an attribute's value: a choice's code, a number, a truth or a text."""
    fields: dict[str, Any] = {
        AttributeType.CHOICE: lambda: {"choice": to.choices.get(code=value)},
        AttributeType.NUMBER: lambda: {"number": Decimal(str(value))},
        AttributeType.BOOLEAN: lambda: {"truth": bool(value)},
        AttributeType.TEXT: lambda: {"text": str(value)},
    }[AttributeType(to.type)]()
    return ProductAttribute.objects.create(product=of, attribute=to, **fields)


def option_value(option: str = "colour", code: str = "steel") -> OptionValue:
    made, _new = Option.objects.get_or_create(code=option, defaults={"name_en": option.title()})
    return OptionValue.objects.get_or_create(option=made, code=code, defaults={"name_en": code.title()})[0]


def link(of: Product, to: Product, kind: str = LinkKind.RELATED) -> ProductLink:
    return ProductLink.objects.create(product=of, to=to, kind=kind)


def picture(of: Product, image: Any, **fields: Any) -> ProductMedia:
    return ProductMedia.objects.create(product=of, kind=MediaKind.PICTURE, picture=image, **fields)

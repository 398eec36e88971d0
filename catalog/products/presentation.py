"""Turns rows into what pages show: facts in the reader's numbers and units, choices of variants, structured data."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from babel.units import format_unit
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.products.enums import AttributeType, Lifecycle, MediaKind
from catalog.products.models import OptionValue, Price, PriceList, Product, ProductAttribute, ProductMedia, Variant
from catalog.products.queries import STAGE, Parts, address_of
from portal.core import money
from portal.core.i18n import current_language
from portal.core.translation_state import said, text_and_language

_UNITS = {
    "l": "volume-liter",
    "ml": "volume-milliliter",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "m": "length-meter",
    "km": "length-kilometer",
    "min": "duration-minute",
    "h": "duration-hour",
    "s": "duration-second",
    "days": "duration-day",
    "months": "duration-month",
    "years": "duration-year",
    "W": "power-watt",
    "V": "electric-volt",
    "bar": "pressure-bar",
    "°C": "temperature-celsius",
    "MB": "digital-megabyte",
}


def quantity(number: Decimal, unit: str) -> str:
    """'0,6 l' for Decimal('0.6000'), 'l' in German: the language's number and its own short unit where there is one."""
    if len(unit) == 3 and unit.isupper():
        return money.money(number, unit)
    if unit in _UNITS:
        return format_unit(number.normalize(), _UNITS[unit], length="short", locale=money.babel_locale())
    return f"{money.number(number.normalize())} {unit}".strip()


def truth(*, value: bool) -> str:
    return _("Yes") if value else _("No")


@dataclass(frozen=True)
class Fact:
    """One line of the facts table. `text` is what one compares, `html` what one sees."""

    attribute: Any
    text: str
    html: SafeString


def fact(row: ProductAttribute) -> Fact:
    """A typed value in the reader's words."""
    kind = row.attribute.type
    if kind == AttributeType.CHOICE and row.choice:
        return Fact(row.attribute, row.choice.code, said(row.choice, "name"))
    if kind == AttributeType.NUMBER and row.number is not None:
        text = quantity(row.number, row.attribute.unit)
    elif kind == AttributeType.BOOLEAN and row.truth is not None:
        text = truth(value=row.truth)
    else:
        text = row.text
    return Fact(row.attribute, text, format_html("<bdi>{}</bdi>", text) if kind == AttributeType.TEXT else format_html("{}", text))


def tax_note(price_list: PriceList | None) -> str:
    """'incl. 19 % tax', or what is to be added."""
    if price_list is None:
        return ""
    percent = format_percent(price_list.tax_percent / 100, locale=money.babel_locale(), decimal_quantization=False)
    if not price_list.tax_percent:
        return _("No tax is added.")
    return (
        _("incl. %(percent)s tax") % {"percent": percent} if price_list.includes_tax else _("plus %(percent)s tax") % {"percent": percent}
    )


def weight(variant: Variant | None) -> str:
    """The weight in grams below a kilogram, else in kilograms; '' where none is known."""
    if variant is None or not variant.weight_g:
        return ""
    return quantity(Decimal(variant.weight_g), "g") if variant.weight_g < 1000 else quantity(Decimal(variant.weight_g) / 1000, "kg")


# --- variants --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Choice:
    value: OptionValue
    sku: str
    chosen: bool


def chosen_variant(parts: Parts, sku: str) -> Variant | None:
    """The variant asked for, else the first."""
    return next((one for one in parts.variants if one.sku == sku), parts.variants[0] if parts.variants else None)


def choices(parts: Parts, chosen: Variant | None) -> list[tuple[Any, list[Choice]]]:
    """For each option its values, each with the variant a click on it leads to: the one most like the present."""
    if chosen is None:
        return []
    options: dict[int, tuple[Any, dict[int, OptionValue]]] = {}
    for variant in parts.variants:
        for value in parts.values.get(variant.sku, []):
            options.setdefault(value.option_id, (value.option, {}))[1].setdefault(value.pk, value)
    held = {value.pk for value in parts.values.get(chosen.sku, [])}
    answer = []
    for option, values in options.values():
        row = []
        for value in sorted(values.values(), key=lambda one: (one.position, one.pk)):
            with_it = [one for one in parts.variants if value.pk in {v.pk for v in parts.values.get(one.sku, [])}]
            nearest = max(with_it, key=lambda one: len(held & {v.pk for v in parts.values.get(one.sku, [])}))
            row.append(Choice(value, nearest.sku, value.pk in held))
        answer.append((option, row))
    return answer


def pictures(parts: Parts, chosen: Variant | None) -> list[ProductMedia]:
    """The pictures in order, that of the chosen variant first, without those of other variants."""
    shown = [one for one in parts.media if one.kind == MediaKind.PICTURE and one.picture]
    held = {value.pk for value in parts.values.get(chosen.sku, [])} if chosen else set()
    own = [one for one in shown if one.variant_value_id in held]
    free = [one for one in shown if one.variant_value_id is None]
    return [*own, *free] or shown[:1]


def documents(parts: Parts) -> list[ProductMedia]:
    """Manuals and data sheets: those in the reader's language first."""
    shown = [one for one in parts.media if one.document]
    return sorted(shown, key=lambda one: (one.language != current_language(), one.position))


# --- structured data -------------------------------------------------------------------------------------------------
_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def structured(product: Product, parts: Parts, picture: Any) -> SafeString:
    """The product as schema.org data, with an offer for each variant that has a price."""
    name, language = text_and_language(product, "name")
    address = settings.SITE_URL + product.get_absolute_url()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "inLanguage": language,
        "url": address,
        "productID": product.code,
        "description": text_and_language(product, "summary")[0],
        "category": str(product.category),
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if picture is not None:
        data["image"] = settings.SITE_URL + address_of(picture, STAGE)
    offers = [
        _offer(product, one, parts.prices[one.pk], parts.price_list, address)
        for one in parts.variants
        if one.pk in parts.prices and parts.price_list
    ]
    if offers:
        data["offers"] = offers
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_HARMLESS))  # noqa: S308 - what could end the script is escaped


def _offer(product: Product, variant: Variant, price: Price, price_list: PriceList, address: str) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": variant.sku,
        "url": f"{address}?variant={variant.sku}",
        "price": str(price.amount),
        "priceCurrency": price_list.currency,
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": str(price.amount),
            "priceCurrency": price_list.currency,
            "valueAddedTaxIncluded": price_list.includes_tax,
        },
    }
    if variant.gtin:
        offer["gtin"] = variant.gtin
    if product.lifecycle != Lifecycle.ON_SALE:
        offer["availability"] = "https://schema.org/Discontinued"
    return offer

"""What each page of the catalogue is made of: the context of its template."""

from decimal import Decimal
from typing import Any

from django.db.models import CharField, DecimalField, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE

from catalog.products import facets, panels, presentation, queries
from catalog.products.enums import AttributeType, Lifecycle, LinkKind
from catalog.products.models import Product, ProductAttribute
from catalog.products.queries import Shelf
from portal.core.i18n import column
from portal.core.paging import keyset_page
from portal.core.text import direction_of
from portal.core.translation_state import text_and_language, translation_of

SORTS = {
    "": gettext_lazy("Newest first"),
    "price": gettext_lazy("Lowest price first"),
    "-price": gettext_lazy("Highest price first"),
    "name": gettext_lazy("By name"),
}
_ORDERS = {"": ["-listed_on", "-id"], "price": ["order_price", "id"], "-price": ["-price_rank", "-id"], "name": ["name_key", "id"]}
MOST_COMPARED = 4


def alternates(name: str, thing: Any = None) -> list[dict[str, str]]:
    """The address of a page, or of a thing's page, in every language."""
    answer = []
    for code in AVAILABLE_LANGUAGES:
        with translation.override(code):
            answer.append({"code": code, "url": reverse(f"products:{name}", args=[thing.slug_in(code)] if thing else [])})
    return answer


# --- home ------------------------------------------------------------------------------------------------------------
def home(request: HttpRequest) -> dict[str, Any]:
    tops = [shelf for shelf in queries.shelves().values() if shelf.parent is None]
    featured = Product.objects.visible_to(request.user).filter(featured=True).order_by("-listed_on", "-id")
    return {
        "tiles": _tiles(tops),
        "cards": queries.cards(queries.for_cards(featured)[:8]),
        "alternates": alternates("home"),
    }


def _tiles(shelves: list[Shelf]) -> list[dict[str, Any]]:
    """Tiles for those shelves that have anything to show."""
    made = queries.faces() if shelves else {}
    rows = [(shelf.category, made[shelf.category.pk]) for shelf in shelves]
    return [
        {"category": one, "count": face.count, "url": one.get_absolute_url(), "source": queries.address_of(face.picture, queries.CARD)}
        for one, face in rows
        if face.count
    ]


# --- category --------------------------------------------------------------------------------------------------------
def category(request: HttpRequest, shelf: Shelf) -> dict[str, Any]:
    index = facets.index_of(shelf)
    chosen = facets.read_choice(request.GET, index)
    sort = request.GET.get("sort", "") if request.GET.get("sort", "") in SORTS else ""
    rows = _sorted(facets.narrowed(Product.objects.visible_to(request.user).filter(category__in=shelf.ids), chosen), sort)
    page = keyset_page(queries.for_cards(rows), _ORDERS[sort], cursor=request.GET.get("after", "") or request.GET.get("before", ""))
    compared = read_codes(request.GET.get("compare", ""))
    toggles = _toggles(request.GET, page.rows, compared)
    return {
        "shelf": shelf,
        "category": shelf.category,
        "trail": crumbs(shelf.trail),
        "tiles": _tiles(shelf.children),
        "page": page,
        "cards": [{"card": card, "toggle": toggles[card.product.code]} for card in queries.cards(page.rows)],
        "found": facets.count(index, chosen),
        "facets": _facet_rows(request, shelf, index, chosen),
        "chosen": chosen,
        "clear": f"?{_without(request.GET, 'price_min', 'price_max', *index.sets)}",
        "carried": [
            (k, v) for k in request.GET for v in request.GET.getlist(k)[:20] if k not in {"price_min", "price_max", "after", "before"}
        ][:40],
        "sorts": [{"label": label, "url": _link(request.GET, sort=key), "current": key == sort} for key, label in SORTS.items()],
        "compare": {"codes": compared, "url": compare_url(compared), "clear": _link(request.GET, compare="")},
        "translation": translation_of(shelf.category),
        "alternates": alternates("category", shelf.category),
    }


def _sorted(rows: QuerySet, sort: str) -> QuerySet:
    if sort == "name":
        own = NullIf(column("name"), Value(""), output_field=CharField())
        return rows.annotate(name_key=Lower(Coalesce(own, column("name", DEFAULT_LANGUAGE), output_field=CharField())))
    if sort == "-price":
        return rows.annotate(price_rank=Coalesce("price_from", Value(Decimal(-1)), output_field=DecimalField()))
    return rows


def crumbs(trail: list[Shelf]) -> list[dict[str, Any]]:
    """From the catalogue's first page down."""
    return [
        {"label": _("Catalogue"), "url": reverse("products:home")},
        *({"label": one.category.name, "url": one.category.get_absolute_url()} for one in trail),
    ]


def _facet_rows(request: HttpRequest, shelf: Shelf, index: facets.ShelfIndex, chosen: facets.Chosen) -> list[dict[str, Any]]:
    """Each facet that would narrow anything: its title and its values with counts and links."""
    numbers = facets.counts(index, chosen)
    known = facets.attributes_of(shelf, index)
    rows = []
    for name in [*known, "brand", "lifecycle"]:
        values = index.sets.get(name, {})
        picked = chosen.values.get(name, [])
        if len(values) < 2 and not picked:
            continue
        attribute, labels = known.get(name, (None, {}))
        entries = [
            {
                "label": _value_label(name, value, attribute, labels),
                "count": numbers[name][value],
                "chosen": value in picked,
                "url": _toggled(request.GET, name, value, picked),
                "key": _value_key(value, attribute),
            }
            for value in values
        ]
        entries.sort(
            key=lambda one: one["key"] if attribute and attribute.type == AttributeType.NUMBER else (-one["count"], str(one["label"]))
        )
        rows.append(
            {
                "title": _facet_title(name, attribute),
                "entries": [one for one in entries if one["count"] or one["chosen"]][: facets.MOST_VALUES],
                "open": bool(picked),
            }
        )
    return [row for row in rows if row["entries"]]


def _facet_title(name: str, attribute: Any) -> Any:
    return attribute.name if attribute else {"brand": _("Brand"), "lifecycle": _("Availability")}[name]


def _value_key(value: str, attribute: Any) -> Any:
    return float(value) if attribute and attribute.type == AttributeType.NUMBER else value


def _value_label(name: str, value: str, attribute: Any, labels: dict[str, str]) -> Any:
    if attribute is None:
        return Lifecycle(value).label if name == "lifecycle" else value
    if attribute.type == AttributeType.NUMBER:
        return presentation.quantity(Decimal(value), attribute.unit)
    if attribute.type == AttributeType.BOOLEAN:
        return presentation.truth(value=value == "yes")
    return labels.get(value, value)


def _without(query: QueryDict, *names: str) -> str:
    copy = query.copy()
    for name in ("after", "before", *names):
        copy.pop(name, None)
    return copy.urlencode()


def _link(query: QueryDict, **changes: str) -> str:
    copy = query.copy()
    for name in ("after", "before", *changes):
        copy.pop(name, None)
    copy.update({name: value for name, value in changes.items() if value})
    return "?" + copy.urlencode()


def _toggled(query: QueryDict, name: str, value: str, picked: list[str]) -> str:
    copy = query.copy()
    for gone in ("after", "before"):
        copy.pop(gone, None)
    copy.setlist(name, [one for one in picked if one != value] if value in picked else [*picked, value])
    return "?" + copy.urlencode()


# --- comparison ------------------------------------------------------------------------------------------------------
def read_codes(raw: str) -> list[str]:
    """Up to four product codes out of 'a,b,c'; what cannot be a code is left out."""
    parts = (part.strip() for part in raw[:600].split(","))
    return list(dict.fromkeys(part for part in parts if part and part.isascii() and part.replace("-", "").replace("_", "").isalnum()))[
        :MOST_COMPARED
    ]


def compare_url(codes: list[str]) -> str:
    return reverse("products:compare") + ("?codes=" + ",".join(codes) if codes else "")


def _toggles(query: QueryDict, rows: list[Product], compared: list[str]) -> dict[str, dict[str, Any]]:
    answer = {}
    for one in rows:
        inside = one.code in compared
        codes = [code for code in compared if code != one.code] if inside else [*compared, one.code]
        answer[one.code] = {
            "inside": inside,
            "url": _link(query, compare=",".join(codes)),
            "full": not inside and len(compared) >= MOST_COMPARED,
        }
    return answer


def compare(request: HttpRequest) -> dict[str, Any]:
    codes = read_codes(request.GET.get("codes", ""))
    found = {one.code: one for one in queries.for_cards(Product.objects.visible_to(request.user).filter(code__in=codes))}
    codes = [code for code in codes if code in found]
    cards = queries.cards(found[code] for code in codes)
    for_adding: QuerySet = Product.objects.visible_to(request.user).exclude(code__in=codes).order_by("-featured", "-listed_on", "-id")
    if codes:
        for_adding = for_adding.filter(category=found[codes[0]].category_id)
    return {
        "columns": [{"card": card, "without": compare_url([c for c in codes if c != card.product.code])} for card in cards],
        "rows": _compared_rows([card.product for card in cards]),
        "proposals": [{"product": one, "url": compare_url([*codes, one.code])} for one in for_adding[:8]]
        if len(codes) < MOST_COMPARED
        else [],
        "tax_note": presentation.tax_note(queries.default_list()),
        "alternates": [one | {"url": one["url"] + (f"?codes={','.join(codes)}" if codes else "")} for one in alternates("compare")],
    }


def _compared_rows(products: list[Product]) -> list[dict[str, Any]]:
    """The attributes any of them has, in order; `differs` where not all say the same."""
    table: dict[int, dict[int, presentation.Fact]] = {}
    attributes: dict[int, Any] = {}
    for row in (
        ProductAttribute.objects.filter(product__in=products)
        .select_related("attribute", "choice")
        .order_by("attribute__position", "attribute")
    ):
        attributes[row.attribute_id] = row.attribute
        table.setdefault(row.attribute_id, {})[row.product_id] = presentation.fact(row)
    rows = []
    for pk, values in table.items():
        cells = [{"name": one.name, "fact": values.get(one.pk)} for one in products]
        differs = len({values[one.pk].text if one.pk in values else None for one in products}) > 1
        rows.append({"attribute": attributes[pk], "cells": cells, "differs": differs})
    return rows


# --- product ---------------------------------------------------------------------------------------------------------
def product(request: HttpRequest, found: Product, *, preview: bool = False) -> dict[str, Any]:
    parts = queries.preview_of(found) if preview else queries.parts_of(found)
    variant = presentation.chosen_variant(parts, request.GET.get("variant", ""))
    shown = presentation.pictures(parts, variant)
    shelf = queries.shelves().get(found.category_id)
    picture = shown[0].picture if shown else None
    return {
        "product": found,
        **_body(found),
        "weight": presentation.weight(variant),
        "trail": crumbs([*shelf.trail, shelf]) if shelf else crumbs([]),
        "variant": variant,
        "options": presentation.choices(parts, variant),
        "price": parts.prices.get(variant.pk) if variant else None,
        "price_list": parts.price_list,
        "tax_note": presentation.tax_note(parts.price_list),
        "picture": picture,
        "source": queries.address_of(picture, queries.STAGE),
        "more_pictures": [{"media": one, "source": queries.address_of(one.picture, queries.CARD)} for one in shown[1:5]],
        "facts": [presentation.fact(row) for row in parts.attributes],
        "documents": presentation.documents(parts),
        "links": _linked(parts),
        "replaced_by": parts.replaced_by,
        "compare_url": compare_url([found.code]),
        "sections": [] if preview else panels.sections(request, found),
        "structured": presentation.structured(found, parts, picture),
        "translation": translation_of(found),
        "alternates": [] if preview else alternates("product", found),
        "canonical": "" if preview else found.get_absolute_url(),
    }


def _body(found: Product) -> dict[str, Any]:
    body, code = text_and_language(found, "body")
    return {"body": body, "body_language": code, "body_direction": direction_of(code)}


def _linked(parts: queries.Parts) -> list[dict[str, Any]]:
    """Linked products by kind, with their pictures; what this one replaces is said elsewhere."""
    titles = {
        LinkKind.ACCESSORY: _("Accessories"),
        LinkKind.SPARE: _("Spare parts"),
        LinkKind.RELATED: _("Goes well with it"),
        LinkKind.REPLACES: _("Replaces"),
    }
    rows = [{"kind": kind, "title": title, "cards": [card for one, card in parts.links if one == kind]} for kind, title in titles.items()]
    return [row for row in rows if row["cards"]]

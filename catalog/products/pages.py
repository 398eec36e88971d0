"""What each page of the catalogue is made of: the context of its template."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.settings import AVAILABLE_LANGUAGES

from catalog.products import facets, panels, presentation, queries
from catalog.products.enums import AttributeType, Lifecycle, LinkKind
from catalog.products.models import Product, ProductAttribute, Variant, name_key
from catalog.products.queries import Shelf
from portal.core import kept as shared
from portal.core.i18n import current_language
from portal.core.paging import cursor_of, keyset_page
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
    rows = rows.only("code", "listed_on", "order_price")
    cursor = cursor_of(request)
    apart = [Q(category=pk) for pk in shelf.ids] if sort == "name" else []  # names of a shelf stand close together in the whole catalogue
    page = keyset_page(rows, _ORDERS[sort], cursor=cursor, apart=apart)
    compared = read_codes(request.GET.get("compare", ""))
    return {
        "shelf": shelf,
        "category": shelf.category,
        "top": SimpleLazyObject(lambda: _top(shelf)),
        "page": page,
        "cards": _cards(request.GET, page.rows, compared),
        "found": facets.count(index, chosen),
        "plain": request.GET.keys() <= {"sort", "after", "before"},
        "filters": SimpleLazyObject(lambda: _filters(request.GET, shelf, index, chosen)),
        "chosen": chosen,
        "sort": sort,
        "sorts": [{"label": label, "url": _link(request.GET, sort=key), "current": key == sort} for key, label in SORTS.items()],
        "compare": {
            "codes": compared,
            "full": len(compared) >= MOST_COMPARED,
            "url": compare_url(compared),
            "clear": _link(request.GET, compare=""),
        },
        "shop": reverse("products:home"),
        "alternates": queries.kept(f"shelf-alternates:{shelf.category.pk}", lambda: alternates("category", shelf.category)),
    }


def _top(shelf: Shelf) -> dict[str, Any]:
    return {"trail": crumbs(shelf.trail), "tiles": _tiles(shelf.children), "translation": translation_of(shelf.category)}


def _filters(query: QueryDict, shelf: Shelf, index: facets.ShelfIndex, chosen: facets.Chosen) -> dict[str, Any]:
    carried = [(k, v) for k in query for v in query.getlist(k)[:20] if k not in {"price_min", "price_max", "after", "before"}]
    return {
        "facets": _facet_rows(query, shelf, index, chosen),
        "carried": carried[:40],
        "clear": f"?{_without(query, 'price_min', 'price_max', *index.sets)}",
    }


@dataclass(frozen=True)
class Face:
    """A product in a list, rendered: what its card shows, and the words of the link that compares it."""

    inside: SafeString
    compare: SafeString


def _cards(query: QueryDict, rows: list[Product], compared: list[str]) -> list[dict[str, Any]]:
    """The cards of products of which little was read: those shown before are kept, all others come in two queries."""
    faces = shared.kept_many({f"face:{current_language()}:{one.pk}": one.pk for one in rows}, _faces, queries.KEPT_SECONDS)
    rest = _without(query, "compare")
    answer = []
    for one in rows:
        is_chosen = one.code in compared
        codes = [code for code in compared if code != one.code] if is_chosen else [*compared, one.code]
        url = "?" + "&".join(part for part in (rest, urlencode({"compare": ",".join(codes)}) if codes else "") if part)
        if one.pk in faces:
            answer.append({"face": faces[one.pk], "is_chosen": is_chosen, "url": url})
    return answer


def _faces(ids: list[int]) -> dict[int, Face]:
    made = {}
    for card in queries.cards(queries.for_cards(Product.objects.filter(pk__in=ids))):
        context = {"card": card, "level": 3}
        inside, compare = render_to_string("products/_face.html", context), render_to_string("products/_compare.html", context)
        made[card.product.pk] = Face(inside, compare)
    return made


def _sorted(rows: QuerySet, sort: str) -> QuerySet:
    if sort == "name":
        return rows.annotate(name_key=name_key(current_language()))
    if sort == "-price":
        return rows.annotate(price_rank=Coalesce("price_from", Value(Decimal(-1)), output_field=DecimalField()))
    return rows


def crumbs(trail: list[Shelf]) -> list[dict[str, Any]]:
    """From the catalogue's first page down."""
    return [
        {"label": _("Catalogue"), "url": reverse("products:home")},
        *({"label": one.category.name, "url": one.category.get_absolute_url()} for one in trail),
    ]


def _facet_rows(query: QueryDict, shelf: Shelf, index: facets.ShelfIndex, chosen: facets.Chosen) -> list[dict[str, Any]]:
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
        rest = _without(query, name)
        entries = [
            {
                "label": _value_label(name, value, attribute, labels),
                "count": numbers[name][value],
                "chosen": value in picked,
                "url": _toggled(rest, name, value, picked),
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


def _toggled(rest: str, name: str, value: str, picked: list[str]) -> str:
    """The rest of the query with this value taken up or taken out."""
    values = [one for one in picked if one != value] if value in picked else [*picked, value]
    return "?" + "&".join(part for part in (rest, urlencode([(name, one) for one in values])) if part)


# --- comparison ------------------------------------------------------------------------------------------------------
def read_codes(raw: str) -> list[str]:
    """Up to four product codes out of 'a,b,c'; what cannot be a code is left out."""
    parts = (part.strip() for part in raw[:600].split(","))
    return list(dict.fromkeys(part for part in parts if part and part.isascii() and part.replace("-", "").replace("_", "").isalnum()))[
        :MOST_COMPARED
    ]


def compare_url(codes: list[str]) -> str:
    return reverse("products:compare") + ("?codes=" + ",".join(codes) if codes else "")


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
@dataclass(frozen=True)
class Shown:
    """A product with all that is read for its page; the same for everybody."""

    product: Product
    parts: queries.Parts
    sections: list[dict[str, Any]]


@dataclass(frozen=True)
class Head:
    """What is kept of a product besides the parts of its page."""

    pk: int
    slug: str
    url: str
    name: str
    variants: dict[str, int]
    alternates: list[dict[str, str]]


def product(request: HttpRequest, slug: str) -> tuple[Head, dict[str, Any]] | None:
    """The product of an address, and its page; None where there is none. Whether it may be seen is asked each time.

    `page` is read only when a part of the page is not kept; `kept_as` is the key of these parts.
    """
    asked = Product.objects.visible_to(request.user).select_related("category")
    read: list[Shown] = []

    def shown() -> Shown:
        if not read:
            found = asked.with_slug(slug).first()
            if found is None:
                raise Product.DoesNotExist
            read.append(Shown(found, queries.parts_of(found), panels.sections(request, found)))
        return read[0]

    try:
        head: Head = queries.kept(f"product:{current_language()}:{slug}", lambda: _head(shown()))
    except Product.DoesNotExist:
        return None
    if not read and not asked.filter(pk=head.pk).exists():
        return None
    sku = request.GET.get("variant", "")
    variant = head.variants.get(sku) or next(iter(head.variants.values()), None)
    page = SimpleLazyObject(lambda: _page(shown(), presentation.chosen_variant(shown().parts, sku)))
    return head, {"title": head.name, "alternates": head.alternates, "kept_as": f"{head.pk}:{variant}", "page": page}


def _head(made: Shown) -> Head:
    found = made.product
    variants = {one.sku: one.pk for one in made.parts.variants}
    here = found.slug_in(current_language())
    return Head(found.pk, here, found.get_absolute_url(), found.name, variants, alternates("product", found))


def preview(request: HttpRequest, found: Product) -> dict[str, Any]:
    """The page of a product as its editor has it before him."""
    parts = queries.preview_of(found)
    variant = presentation.chosen_variant(parts, request.GET.get("variant", ""))
    return {"title": found.name, "alternates": [], "page": _page(Shown(found, parts, []), variant, preview=True)}


def _page(made: Shown, variant: Variant | None, *, preview: bool = False) -> dict[str, Any]:
    found, parts = made.product, made.parts
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
        "sections": made.sections,
        "structured": presentation.structured(found, parts, picture),
        "translation": translation_of(found),
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

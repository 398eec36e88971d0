"""Reads of the catalogue that no single query set can own. All take a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from modeltranslation.settings import AVAILABLE_LANGUAGES
from wagtail.images import get_image_model

from catalog.products.enums import LinkKind, MediaKind
from catalog.products.models import Category, Price, PriceList, Product, ProductAttribute, ProductLink, ProductMedia, Variant
from portal.core import kept as shared
from portal.core.clock import today
from portal.core.i18n import column, current_language

KEPT_SECONDS = 600
CARD, STAGE = "max-480x600", "max-900x1100"


def kept(key: str, build: Any) -> Any:
    """`build()`, kept in this process until visible content changes; read by many, changed by none."""
    return shared.kept(f"products:{key}", build, KEPT_SECONDS)


# --- shelves ---------------------------------------------------------------------------------------------------------
@dataclass
class Shelf:
    """A category in its tree; `ids` are its own and all below."""

    category: Category
    parent: "Shelf | None" = None
    children: list["Shelf"] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    @property
    def trail(self) -> list["Shelf"]:
        """From the top down to the parent."""
        return [*self.parent.trail, self.parent] if self.parent else []


@dataclass
class Face:
    """What a shelf shows of itself from outside: how many live products stand on it and below, and a picture."""

    count: int = 0
    picture: Any = None


def shelves() -> dict[int, Shelf]:
    """Every category by its id, in order; one query when not kept."""
    return kept("shelves", _build_shelves)


def shelves_by_slug() -> dict[str, Shelf]:
    """Every category by its address in the active language."""
    here = current_language()
    return kept(f"shelves:{here}", lambda: {shelf.category.slug_in(here): shelf for shelf in shelves().values()})


def _build_shelves() -> dict[int, Shelf]:
    found = {one.pk: Shelf(one) for one in Category.objects.order_by("position", "pk")}
    for shelf in found.values():
        if shelf.category.parent_id:
            shelf.parent = found[shelf.category.parent_id]
            shelf.parent.children.append(shelf)
    for shelf in found.values():
        for above in [*shelf.trail, shelf]:
            above.ids.append(shelf.category.pk)
    return found


def faces() -> dict[int, Face]:
    """The face of every shelf by the category's id; three queries when not kept."""
    return kept("faces", _build_faces)


def _build_faces() -> dict[int, Face]:
    tree = shelves()
    counts = dict(Product.objects.filter(live=True).values_list("category").annotate(n=Count("pk")).order_by())
    pictures = _pictures_of(tree)
    made = {pk: Face() for pk in tree}
    for pk, shelf in tree.items():
        for above in [*shelf.trail, shelf]:
            face = made[above.category.pk]
            face.count += counts.get(pk, 0)
            face.picture = face.picture or pictures.get(pk)
    return made


def _pictures_of(tree: dict[int, Shelf]) -> dict[int, Any]:
    """A picture for each category: its own, else that of its first product (featured ones first)."""
    own = {pk: shelf.category.picture_id for pk, shelf in tree.items() if shelf.category.picture_id}
    first = Product.objects.filter(category=OuterRef("pk"), live=True).annotate(first=_first_picture()).filter(first__isnull=False)
    chosen = Subquery(first.order_by("-featured", "-listed_on", "pk").values("first")[:1])
    rows = dict(Category.objects.exclude(pk__in=own).order_by().values_list("pk", chosen)) | own
    images = pictures_by_id(rows.values(), CARD)
    return {pk: images[image] for pk, image in rows.items() if image in images}


# --- pictures --------------------------------------------------------------------------------------------------------
def _first_picture() -> Subquery:
    return Subquery(
        ProductMedia.objects.filter(product=OuterRef("pk"), kind=MediaKind.PICTURE).order_by("position", "pk").values("picture")[:1]
    )


def pictures_by_id(ids: Iterable[int | None], *specs: str) -> dict[int, Any]:
    """Pictures by id, with their renditions of `specs` at hand; one query for drawings, two where there are photographs."""
    wanted = {pk for pk in ids if pk}
    found = list(get_image_model().objects.filter(pk__in=wanted)) if wanted else []
    _with_renditions(found, *specs)
    return {one.pk: one for one in found}


def _with_renditions(pictures: list[Any], *specs: str) -> None:
    if photographs := [one for one in pictures if not one.is_svg()]:
        renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs)
        prefetch_related_objects(photographs, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions"))


def address_of(picture: Any, spec: str) -> str:
    """Where a picture can be fetched at a size: a drawing as it is, a photograph as a rendition. '' for none."""
    if picture is None:
        return ""
    return picture.file.url if picture.is_svg() else picture.get_rendition(spec).url


@dataclass(frozen=True)
class Card:
    """A product in a list, with everything its card shows."""

    product: Product
    picture: Any
    source: str
    url: str
    currency: str

    @property
    def alt(self) -> str:
        return self.picture.alt if self.picture else ""


def cards(products: Iterable[Product]) -> list[Card]:
    """Cards of products that were read `for_cards`; one query for all pictures (two with photographs)."""
    rows = list(products)
    images = pictures_by_id((getattr(one, "first_picture", None) for one in rows), CARD)
    return _cards(rows, {one.pk: images.get(one.first_picture) for one in rows}, default_list())


def _cards(rows: list[Product], pictures: dict[int, Any], shown: PriceList | None) -> list[Card]:
    currency = shown.currency if shown else ""
    return [Card(one, pictures.get(one.pk), address_of(pictures.get(one.pk), CARD), one.get_absolute_url(), currency) for one in rows]


def without_long_texts(products: QuerySet) -> QuerySet:
    bodies = [column("body", code) for code in AVAILABLE_LANGUAGES]
    return products.defer(*bodies, "source_marks")


def for_cards(products: QuerySet) -> QuerySet:
    """Add what `cards` needs to a query of products; long texts stay in the database."""
    return without_long_texts(products.annotate(first_picture=_first_picture()))


# --- prices ----------------------------------------------------------------------------------------------------------
def default_list() -> PriceList | None:
    """The list visitors see, if it is valid today; kept."""
    on = today()
    found = kept("default-list", lambda: PriceList.objects.filter(is_default=True).first() or 0)
    return found if found and (found.valid_from or on) <= on <= (found.valid_to or on) else None


def current_prices(variants: Iterable[int], price_list: PriceList, on: date | None = None) -> dict[int, Price]:
    """The price of each variant (by id) on a list on a day: the newest that has begun and not ended. One query."""
    day = on or today()
    rows = Price.objects.filter(_in_force(day), price_list=price_list, variant__in=list(variants))
    return {row.variant_id: row for row in rows.order_by(F("valid_from").asc(nulls_first=True))}


def _in_force(day: date, prefix: str = "") -> Q:
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


def lowest_prices(products: Iterable[int], on: date | None = None) -> dict[int, Decimal]:
    """The lowest current price of each product's offered variants on the default list. Three queries."""
    shown = PriceList.objects.filter(is_default=True).first()
    if shown is None:
        return {}
    owner = dict(Variant.objects.filter(product__in=list(products), active=True).values_list("pk", "product"))
    lowest: dict[int, Decimal] = {}
    for variant, price in current_prices(owner, shown, on).items():
        product = owner[variant]
        lowest[product] = min(price.amount, lowest.get(product, price.amount))
    return lowest


# --- one product -----------------------------------------------------------------------------------------------------
@dataclass
class Parts:
    """Everything a product page is made of, read in a constant number of queries (or from an unsaved preview)."""

    variants: list[Variant]
    values: dict[str, list[Any]]
    attributes: list[ProductAttribute]
    media: list[ProductMedia]
    links: list[tuple[str, Card]]
    """Kind and card of what the product points to."""
    replaced_by: list[Product]
    prices: dict[int, Price]
    price_list: PriceList | None


def parts_of(product: Product) -> Parts:
    """The parts of a saved product; seven queries, eight with photographs."""
    variants = list(Variant.objects.filter(product=product, active=True).order_by("position", "pk"))
    skus = {one.pk: one.sku for one in variants}
    values: dict[str, list[Any]] = {}
    through = Variant.values.through.objects.filter(variant__in=skus).select_related("optionvalue__option")
    for row in through.order_by("optionvalue__option", "optionvalue__position", "pk"):
        values.setdefault(skus[row.variant_id], []).append(row.optionvalue)
    facts = ProductAttribute.objects.filter(product=product).select_related("attribute", "choice").order_by("attribute__position", "pk")
    prices = _prices(variants)
    return Parts(variants=variants, values=values, attributes=list(facts), **prices, **_linked(product, prices["price_list"]))


def _linked(product: Product, price_list: PriceList | None) -> dict[str, Any]:
    """Pictures and papers of the product, and the published products it points to and that replace it, with their pictures."""
    rows = ProductLink.objects.filter(Q(product=product) | Q(to=product, kind=LinkKind.REPLACES)).order_by("position", "pk")
    links = list(rows.values_list("product", "kind", "to"))
    ids = {pk for source, _kind, to in links for pk in (source, to)} - {product.pk}
    media = ProductMedia.objects.filter(Q(product=product) | Q(product__in=ids, kind=MediaKind.PICTURE)).select_related(
        "picture", "document"
    )
    own: list[ProductMedia] = []
    first: dict[int, Any] = {}
    for one in media.order_by("position", "pk"):
        if one.product_id == product.pk:
            own.append(one)
        else:
            first.setdefault(one.product_id, one.picture)
    _with_renditions([one.picture for one in own if one.picture] + list(first.values()), CARD, STAGE)
    found = list(without_long_texts(Product.objects.filter(pk__in=ids, live=True)))
    made = {card.product.pk: card for card in _cards(found, first, price_list)}
    return {
        "media": own,
        "links": [(kind, made[to]) for source, kind, to in links if source == product.pk and to in made],
        "replaced_by": [made[source].product for source, _kind, to in links if to == product.pk and source in made],
    }


def preview_of(product: Product) -> Parts:
    """The parts of a product as the editor has them before him, saved or not; as many queries as it takes."""
    variants = [one for one in product.variants.all() if one.active]
    to = {link.to_id: link.kind for link in product.links.all()}
    return Parts(
        variants=variants,
        values={one.sku: sorted(one.values.all(), key=lambda v: (v.option_id, v.position)) for one in variants},
        attributes=sorted(product.attributes.all(), key=lambda one: one.attribute.position),
        media=list(product.media.all()),
        links=[(to[card.product.pk], card) for card in cards(for_cards(Product.objects.filter(pk__in=to, live=True)))],
        replaced_by=list(Product.objects.filter(live=True, links__to=product.pk, links__kind=LinkKind.REPLACES)) if product.pk else [],
        **_prices(variants),
    )


def _prices(variants: list[Variant]) -> dict[str, Any]:
    """Today's prices on the list visitors see, with that list; one query where there is any price."""
    day, shown = today(), Q(price_list__is_default=True, variant__in=[one.pk for one in variants if one.pk])
    rows = list(
        Price.objects.filter(shown & _in_force(day) & _in_force(day, "price_list__"))
        .select_related("price_list")
        .order_by(F("valid_from").asc(nulls_first=True))
    )
    return {"price_list": rows[0].price_list if rows else default_list(), "prices": {row.variant_id: row for row in rows}}

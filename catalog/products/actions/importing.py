"""Takes a list of products in: all of it or nothing; a second run finds nothing to do."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from wagtail.images import get_image_model
from wagtail.log_actions import log

from catalog.products import queries
from catalog.products.actions.pricing import refresh_prices
from catalog.products.actions.publishing import catalogue_changed
from catalog.products.enums import MediaKind, ProductKind
from catalog.products.imports import images
from catalog.products.imports.mapping import KINDS, Fault, WishedPicture, WishedProduct, WishedVariant, Wishes
from catalog.products.models import Category, Option, OptionValue, Price, PriceList, Product, ProductMedia, Variant
from portal.core.clock import today
from portal.core.i18n import column
from portal.core.money import rounded
from portal.search import actions as search
from portal.topics.models import Topic

Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What an import did, or would do, or why it did nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    variants: int = 0
    prices: int = 0
    pictures: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def import_products(
    wishes: Wishes, *, by: Any = None, dry_run: bool = False, language: str = DEFAULT_LANGUAGE, price_list: PriceList | None = None,
    find_picture: images.Finder | None = None, progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Bring products, variants, prices and pictures up to what the list says; what it leaves out stays.

    With any fault nothing is written at all, nor on a dry run; the outcome says what would have happened.
    """
    outcome = Outcome(faults=list(wishes.faults))
    outcome.notes += [_("The column “%(name)s” is not used.") % {"name": name} for name in wishes.ignored]
    work = _Work(outcome, by, language, price_list or queries.default_list(), find_picture if not dry_run else None)
    try:
        with transaction.atomic():
            work.prepare(wishes.products)
            for done, wish in enumerate(wishes.products, 1):
                work.apply(wish)
                if progress:
                    progress(done, len(wishes.products))
            work.finish()
            if outcome.faults or dry_run:
                transaction.set_rollback(True)
                work.remove_files()
    except BaseException:
        work.remove_files()
        raise
    outcome.faults.sort(key=lambda one: one.line)
    return outcome


class _Work:
    """One run: what is there already, read once, and what was changed."""

    def __init__(self, outcome: Outcome, by: Any, language: str, price_list: PriceList | None, find_picture: images.Finder | None) -> None:
        self.outcome, self.by, self.language, self.price_list, self.find_picture = outcome, by, language, price_list, find_picture
        self.touched: set[int] = set()
        self.new_prices: list[Price] = []
        self.changed_prices: list[Price] = []
        self.unknown_tags: set[str] = set()
        self.saved: list[ImageFile] = []

    def prepare(self, wishes: list[WishedProduct]) -> None:
        codes = [wish.code for wish in wishes]
        self.products = {
            one.code: one for part in _parts(codes) for one in Product.objects.select_for_update().filter(code__in=part).order_by("pk")
        }
        skus = [one.sku for wish in wishes for one in wish.variants]
        self.variants = {one.sku: one for part in _parts(skus) for one in Variant.objects.filter(sku__in=part)}
        gtins = [one.gtin for wish in wishes for one in wish.variants if one.gtin]
        self.gtins = {one.gtin: one.sku for part in _parts(gtins) for one in Variant.objects.filter(gtin__in=part)}
        self.values: dict[int, set[int]] = {}
        known = [one.pk for one in self.variants.values()]
        for part in _parts(known):
            for variant, value in Variant.values.through.objects.filter(variant__in=part).values_list("variant", "optionvalue"):
                self.values.setdefault(variant, set()).add(value)
        self.prices = (
            {k: v for part in _parts(known) for k, v in queries.current_prices(part, self.price_list).items()} if self.price_list else {}
        )
        dated = Q(valid_from=None) | Q(valid_from=today())
        rows = [one for part in _parts(known) for one in Price.objects.filter(dated, price_list=self.price_list, variant__in=part)]
        self.of_day = {(one.variant_id, one.valid_from): one for one in rows}
        self.categories = _by_every_name(Category.objects.all())
        self.topics = _by_every_name(Topic.objects.all())
        self.options = _by_every_name(Option.objects.all())
        self.option_values: dict[int, dict[str, OptionValue]] = {}
        for value in OptionValue.objects.all():
            self.option_values.setdefault(value.option_id, {}).update(_names(value))

    def fault(self, line: int, field_name: str, reason: str) -> None:
        self.outcome.faults.append(Fault(line, field_name, reason))

    def apply(self, wish: WishedProduct) -> None:
        product = self.products.get(wish.code)
        if product is None and self.language != DEFAULT_LANGUAGE:
            return self.fault(wish.line, "Handle", _("There is no product %(code)s to translate yet.") % {"code": wish.code})
        if product is not None and product.has_unpublished_changes and product.live:
            return self.fault(
                wish.line,
                "Handle",
                _("%(code)s has a draft that is not published yet. Publish it or take it back first.") % {"code": wish.code},
            )
        is_new = product is None
        product, changed = (self._create(wish), True) if product is None else (product, self._update(product, wish))
        for place, one in enumerate(wish.variants):
            changed |= self._variant(product, one, place)
        changed |= self._pictures(product, wish.pictures)
        if changed:
            self.touched.add(product.pk)
            log(product, "wagtail.create" if is_new else "wagtail.edit", user=self.by, data={"import": True})
        if is_new:
            self.outcome.created += 1
        elif changed:
            self.outcome.changed += 1
        else:
            self.outcome.unchanged += 1
        return None

    # --- the product ---
    def _create(self, wish: WishedProduct) -> Product:
        words = (wish.type or "").casefold()
        kind = next((kind for word, kind in KINDS.items() if word in words), ProductKind.CONSUMABLE)
        live = wish.live is not False
        product = Product(
            code=wish.code,
            kind=kind,
            category=self._category(wish.type),
            brand=wish.brand or "",
            live=live,
            has_unpublished_changes=not live,
        )
        product.first_published_at = product.last_published_at = timezone.now() if live else None
        setattr(product, column("name", self.language), wish.title)
        setattr(product, column("slug", self.language), self._slug(wish.code))
        setattr(product, column("body", self.language), wish.body or "")
        product.save()
        if topics := self._topics(wish.tags):
            product.topics.set(topics)
            product.save()
        self.products[wish.code] = product
        return product

    def _slug(self, code: str) -> str:
        return _free(Product, column("slug", self.language), code)

    def _update(self, product: Product, wish: WishedProduct) -> bool:
        wanted: dict[str, Any] = {column("name", self.language): wish.title}
        if wish.body is not None:
            wanted[column("body", self.language)] = wish.body
        if wish.brand is not None:
            wanted["brand"] = wish.brand
        if wish.type:
            wanted["category_id"] = self._category(wish.type).pk
        if wish.live is not None:
            wanted |= {"live": wish.live, "has_unpublished_changes": not wish.live}
        if not getattr(product, column("slug", self.language)):
            wanted[column("slug", self.language)] = self._slug(wish.code)
        different = {name: value for name, value in wanted.items() if (getattr(product, name) or "") != (value or "")}
        topics = self._topics(wish.tags)
        new_topics = bool(topics) and not {one.pk for one in topics} <= {one.pk for one in product.topics.all()}
        for name, value in different.items():
            setattr(product, name, value)
        if new_topics:
            product.topics.add(*topics)
        if different or new_topics:
            product.save()
        return bool(different or new_topics)

    def _category(self, name: str | None) -> Category:
        words = name or _("Other")
        key = words.casefold()
        if key not in self.categories:
            code = _code(words, 60)
            made = self.categories.get(code) or Category.objects.create(
                code=code, position=1000, name_en=words[:120], slug_en=_free(Category, "slug_en", code)
            )
            self.categories[key] = self.categories[code] = made
        return self.categories[key]

    def _topics(self, tags: list[str] | None) -> list[Topic]:
        for tag in tags or []:
            if tag.casefold() not in self.topics and tag not in self.unknown_tags and len(self.unknown_tags) < 50:
                self.unknown_tags.add(tag)
                self.outcome.notes.append(_("No topic is called “%(name)s”; the tag is not used.") % {"name": tag[:80]})
        return [self.topics[tag.casefold()] for tag in tags or [] if tag.casefold() in self.topics]

    # --- variants ---
    def _variant(self, product: Product, wish: WishedVariant, place: int) -> bool:
        found = self.variants.get(wish.sku)
        if found is not None and found.product_id != product.pk:
            self.fault(wish.line, "Variant SKU", _("%(sku)s belongs to another product.") % {"sku": wish.sku})
            return False
        if wish.gtin and self.gtins.get(wish.gtin, wish.sku) != wish.sku:
            self.fault(
                wish.line, "Variant Barcode", _("%(value)s belongs to %(sku)s.") % {"value": wish.gtin, "sku": self.gtins[wish.gtin]}
            )
            return False
        changed = found is None
        if found is None:
            found = Variant.objects.create(product=product, sku=wish.sku, gtin=wish.gtin, weight_g=wish.weight_g or 0, position=place)
            self.variants[wish.sku] = found
            self.outcome.variants += 1
        else:
            wanted = {"gtin": wish.gtin or found.gtin, "weight_g": found.weight_g if wish.weight_g is None else wish.weight_g}
            if any(getattr(found, name) != value for name, value in wanted.items()):
                Variant.objects.filter(pk=found.pk).update(**wanted)
                changed = True
        return self._options(found, wish) | self._price(found, wish) | changed

    def _options(self, variant: Variant, wish: WishedVariant) -> bool:
        wanted = {self._value(name, value).pk for name, value in wish.options}
        if not wanted or wanted == self.values.get(variant.pk, set()):
            return False
        links = Variant.values.through.objects
        links.filter(variant=variant).delete()
        links.bulk_create(Variant.values.through(variant=variant, optionvalue_id=value) for value in sorted(wanted))
        self.values[variant.pk] = wanted
        return True

    def _value(self, name: str, value: str) -> OptionValue:
        key = name.casefold()
        if key not in self.options:
            code = _code(name, 60)
            self.options[key] = self.options.get(code) or Option.objects.create(code=code, name_en=name)
            self.options[code] = self.options[key]
        known = self.option_values.setdefault(self.options[key].pk, {})
        if value.casefold() not in known:
            code = _code(value, 80)
            made = known.get(code) or OptionValue.objects.create(option=self.options[key], code=code, position=len(known), name_en=value)
            known[value.casefold()] = known[code] = made
        return known[value.casefold()]

    def _price(self, variant: Variant, wish: WishedVariant) -> bool:
        if wish.price is None or self.price_list is None:
            return False
        now = self.prices.get(variant.pk)
        amount, before = self._rounded(wish.price), self._rounded(wish.compare_at)
        if not wish.says_compare_at:
            before = now.compare_at if now else None
        if now and (now.amount, now.compare_at) == (amount, before):
            return False
        self.outcome.prices += 1
        if now is None or now.valid_from not in {None, today()}:  # none in force, or one that began earlier and stays as history
            begins = today() if now or (variant.pk, None) in self.of_day else None
            row = self.of_day.get((variant.pk, begins)) or Price(price_list=self.price_list, variant=variant, valid_from=begins)
            row.valid_to = None
        else:
            row = now
        row.amount, row.compare_at = amount, before
        (self.changed_prices if row.pk else self.new_prices).append(row)
        return True

    def _rounded(self, amount: Decimal | None) -> Any:
        return None if amount is None or self.price_list is None else rounded(amount, self.price_list.currency)

    # --- pictures ---
    def _pictures(self, product: Product, wishes: list[WishedPicture]) -> bool:
        if self.find_picture is None or not wishes:
            return False
        have = set(ProductMedia.objects.filter(product=product, picture__isnull=False).values_list("picture__file_hash", flat=True))
        added = False
        for wish in wishes:
            try:
                data = self.find_picture(wish.source)
                ending = images.file_ending(data) if data else ""
            except images.PictureRefused as refusal:
                self.fault(wish.line, "Image Src", str(refusal))
                continue
            if not data:
                self.outcome.notes.append(
                    _("Line %(line)s: there is no picture %(name)s.") % {"line": wish.line, "name": wish.source[-80:]}
                )
                continue
            mark = hashlib.sha1(data, usedforsecurity=False).hexdigest()
            if mark not in have and not self.outcome.faults:
                self._add_picture(product, wish, data, ending, mark)
                have.add(mark)
                added = True
        return added

    def _add_picture(self, product: Product, wish: WishedPicture, data: bytes, ending: str, mark: str) -> None:
        words = {column("alt", self.language): wish.alt}
        image = get_image_model()(
            title=product.name_en[:255], file=ImageFile(BytesIO(data), name=f"{product.code[:60]}-{mark[:8]}.{ending}"), **words
        )
        image.file_size, image.file_hash = len(data), mark
        image.save()
        self.saved.append(image.file)
        ProductMedia.objects.create(product=product, kind=MediaKind.PICTURE, picture=image, position=wish.position)
        self.outcome.pictures += 1

    def remove_files(self) -> None:
        """The database takes its rows back by itself; files do not go by themselves."""
        for file in self.saved:
            file.storage.delete(file.name)

    def finish(self) -> None:
        Price.objects.bulk_create(self.new_prices, batch_size=500)
        Price.objects.bulk_update(self.changed_prices, ["amount", "compare_at", "valid_to"], batch_size=500)
        for part in _parts(sorted(self.touched)):
            refresh_prices(part)
        if self.touched:
            search.queue_changes(Product, sorted(self.touched))
            catalogue_changed()


def _parts(things: list[Any], size: int = 500) -> list[list[Any]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def _free(model: Any, field_name: str, wanted: str) -> str:
    """The address, or the first of "address-2", "address-3", … that nothing has yet."""
    found, number = wanted, 1
    while model.objects.filter(**{field_name: found}).exists():
        number += 1
        found = f"{wanted}-{number}"
    return found


def _code(words: str, most: int) -> str:
    """A code for words in any script."""
    plain = slugify(words)[:most].strip("-")
    return plain or "x-" + hashlib.sha256(words.casefold().encode()).hexdigest()[:12]


def _names(thing: Any) -> dict[str, Any]:
    """The thing by its code and by its name in every language."""
    names = {thing.text_in("name", code).casefold() for code in AVAILABLE_LANGUAGES}
    return {name: thing for name in {thing.code, *names} if name}


def _by_every_name(rows: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in rows:
        for name, thing in _names(one).items():
            found.setdefault(name, thing)
    return found

"""The catalogue's nouns. Everything that carries a price exists once; its text has one column a language."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from stdnum import ean
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin
from wagtail.search import index

from catalog.products.enums import AttributeType, Lifecycle, LinkKind, MediaKind, ProductKind
from portal.core.clock import now, today
from portal.core.i18n import SlugQuerySet, TranslatedModel, TranslatedPreviewMixin, column, current_language, search_fields_for
from portal.core.translation_state import TranslationState
from portal.topics.models import Topic

IMAGE_MODEL = "pages.PortalImage"
UNPRICED = Decimal("9999999999.99")
"""Where a product without a price stands in an order by price: at the end."""


_CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Write the three capital letters of the currency, such as EUR."))
_NOT_NEGATIVE = MinValueValidator(0)


def check_gtin(value: str) -> None:
    """A validator: 8, 12, 13 or 14 digits with the right check digit."""
    if not ean.is_valid(value):
        raise ValidationError(_("%(value)s is no GTIN: its check digit or length is wrong."), params={"value": value})


class Category(TranslationState, TranslatedModel, index.Indexed):
    """A shelf of the catalogue; shelves stand in a tree."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, allow_unicode=True, null=True, unique=True)
    intro = models.TextField(_("introduction"), blank=True)
    picture = models.ForeignKey(IMAGE_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SlugQuerySet.as_manager()
    source_fields = ("name", "intro")
    search_fields: ClassVar[list[Any]] = search_fields_for("name")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("products:category", args=[self.slug_in(current_language())])

    def slug_in(self, language: str) -> str:
        """The address in `language`, or the default language's where there is none."""
        return self.text_in("slug", language) or self.text_in("slug", DEFAULT_LANGUAGE) or self.code


class Attribute(TranslatedModel, ClusterableModel):
    """A property products are described and compared by; `facet` offers it as a filter."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=8, choices=AttributeType)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    facet = models.BooleanField(_("offer as filter"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class AttributeChoice(TranslatedModel):
    """One of the values a choice attribute may take."""

    attribute = ParentalKey(Attribute, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["attribute", "code"], name="attribute_choice_once")]

    def __str__(self) -> str:
        return self.name


class Option(TranslatedModel, ClusterableModel):
    """What variants of a product differ in: colour, size."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class OptionValue(TranslatedModel):
    option = ParentalKey(Option, on_delete=models.CASCADE, related_name="values")
    code = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["option", "code"], name="option_value_once")]

    def __str__(self) -> str:
        return self.name


class Nothing(Func):
    """The empty text, written into the statement itself: a database finds an index on an expression only by its very words."""

    template = "''"
    arity = 0


def name_key(language: str) -> Lower:
    """What "by name" goes by in a language: the name there, else that in the default language, in small letters."""
    own = NullIf(column("name", language), Nothing(output_field=models.CharField()))
    return Lower(Coalesce(own, column("name", DEFAULT_LANGUAGE), output_field=models.CharField()))


class ProductQuerySet(SlugQuerySet):
    def visible_to(self, user: Any) -> "ProductQuerySet":
        """What may be seen: published products; drafts only in the editor's preview."""
        return self.filter(live=True)


class Product(
    TranslationState,
    TranslatedModel,
    TranslatedPreviewMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """Something the organisation offers, in one or more variants. One row for all languages."""

    code = models.SlugField(_("code"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ProductKind)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("category"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="products", verbose_name=_("topics"))
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    lifecycle = models.CharField(_("life cycle"), max_length=16, choices=Lifecycle, default=Lifecycle.ON_SALE)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    end_of_sale_on = models.DateField(_("end of sale"), null=True, blank=True)
    end_of_support_on = models.DateField(_("end of support"), null=True, blank=True)
    featured = models.BooleanField(_("featured"), default=False)
    created_at = models.DateTimeField(default=now, editable=False)
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=210, allow_unicode=True, null=True, unique=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = RichTextField(_("description"), blank=True)
    price_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, editable=False)
    """Lowest current price of the default list; kept by actions, for cards."""
    order_price = models.DecimalField(max_digits=12, decimal_places=2, default=UNPRICED, editable=False)
    """`price_from` for sorting: never null. Kept by actions."""
    listed_on = models.DateField(default=today, editable=False)
    """The day that "newest first" goes by: the release, else the day of entry."""
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="product")

    objects = ProductQuerySet.as_manager()
    source_fields = ("name", "summary", "body")
    search_fields: ClassVar[list[Any]] = [
        *search_fields_for("name", "summary"),
        *search_fields_for("name", field=index.AutocompleteField),
        index.SearchField("code"),
        *(index.FilterField(name) for name in ("kind", "category_id", "lifecycle", "live", "featured")),
    ]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["category", "live", "order_price", "id"], name="product_by_price"),
            models.Index(fields=["category", "live", "-listed_on", "-id"], name="product_newest"),
            models.Index(fields=["-listed_on", "-id"], condition=Q(featured=True, live=True), name="product_featured"),
            # A shelf above others asks for several categories at once: those read in order, and leave out what stands elsewhere.
            models.Index(fields=["-listed_on", "-id"], condition=Q(live=True), name="product_all_newest"),
            models.Index(fields=["order_price", "id"], condition=Q(live=True), name="product_all_by_price"),
            models.Index(
                Coalesce("price_from", Value(Decimal(-1)), output_field=models.DecimalField()).desc(),
                F("id").desc(),
                condition=Q(live=True),
                name="product_all_dearest",
            ),
            *(
                models.Index(F("category"), name_key(code), F("id"), condition=Q(live=True), name=f"product_by_name_{mark}")
                for code, mark in ((code, code.replace("-", "")) for code in AVAILABLE_LANGUAGES)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.listed_on = self.released_on or localdate(self.created_at)
        super().save(*args, **kwargs)

    @property
    def revisions(self) -> Any:
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> "Product":
        """A version out of the history, with today's prices: those have a life of their own."""
        taken = super().with_content_json(content)
        taken.price_from, taken.order_price = self.price_from, self.order_price
        return taken

    def get_absolute_url(self) -> str:
        return reverse("products:product", args=[self.slug_in(current_language())])

    def slug_in(self, language: str) -> str:
        """The address in `language`, or the default language's where there is none."""
        return self.text_in("slug", language) or self.text_in("slug", DEFAULT_LANGUAGE) or self.code

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "products/product.html"

    preview_context: ClassVar[Callable[[HttpRequest, "Product"], dict[str, Any]]]
    """What the product page shows of an unsaved product; set by hooks.py, since models know no page."""

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return type(self).preview_context(request, self)


class ProductAttribute(models.Model):
    """The value of one attribute for one product; exactly one of the value columns is used, by the attribute's type."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="values")
    text = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    choice = models.ForeignKey(AttributeChoice, on_delete=models.PROTECT, null=True, blank=True)
    truth = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "attribute"], name="product_attribute_once")]


class Variant(ClusterableModel):
    """What one can hold: a SKU with its options, barcode and weight."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=60, unique=True)
    gtin = models.CharField(_("GTIN"), max_length=14, null=True, blank=True, unique=True, validators=[check_gtin])
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(_("offered"), default=True)
    weight_g = models.PositiveIntegerField(_("weight in grams"), default=0)
    values = ParentalManyToManyField(OptionValue, blank=True, related_name="variants")

    class Meta:
        verbose_name = _("variant")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.sku


class PriceList(models.Model):
    """A set of prices in one currency, with or without tax, for a span of time. Exactly one is the default."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3, validators=[_CURRENCY])
    includes_tax = models.BooleanField(_("prices include tax"), default=True)
    tax_percent = models.DecimalField(_("tax in percent"), max_digits=5, decimal_places=2, default=0, validators=[_NOT_NEGATIVE])
    is_default = models.BooleanField(_("shown to visitors"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_default_price_list",
                violation_error_message=_("Another list is the default one."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name="price_list_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What a variant costs on a list, from a day on; the newest `valid_from` not after today counts.

    Not a part of the product's history in the editor: taking an old text back must not bring old prices back.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    amount = models.DecimalField(_("price"), max_digits=12, decimal_places=2, validators=[_NOT_NEGATIVE])
    compare_at = models.DecimalField(_("price before"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[_NOT_NEGATIVE])
    valid_from = models.DateField(_("valid from"), default=None, null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["price_list", "variant", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["price_list", "variant", "valid_from"], name="price_once_a_day"),
            models.UniqueConstraint(
                fields=["price_list", "variant"], condition=Q(valid_from__isnull=True), name="price_once_without_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(compare_at__isnull=True) | Q(compare_at__gte=0), name="price_before_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.variant} · {self.price_list}: {self.amount}"


class ProductMedia(models.Model):
    """A picture or a document of a product, in order."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=10, choices=MediaKind, default=MediaKind.PICTURE)
    picture = models.ForeignKey(IMAGE_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    variant_value = models.ForeignKey(OptionValue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(picture__isnull=False, document__isnull=True) | Q(picture__isnull=True, document__isnull=False),
                name="media_picture_or_document",
            )
        ]


class ProductLink(models.Model):
    """One product points to another: related, accessory, spare part, or what it replaces."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=LinkKind)
    to = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="links_to")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "to"], name="product_link_once"),
            models.CheckConstraint(condition=~Q(product=F("to")), name="product_link_to_another"),
        ]

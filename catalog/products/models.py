"""The catalogue's nouns. Everything that carries a price exists once; its text has one column a language."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin
from wagtail.search import index

from catalog.products.enums import AttributeType, Lifecycle, LinkKind, MediaKind, ProductKind
from portal.core.clock import now
from portal.core.i18n import SlugQuerySet, TranslatedModel, TranslatedPreviewMixin, column, current_language, search_fields_for
from portal.topics.models import Topic

IMAGE_MODEL = "pages.PortalImage"


class Category(TranslatedModel, index.Indexed):
    """A shelf of the catalogue; shelves stand in a tree."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, allow_unicode=True, null=True, unique=True)
    intro = models.TextField(_("introduction"), blank=True)
    picture = models.ForeignKey(IMAGE_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SlugQuerySet.as_manager()
    search_fields: ClassVar[list[Any]] = search_fields_for("name")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Attribute(TranslatedModel):
    """A property products are described and compared by; `facet` offers it as a filter."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=8, choices=AttributeType)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    facet = models.BooleanField(_("offer as filter"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("attribute")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class AttributeChoice(TranslatedModel):
    """One of the values a choice attribute may take."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(max_length=60)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["attribute", "code"], name="attribute_choice_once")]

    def __str__(self) -> str:
        return self.name


class Option(TranslatedModel):
    """What variants of a product differ in: colour, size."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)

    def __str__(self) -> str:
        return self.name


class OptionValue(TranslatedModel):
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="values")
    code = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["option", "code"], name="option_value_once")]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(SlugQuerySet):
    def visible_to(self, user: Any) -> "ProductQuerySet":
        """What may be seen: published products; drafts only in the editor's preview."""
        return self.filter(live=True)


class Product(TranslatedModel, TranslatedPreviewMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, ClusterableModel):
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
    """Lowest current price of the default list; kept by actions, for sorting and cards."""
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="product")

    objects = ProductQuerySet.as_manager()
    search_fields: ClassVar[list[Any]] = [*search_fields_for("name", "summary"), *search_fields_for("name", field=index.AutocompleteField), index.FilterField("kind"), index.FilterField("category_id")]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["category", "live", "price_from", "id"], name="product_by_price"),
            models.Index(fields=["category", "live", "-released_on", "-id"], name="product_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self) -> Any:
        return self._revisions

    def get_absolute_url(self) -> str:
        from django.urls import reverse  # noqa: PLC0415 - models load before the URL table

        return reverse("products:product", args=[getattr(self, column("slug", current_language())) or self.slug_en or self.code])


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
    gtin = models.CharField(_("GTIN"), max_length=14, null=True, blank=True, unique=True)
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
    currency = models.CharField(_("currency"), max_length=3)
    includes_tax = models.BooleanField(_("prices include tax"), default=True)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    is_default = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("price list")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_price_list"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name="price_list_span"),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What a variant costs on a list, from a day on; the newest `valid_from` not after today counts."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    variant = ParentalKey(Variant, on_delete=models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    compare_at = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(default=None, null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("price")
        constraints = [
            models.UniqueConstraint(fields=["price_list", "variant", "valid_from"], nulls_distinct=False, name="price_once_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
        ]


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
                condition=Q(picture__isnull=False, document__isnull=True) | Q(picture__isnull=True, document__isnull=False), name="media_picture_or_document"
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

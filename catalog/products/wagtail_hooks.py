"""The catalogue in the editor: products with a tab for each language, shelves, attributes, options, price lists, prices."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.settings import AVAILABLE_LANGUAGES
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from catalog.products import actions
from catalog.products.forms import PriceForm
from catalog.products.models import Attribute, Category, Option, Price, PriceList, Product
from portal.core.i18n import column, language_panel, translated_interface
from portal.core.translation_report import STALE

_NAMES = [column("name", code) for code in AVAILABLE_LANGUAGES]


def _panels(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


def _named(*more: str) -> list[FieldPanel]:
    return [*_panels(*more), *(language_panel("name", code) for code in AVAILABLE_LANGUAGES)]


def _product_interface() -> TabbedInterface:
    common = [
        MultiFieldPanel(_panels("code", "kind", "category", "brand", "featured", "topics"), heading=_("What it is")),
        MultiFieldPanel(_panels("lifecycle", "released_on", "end_of_sale_on", "end_of_support_on"), heading=_("Life cycle")),
    ]
    whole = translated_interface(common, ["name", "slug", "summary", "body"], required=("name",), heading=_("General"))
    details = ObjectList(
        [
            InlinePanel(
                "variants",
                panels=_panels("sku", "gtin", "weight_g", "active", "position", "values"),
                heading=_("Variants"),
                label=_("Variant"),
            ),
            InlinePanel(
                "attributes", panels=_panels("attribute", "choice", "number", "text", "truth"), heading=_("Facts"), label=_("Fact")
            ),
        ],
        heading=_("Variants and facts"),
    )
    around = ObjectList(
        [
            InlinePanel(
                "media",
                panels=_panels("kind", "picture", "document", "variant_value", "language", "position"),
                heading=_("Pictures and manuals"),
                label=_("File"),
            ),
            InlinePanel("links", panels=_panels("kind", "to", "position"), heading=_("Linked products"), label=_("Link")),
        ],
        heading=_("Pictures and links"),
    )
    return TabbedInterface([whole.children[0], details, around, *whole.children[1:]])


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    list_display = ["name", "code", "category", "kind", "lifecycle", "price_from", STALE]
    list_filter = ["category", "kind", "lifecycle", "featured", "live", "is_stale_somewhere"]
    list_export = ["code", *_NAMES, "category", "kind", "brand", "lifecycle", "released_on", "price_from", "live"]
    list_per_page = 50
    ordering = ["-listed_on", "-pk"]
    inspect_view_enabled = True
    inspect_view_fields = ["code", "kind", "category", "brand", "lifecycle", "released_on", "end_of_sale_on", "price_from", *_NAMES]
    copy_view_enabled = False
    edit_handler = _product_interface()

    def get_queryset(self, request: HttpRequest) -> Any:
        return Product.objects.select_related("category")


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "code", "parent", "position", STALE]
    list_filter = ["parent"]
    list_export = ["code", *_NAMES, "position"]
    edit_handler = translated_interface(
        _panels("code", "parent", "position", "picture"), ["name", "slug", "intro"], required=("name",), heading=_("General")
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Category.objects.select_related("parent")


class AttributeViewSet(SnippetViewSet):
    model = Attribute
    icon = "list-ul"
    list_display = ["name", "code", "type", "unit", "facet", "position"]
    list_filter = ["type", "facet"]
    list_export = ["code", *_NAMES, "type", "unit", "facet"]
    edit_handler = ObjectList(
        [
            *_named("code", "type", "unit", "facet", "position"),
            InlinePanel("choices", panels=_named("code", "position"), heading=_("Choices")),
        ]
    )


class OptionViewSet(SnippetViewSet):
    model = Option
    icon = "radio-full"
    list_display = ["name", "code"]
    list_export = ["code", *_NAMES]
    edit_handler = ObjectList([*_named("code"), InlinePanel("values", panels=_named("code", "position"), heading=_("Values"))])


class PriceListViewSet(SnippetViewSet):
    model = PriceList
    icon = "doc-full"
    list_display = ["name", "code", "currency", "includes_tax", "tax_percent", "is_default"]
    panels = _panels("code", "name", "currency", "includes_tax", "tax_percent", "is_default", "valid_from", "valid_to")


class PriceViewSet(SnippetViewSet):
    model = Price
    icon = "decimal"
    list_display = ["variant", "price_list", "amount", "compare_at", "valid_from", "valid_to"]
    list_filter = ["price_list"]
    search_fields = ["variant__sku"]
    list_per_page = 50
    list_export = ["variant.sku", "price_list.code", "amount", "compare_at", "valid_from", "valid_to"]
    edit_handler = ObjectList(_panels("price_list", "variant", "amount", "compare_at", "valid_from", "valid_to"), base_form_class=PriceForm)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Price.objects.select_related("variant", "price_list")


class CatalogueGroup(SnippetViewSetGroup):
    items = (ProductViewSet, CategoryViewSet, AttributeViewSet, OptionViewSet, PriceListViewSet, PriceViewSet)
    menu_label = _("Catalogue")
    menu_icon = "tag"
    menu_order = 150


register_snippet(CatalogueGroup)
_OWN = tuple(viewset.model for viewset in CatalogueGroup.items)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def show_the_change(request: HttpRequest, instance: Any) -> None:
    """What is saved in the editor is seen at once by visitors."""
    if isinstance(instance, _OWN):
        actions.catalogue_changed()
    if isinstance(instance, PriceList):
        actions.refresh_all_prices()


@hooks.register("after_delete_snippet")
def show_the_gap(request: HttpRequest, instances: Any) -> None:
    models = {type(one) for one in instances}
    if models & set(_OWN):
        actions.catalogue_changed()
    if models & {Price, PriceList}:
        actions.refresh_all_prices()


class _ProductBulkAction(SnippetBulkAction):
    """Show or hide many products at once, each through its action."""

    models = [Product]
    template_name = "products/admin/confirm_bulk.html"
    question: Any = ""

    def check_perm(self, snippet: Product) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "publish", snippet)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question=self.question, action_name=self.display_name, **kwargs)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%(number)s product was changed.", "%(number)s products were changed.", num_parent_objects) % {
            "number": num_parent_objects
        }


@hooks.register("register_bulk_action")
class PublishProducts(_ProductBulkAction):
    display_name = _("Publish")
    aria_label = _("Publish the chosen products")
    action_type = "publish"
    action_priority = 10
    question = _("These products will be visible to everybody:")

    @classmethod
    def execute_action(cls, objects: list[Product], user: Any = None, **kwargs: Any) -> tuple[int, int]:  # noqa: ARG003 - Wagtail's signature
        for product in objects:
            actions.publish_product(product, by=user)
        return len(objects), 0


@hooks.register("register_bulk_action")
class UnpublishProducts(_ProductBulkAction):
    display_name = _("Take off")
    aria_label = _("Take the chosen products off the site")
    action_type = "unpublish"
    action_priority = 20
    question = _("These products will be hidden from everybody but editors:")

    @classmethod
    def execute_action(cls, objects: list[Product], user: Any = None, **kwargs: Any) -> tuple[int, int]:  # noqa: ARG003 - Wagtail's signature
        for product in objects:
            actions.unpublish_product(product, by=user)
        return len(objects), 0

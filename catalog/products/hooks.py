"""What the catalogue adds elsewhere: menu, rights, the preview of a product."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.products import pages
from catalog.products.models import Category, Product
from portal.accounts.roles import Role, grant
from portal.core import menus, translation_state

menus.main.add("shop", menus.Entry(_("Catalogue"), "products:home", order=20, icon="shopping-bag"))
translation_state.tracked.add("products.Category", Category)
translation_state.tracked.add("products.Product", Product)

_EDITED = ("product", "category", "attribute", "attributechoice", "option", "optionvalue")
_PRICED = ("pricelist", "price")


def _rights(models: tuple[str, ...], *verbs: str) -> list[str]:
    return [f"products.{verb}_{model}" for model in models for verb in verbs]


_editor = [*_rights(_EDITED + _PRICED, "add", "change", "delete", "view"), *_rights(("product",), "publish", "lock", "unlock")]
grant("products", Role.EDITOR, _editor)
grant("products", Role.ADMINISTRATOR, _editor)
grant(
    "products",
    Role.MARKETER,
    [*_rights(_EDITED, "view"), *_rights(("product",), "change", "publish"), *_rights(_PRICED, "add", "change", "view")],
)


def _preview(request: HttpRequest, product: Product) -> dict[str, Any]:
    return {"request": request, **pages.product(request, product, preview=True)}


Product.preview_context = staticmethod(_preview)

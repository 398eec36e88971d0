"""What the catalogue adds elsewhere: menu, rights, the preview of a product."""

from datetime import time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.products import importing, pages, tasks
from catalog.products.models import Category, Product
from portal.accounts.roles import Role, grant
from portal.core import menus, translation_state
from portal.core.schedules import Schedule, schedules
from portal.imports.importers import importers
from portal.search import kinds

menus.main.add("shop", menus.Entry(_("Catalogue"), "products:home", order=20, icon="shopping-bag"))
kinds.add("product", kinds.Kind(_("Products"), order=10, icon="package"))
schedules.add("products.prices", Schedule(tasks.refresh_prices_of_the_day, at=time(0, 5), label=_("Bring prices up to the new day")))
importers.add("products", importing.ProductImporter())
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
    return {"request": request, **pages.preview(request, product)}


Product.preview_context = staticmethod(_preview)

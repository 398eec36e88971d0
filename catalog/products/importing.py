"""Products as a list at the desk: the columns of the usual shop export, several lines a product."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.products.actions import import_products
from catalog.products.actions.undoing import pictured, take_back_product
from catalog.products.imports import mapping
from portal.accounts.roles import Role
from portal.core.text import clean_line
from portal.imports.enums import RowState
from portal.imports.importers import Field, Given, Importer, Result, TakenBack
from portal.imports.reading import Row, Sheet

_COLUMNS = {
    "handle": mapping.HANDLE, "title": mapping.TITLE, "body": mapping.BODY, "vendor": mapping.VENDOR, "type": mapping.TYPE,
    "tags": mapping.TAGS, "status": mapping.STATUS, "sku": mapping.SKU, "price": mapping.PRICE, "compare_at": mapping.COMPARE,
    "barcode": mapping.BARCODE, "grams": mapping.GRAMS,
    **{f"option{n}_name": names[0] for n, names in enumerate(mapping.OPTIONS, 1)},
    **{f"option{n}_value": names[1] for n, names in enumerate(mapping.OPTIONS, 1)},
}  # fmt: skip
_SLUGS = {title: slug for slug, title in _COLUMNS.items()}


class ProductImporter(Importer):
    """Lines with the same handle are one product; pictures are brought in by the command, which may fetch them."""

    slug = "products"
    label = _("Products")
    icon = "package"
    roles = (Role.EDITOR, Role.ADMINISTRATOR)
    together = "handle"
    explanation = _("Several lines with the same handle are one product with its variants. What the list leaves out stays as it is.")
    fields = (
        Field("handle", _("Handle"), (mapping.HANDLE, "code", "Kürzel", "الرمز", "代號"), required=True),
        Field("title", _("Name"), (mapping.TITLE, "name", "Bezeichnung", "الاسم", "名稱"), help=_("Needed on a product's first line.")),
        Field("body", _("Description"), (mapping.BODY, "description", "Beschreibung", "الوصف", "說明")),
        Field("vendor", _("Brand"), (mapping.VENDOR, "brand", "Marke", "Hersteller", "العلامة", "品牌")),
        Field("type", _("Category"), (mapping.TYPE, "category", "Kategorie", "الفئة", "分類")),
        Field("tags", _("Topics"), (mapping.TAGS, "Schlagworte", "الوسوم", "標籤")),
        Field("status", _("State"), (mapping.STATUS, "Zustand", "الحالة", "狀態")),
        Field("sku", _("SKU"), (mapping.SKU, "SKU", "Artikelnummer", "رقم الصنف", "貨號")),
        Field("price", _("Price"), (mapping.PRICE, "price", "Preis", "السعر", "價格")),
        Field("compare_at", _("Price before"), (mapping.COMPARE, "Preis vorher", "السعر السابق", "原價")),
        Field("barcode", _("GTIN"), (mapping.BARCODE, "EAN", "Barcode", "الباركود", "條碼")),
        Field("grams", _("Weight in grams"), (mapping.GRAMS, "Gewicht in Gramm", "الوزن بالغرام", "重量（公克）")),
        Field("option1_name", _("First option"), (mapping.OPTIONS[0][0],), help=_("What differs between variants, such as colour.")),
        Field("option1_value", _("Value of the first option"), (mapping.OPTIONS[0][1],)),
        Field("option2_name", _("Second option"), (mapping.OPTIONS[1][0],)),
        Field("option2_value", _("Value of the second option"), (mapping.OPTIONS[1][1],)),
        Field("option3_name", _("Third option"), (mapping.OPTIONS[2][0],)),
        Field("option3_value", _("Value of the third option"), (mapping.OPTIONS[2][1],)),
    )

    def write(self, rows: Sequence[Given], *, by: Any, language: str, source: Any) -> list[Result]:
        """Products with a fault are left out; the others are written together."""
        codes = [mapping.code_of(row.values.get("handle", "")) for row in rows]
        faults = self._faults(rows, language)
        bad = {code for code, row in zip(codes, rows, strict=True) if row.line in faults}
        good = [row for code, row in zip(codes, rows, strict=True) if code not in bad]
        before = pictured(set(codes))
        wishes = mapping.understand(_sheet(good))
        if good:
            import_products(wishes, by=by, language=language)
        after = pictured(set(codes))
        seen: set[str] = set()
        return [self._result(row, code, bad, faults, before, after, seen) for code, row in zip(codes, rows, strict=True)]

    def _faults(self, rows: Sequence[Given], language: str) -> dict[int, list[tuple[str, str]]]:
        outcome = import_products(mapping.understand(_sheet(rows)), language=language, dry_run=True)
        found: dict[int, list[tuple[str, str]]] = {}
        for fault in outcome.faults:
            found.setdefault(fault.line, []).append((_SLUGS.get(fault.column, fault.column), fault.reason))
        return found

    def _result(
        self, row: Given, code: str, bad: set[str], faults: dict[int, list[tuple[str, str]]], before: dict[str, Any], after: dict[str, Any],
        seen: set[str],
    ) -> Result:  # fmt: skip
        """The first line of a product tells of it; its other lines belong to it and count as they were."""
        label = clean_line(row.values.get("title", "")) or code
        if code in bad:
            other = [("handle", str(_("Another line of this product has a fault.")))]
            return Result(RowState.ERROR, label=label, faults=faults.get(row.line, other))
        if code in seen:
            return Result(RowState.SAME, label=label)
        seen.add(code)
        was, became = before.get(code, {}), after.get(code, {})
        state = RowState.NEW if not was else RowState.SAME if was == became else RowState.CHANGED
        return Result(state, label=label, about=f"products.product:{code}", before=was, after=became)

    def take_back(self, row: Any, *, by: Any) -> TakenBack:
        note = take_back_product(row.about.partition(":")[2], before=row.before, after=row.after, by=by)
        return TakenBack(done=not note, note=note)


def _sheet(rows: Sequence[Given]) -> Sheet:
    columns = list(dict.fromkeys(_COLUMNS[slug] for row in rows for slug in row.values))
    return Sheet(columns, [Row(row.line, {_COLUMNS[slug]: value for slug, value in row.values.items()}) for row in rows])

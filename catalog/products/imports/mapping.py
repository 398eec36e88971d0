"""Turns rows of the usual shop export (several rows a product) into wishes: what each product should be. Writes nothing."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.text import slugify
from django.utils.translation import gettext as _
from stdnum import ean

from catalog.products.enums import ProductKind
from portal.core.markdown import clean_html
from portal.core.text import clean_line, clean_text
from portal.imports.reading import Row, Sheet

HANDLE, TITLE, BODY, VENDOR, TYPE, TAGS, STATUS, PUBLISHED = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Status",
    "Published",
)
SKU, PRICE, COMPARE, BARCODE, GRAMS = "Variant SKU", "Variant Price", "Variant Compare At Price", "Variant Barcode", "Variant Grams"
IMAGE, POSITION, ALT = "Image Src", "Image Position", "Image Alt Text"
OPTIONS = [(f"Option{n} Name", f"Option{n} Value") for n in (1, 2, 3)]
KNOWN = {
    HANDLE,
    TITLE,
    BODY,
    VENDOR,
    TYPE,
    TAGS,
    STATUS,
    PUBLISHED,
    SKU,
    PRICE,
    COMPARE,
    BARCODE,
    GRAMS,
    IMAGE,
    POSITION,
    ALT,
    *(n for pair in OPTIONS for n in pair),
}
NEEDED = (HANDLE, TITLE)
MOST_AMOUNT = 9_999_999_999
MOST_GRAMS = 2_000_000_000
KINDS = {
    "spare": ProductKind.PART,
    "part": ProductKind.PART,
    "ersatzteil": ProductKind.PART,
    "digital": ProductKind.DIGITAL,
    "download": ProductKind.DIGITAL,
    "e-book": ProductKind.DIGITAL,
    "course": ProductKind.DIGITAL,
    "service": ProductKind.SERVICE,
    "subscription": ProductKind.SUBSCRIPTION,
    "machine": ProductKind.SERIAL,
    "grinder": ProductKind.SERIAL,
}


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken, for the person who has the list before him."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.column}: " if self.column else ""
        return _("Line %(line)s: %(what)s") % {"line": self.line, "what": where + self.reason}


@dataclass
class WishedVariant:
    line: int
    sku: str
    options: list[tuple[str, str]]
    price: Decimal | None = None
    compare_at: Decimal | None = None
    says_compare_at: bool = True
    """Whether the list has this column at all: an empty cell takes the price before away, a missing column leaves it."""
    gtin: str | None = None
    weight_g: int | None = None


@dataclass(frozen=True)
class WishedPicture:
    line: int
    source: str
    position: int
    alt: str


@dataclass
class WishedProduct:
    """None stands for "the list does not say": such a value is left as it is."""

    line: int
    code: str
    title: str
    body: str | None = None
    brand: str | None = None
    type: str | None = None
    tags: list[str] | None = None
    live: bool | None = None
    option_names: list[str] = field(default_factory=list)
    variants: list[WishedVariant] = field(default_factory=list)
    pictures: list[WishedPicture] = field(default_factory=list)


@dataclass
class Wishes:
    products: list[WishedProduct]
    faults: list[Fault]
    ignored: list[str]


def code_of(handle: str) -> str:
    """The product's code as its handle says it."""
    return slugify(clean_line(handle))


def understand(sheet: Sheet) -> Wishes:
    """Everything the sheet asks for, every fault in it, and the columns nobody here knows."""
    titles = {title.casefold(): title for title in KNOWN}
    seen: dict[str, str] = {}
    ignored = []
    for title in sheet.columns:
        known = titles.get(clean_line(title).casefold())
        if known and known not in seen.values():
            seen[title] = known
        elif title:
            ignored.append(clean_line(title)[:80])
    faults = [Fault(1, name, _("This column is missing.")) for name in NEEDED if name not in seen.values()]
    if faults:
        return Wishes([], faults, ignored)
    reader = _Reader(set(seen.values()))
    for row in sheet.rows:
        reader.take(row.line, {seen[title]: value for title, value in row.cells.items() if title in seen})
    return Wishes(list(reader.products.values()), reader.finish(), ignored)


class _Reader:
    """Collects the rows of each product; a row without a title belongs to the product its handle names."""

    def __init__(self, columns: set[str]) -> None:
        self.columns = columns
        self.products: dict[str, WishedProduct] = {}
        self.faults: list[Fault] = []
        self.skus: dict[str, int] = {}
        self.gtins: dict[str, tuple[int, str]] = {}

    def fault(self, line: int, column: str, reason: str) -> None:
        self.faults.append(Fault(line, column, reason))

    def take(self, line: int, cells: dict[str, str]) -> None:
        code = code_of(cells.get(HANDLE, ""))
        if not code or len(code) > 120:
            self.fault(line, HANDLE, _("A handle of letters, digits and hyphens is needed, 120 at most."))
            return
        product = self.products.get(code)
        if product is None:
            product = self._product(line, code, cells)
            if product is None:
                return
            self.products[code] = product
        self._variant(line, product, cells)
        self._picture(line, product, cells)

    def _product(self, line: int, code: str, cells: dict[str, str]) -> WishedProduct | None:
        title = clean_line(cells.get(TITLE, ""))
        if not title or len(title) > 200:
            self.fault(line, TITLE, _("The first row of a product needs a title of 200 characters at most."))
            return None
        wish = WishedProduct(line, code, title)
        wish.body = clean_html(clean_text(cells[BODY])).strip() if BODY in cells else None
        wish.brand = self._short(line, VENDOR, cells, 120)
        wish.type = self._short(line, TYPE, cells, 100)
        if TAGS in cells:
            wish.tags = [tag for tag in (clean_line(part) for part in cells[TAGS].split(",")) if tag][:50]
        wish.live = self._live(line, cells)
        wish.option_names = [name for name, _value in ((clean_line(cells.get(n, ""))[:120], v) for n, v in OPTIONS)]
        return wish

    def _short(self, line: int, column: str, cells: dict[str, str], most: int) -> str | None:
        if column not in cells:
            return None
        value = clean_line(cells[column])
        if len(value) > most:
            self.fault(line, column, _("This is longer than %(number)s characters.") % {"number": most})
        return value[:most]

    def _live(self, line: int, cells: dict[str, str]) -> bool | None:
        status = clean_line(cells.get(STATUS, "")).casefold()
        if status in {"active", "draft", "archived"}:
            return status == "active"
        if status:
            self.fault(line, STATUS, _("Write active, draft or archived."))
        published = clean_line(cells.get(PUBLISHED, "")).casefold()
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(published)

    def _variant(self, line: int, product: WishedProduct, cells: dict[str, str]) -> None:
        values = [clean_line(cells.get(value, "")) for _name, value in OPTIONS]
        sku = clean_line(cells.get(SKU, "").lstrip("'"))
        if not sku and not any(values) and not cells.get(PRICE, "").strip():
            return
        options = self._options(line, product, values)
        sku = sku or "-".join([product.code, *(slugify(value) for _name, value in options)]).upper()
        if len(sku) > 60 or not sku:
            self.fault(line, SKU, _("An article number has 60 characters at most."))
            return
        if sku in self.skus:
            self.fault(line, SKU, _("%(sku)s stands on line %(other)s already.") % {"sku": sku, "other": self.skus[sku]})
            return
        self.skus[sku] = line
        wish = WishedVariant(line, sku, options, says_compare_at=COMPARE in self.columns)
        wish.price, wish.compare_at = self._amount(line, PRICE, cells), self._amount(line, COMPARE, cells)
        wish.gtin = self._gtin(line, sku, cells)
        wish.weight_g = self._grams(line, cells)
        product.variants.append(wish)

    def _options(self, line: int, product: WishedProduct, values: list[str]) -> list[tuple[str, str]]:
        pairs = []
        for place, value in enumerate(values):
            if not value or (value == "Default Title" and product.option_names[place] in {"", "Title"}):
                continue
            name = product.option_names[place]
            if not name:
                self.fault(line, OPTIONS[place][0], _("The option has a value but no name."))
            elif not slugify(value, allow_unicode=True) or len(value) > 120:
                self.fault(line, OPTIONS[place][1], _("This is no name of an option's value."))
            else:
                pairs.append((name, value))
        return pairs

    def _amount(self, line: int, column: str, cells: dict[str, str]) -> Decimal | None:
        raw = clean_line(cells.get(column, "").lstrip("'"))
        if not raw:
            return None
        number = read_amount(raw)
        if number is None or not 0 <= number < MOST_AMOUNT:
            self.fault(line, column, _("%(value)s is no price.") % {"value": raw[:40]})
            return None
        return number

    def _gtin(self, line: int, sku: str, cells: dict[str, str]) -> str | None:
        raw = re.sub(r"[\s'-]", "", clean_line(cells.get(BARCODE, "")))
        if not raw:
            return None
        if not raw.isascii() or not ean.is_valid(raw):
            self.fault(line, BARCODE, _("%(value)s is no GTIN: its check digit or length is wrong.") % {"value": raw[:40]})
            return None
        if raw in self.gtins:
            self.fault(line, BARCODE, _("%(value)s stands on line %(other)s already.") % {"value": raw, "other": self.gtins[raw][0]})
        self.gtins[raw] = (line, sku)
        return raw

    def _grams(self, line: int, cells: dict[str, str]) -> int | None:
        raw = clean_line(cells.get(GRAMS, ""))
        if not raw:
            return None
        number = read_amount(raw)
        if number is None or not 0 <= number <= MOST_GRAMS:
            self.fault(line, GRAMS, _("%(value)s is no weight in grams.") % {"value": raw[:40]})
            return None
        return int(number)

    def _picture(self, line: int, product: WishedProduct, cells: dict[str, str]) -> None:
        source = clean_line(cells.get(IMAGE, ""))
        if not source or any(one.source == source for one in product.pictures):
            return
        if len(source) > 2000:
            self.fault(line, IMAGE, _("This address is too long."))
            return
        place = clean_line(cells.get(POSITION, ""))
        position = int(place) if place.isascii() and place.isdigit() and len(place) < 6 else len(product.pictures) + 1
        product.pictures.append(WishedPicture(line, source, position, clean_line(cells.get(ALT, ""))[:250]))

    def finish(self) -> list[Fault]:
        for product in self.products.values():
            if not product.variants:
                self.fault(product.line, SKU, _("The product has no row with a variant."))
            product.pictures.sort(key=lambda one: one.position)
        return sorted(self.faults, key=lambda one: one.line)


def read_amount(raw: str) -> Decimal | None:
    """'1,290.00', '1.290,00', '1290' and '12,5' as numbers; None for anything else, such as formulas and 'NaN'."""
    text = raw.replace("\u00a0", "").replace(" ", "").replace("'", "")[:40]
    if not re.fullmatch(r"[0-9][0-9.,]*", text):
        return None
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0:
        whole, rest = text[:last], text[last + 1 :]
        thousands = len(rest) == 3 and (text.count(text[last]) > 1 or (text[last] == "," and "." not in text))
        text = re.sub(r"[.,]", "", text) if thousands else re.sub(r"[.,]", "", whole) + "." + rest
    try:
        return Decimal(text).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None


__all__ = ["Fault", "Row", "WishedPicture", "WishedProduct", "WishedVariant", "Wishes", "understand"]

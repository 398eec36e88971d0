"""Product lists from elsewhere: all or nothing, repeatable, and no file can do harm."""

import io
import socket
import threading
import zipfile
from datetime import timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from catalog.products import actions
from catalog.products.enums import ProductKind
from catalog.products.imports import images, mapping
from catalog.products.models import Category, Option, Price, Product, ProductMedia, Variant
from portal.core.clock import today
from portal.imports import reading
from tests.factories import products as make

pytestmark = pytest.mark.django_db

HEAD = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Price,Variant Barcode,Image Src,Status,Cost per item"
KETTLE = (
    'heron,Heron kettle,"<p onclick=""x()"">Pours <b>thin</b></p><script>alert(1)</script>",Calder & Finch,Kettles,water,true,Colour,Steel,H-ST,900,89.00,4012345001037,https://x.example/heron.jpg,active,40',
    "heron,,,,,,,,Copper,H-CU,910,\"1,099.00\",,,,",
)


def listed(*lines: str) -> reading.Sheet:
    return reading.read_bytes("\n".join([HEAD, *lines]).encode())


def run(*lines: str, **options):
    return actions.import_products(mapping.understand(listed(*lines)), **options)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Product, Variant, Price, Category, Option, ProductMedia))


def test_several_rows_make_one_product_with_its_variants():
    make.price_list()
    outcome = run(*KETTLE)
    assert (outcome.created, outcome.variants, outcome.prices, outcome.faults) == (1, 2, 2, [])
    kettle = Product.objects.get(code="heron")
    assert (kettle.name_en, kettle.brand, kettle.live, kettle.kind) == ("Heron kettle", "Calder & Finch", True, ProductKind.CONSUMABLE)
    assert kettle.category.name_en == "Kettles"
    assert [(v.sku, v.gtin, v.weight_g, [x.name_en for x in v.values.all()]) for v in kettle.variants.order_by("position")] == [
        ("H-ST", "4012345001037", 900, ["Steel"]),
        ("H-CU", None, 910, ["Copper"]),
    ]
    assert kettle.price_from == Decimal("89.00")
    assert Price.objects.get(variant__sku="H-CU").amount == Decimal("1099.00")


def test_html_is_cleaned():
    run(*KETTLE)
    body = Product.objects.get(code="heron").body_en
    assert "script" not in body
    assert "onclick" not in body
    assert "thin" in body


def test_the_second_run_changes_nothing():
    make.price_list()
    run(*KETTLE)
    before = list(Product.objects.values()), list(Price.objects.values()), counted()
    outcome = run(*KETTLE)
    assert (outcome.created, outcome.changed, outcome.unchanged, outcome.prices, outcome.variants) == (0, 0, 1, 0, 0)
    assert (list(Product.objects.values()), list(Price.objects.values()), counted()) == before


def test_a_changed_price_is_the_only_change():
    make.price_list()
    run(*KETTLE)
    outcome = run(KETTLE[0].replace("89.00", "79.50"), KETTLE[1])
    assert (outcome.changed, outcome.prices) == (1, 1)
    assert Product.objects.get(code="heron").price_from == Decimal("79.50")


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    make.price_list()
    before = counted()
    outcome = run(*KETTLE, dry_run=True)
    assert (outcome.created, outcome.variants) == (1, 2)
    assert counted() == before


def test_one_bad_line_and_nothing_at_all_is_written():
    make.price_list()
    before = counted()
    outcome = run(*KETTLE, "wren,Wren,,,,,,,,W-1,,=1+1,,,active,", "tara,Tara,,,,,,,,T-1,,10,4012345001030,,active,", "finch,,,,,,,,,F-1,,10,,,,")
    assert [(f.line, f.column) for f in outcome.faults] == [(4, "Variant Price"), (5, "Variant Barcode"), (6, "Title")]
    assert str(outcome.faults[0]) == "Line 4: Variant Price: =1+1 is no price."
    assert counted() == before


def test_an_article_number_of_another_product_is_refused():
    make.variant(make.product("old"), sku="H-ST")
    outcome = run(*KETTLE)
    assert [(f.line, f.column) for f in outcome.faults] == [(2, "Variant SKU")]
    assert not Product.objects.filter(code="heron").exists()


def test_a_gtin_of_another_article_is_refused_before_the_database_does():
    make.variant(make.product("old"), sku="OLD", gtin="4012345001037")
    assert [f.column for f in run(*KETTLE).faults] == ["Variant Barcode"]


def test_the_same_number_twice_in_a_list_is_refused():
    assert [(f.line, f.column) for f in run(*KETTLE, KETTLE[1]).faults] == [(4, "Variant SKU")]


def test_an_unpublished_draft_is_not_overrun():
    run(*KETTLE)
    Product.objects.update(has_unpublished_changes=True)
    outcome = run(KETTLE[0].replace("Heron kettle", "Other"), KETTLE[1])
    assert len(outcome.faults) == 1
    assert Product.objects.get().name_en == "Heron kettle"


def test_another_language_is_added_to_products_that_exist():
    assert [f.column for f in run(*KETTLE, language="de").faults] == ["Handle"]
    run(*KETTLE)
    run(KETTLE[0].replace("Heron kettle", "Kessel Heron"), KETTLE[1], language="de")
    kettle = Product.objects.get()
    assert (kettle.name_en, kettle.name_de, kettle.slug_de) == ("Heron kettle", "Kessel Heron", "heron")


def test_unknown_columns_and_tags_are_named():
    notes = run(*KETTLE).notes
    assert notes == ["The column “Cost per item” is not used.", "No topic is called “water”; the tag is not used."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_every_usual_encoding_is_read(encoding):
    sheet = reading.read_bytes("Handle;Title\nmuehle;Mühle für Kaffee\n".encode(encoding))
    assert [row.cells for row in sheet.rows] == [{"Handle": "muehle", "Title": "Mühle für Kaffee"}]


def test_a_spreadsheet_says_the_same_as_its_csv():
    book = Workbook()
    for line in (["Title", "Handle", "Variant Price", "Variant Barcode", "Variant SKU"], ["Heron", "heron", 89.5, 4012345001037, "H-1"]):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    wishes = mapping.understand(reading.read_bytes(file.getvalue()))
    assert wishes.faults == []
    assert [(v.sku, v.price, v.gtin) for v in wishes.products[0].variants] == [("H-1", Decimal("89.50"), "4012345001037")]


@pytest.mark.slow
def test_a_spreadsheet_whose_next_row_is_the_billionth_is_refused():
    book, packed = Workbook(), io.BytesIO()
    book.active.append(["Handle", "Title"])
    book.active.append(["heron", "Heron"])
    book.save(packed)
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(out, "w") as far:
        for name in parts.namelist():
            far.writestr(name, parts.read(name).replace(b'<row r="2"', b'<row r="1000000000"'))
    with pytest.raises(reading.UnreadableFile):
        reading.read_bytes(out.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_opened():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 2**20))
    with pytest.raises(reading.UnreadableFile, match="unpack"):
        reading.read_bytes(file.getvalue())


@pytest.mark.parametrize("data", [b"", b"  \n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"])
def test_what_is_no_list_is_refused_in_words(data):
    with pytest.raises(reading.UnreadableFile):
        reading.read_bytes(data)


def test_columns_that_are_needed_are_asked_for():
    outcome = actions.import_products(mapping.understand(reading.read_bytes(b"Name,Price\nA,1\n")))
    assert [str(f) for f in outcome.faults] == ["Line 1: Handle: This column is missing.", "Line 1: Title: This column is missing."]


def photograph(path, size=(40, 30)):
    Image.new("RGB", size, "brown").save(path)


def test_pictures_come_from_the_folder_once(tmp_path):
    photograph(tmp_path / "heron.jpg")
    assert run(*KETTLE).pictures == 0
    assert run(*KETTLE, find_picture=images.from_folder(tmp_path)).pictures == 1
    again = run(*KETTLE, find_picture=images.from_folder(tmp_path))
    assert (again.pictures, again.unchanged) == (0, 1)
    assert ProductMedia.objects.get().picture.width == 40


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path):
    head = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (30_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    import zlib

    head += zlib.crc32(head[12:]).to_bytes(4, "big")
    (tmp_path / "heron.jpg").write_bytes(head)
    outcome = run(*KETTLE, find_picture=images.from_folder(tmp_path))
    assert [(f.line, f.column) for f in outcome.faults] == [(2, "Image Src")]
    assert not Product.objects.exists()


@pytest.mark.parametrize("source", ["../secret.jpg", "https://x.example/../../secret.jpg", "%2e%2e/secret.jpg", ".."])
def test_no_picture_comes_from_outside_the_folder(tmp_path, source):
    photograph(tmp_path / "secret.jpg")
    (tmp_path / "inside").mkdir()
    assert images.from_folder(tmp_path / "inside")(source) is None


@pytest.mark.parametrize("source", ["http://127.0.0.1/x.jpg", "http://[::1]/x.jpg", "http://10.0.0.1/x.jpg", "http://169.254.169.254/latest"])
def test_pictures_are_not_fetched_from_private_networks(source):
    with pytest.raises(images.PictureRefused):
        images.fetched(source)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "brown").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def picture_server():
    """A web server of this machine that gives a picture."""

    class Giver(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(picture())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Giver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_name_that_means_another_address_a_moment_later_is_refused(picture_server, monkeypatch):
    """The name server says a public address when asked first, and this machine when the connection is made."""
    source, real, asked = f"http://pictures.example:{picture_server}/a b.png", socket.getaddrinfo, []

    def answers(host, port, *args, **kwargs):
        asked.append(host)
        return real("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(images.PictureRefused) as refusal:
        images.fetched(source)
    assert (len(asked), str(refusal.value)) == (2, "The picture's address is not a public one.")
    monkeypatch.setattr(images.ipaddress.IPv4Address, "is_global", True)  # the control: the same address, were it public
    assert images.fetched(source) == picture()


def test_a_picture_that_comes_in_drops_is_given_up(monkeypatch):
    class Dripping:
        def read1(self, most):
            moments[0] += 4
            return b"."

    moments = [0.0]
    monkeypatch.setattr(images.time, "monotonic", lambda: moments[0])
    with pytest.raises(TimeoutError):
        images._all_of(Dripping())


@pytest.mark.parametrize("source", ["http://[::1", "http://x.example:abc/x.jpg", "http://x.example/%00.jpg", "%00.jpg", "a" * 300, "//[", "http://"])
def test_no_damaged_address_of_a_picture_ends_the_import(tmp_path, monkeypatch, source):
    def refuse(*args, **kwargs):
        raise OSError("closed")

    monkeypatch.setattr(images, "_refuse_private", lambda host: None)
    monkeypatch.setattr(socket, "create_connection", refuse)
    for finder in (images.from_folder(tmp_path), images.fetched):
        outcome = run(KETTLE[0].replace("https://x.example/heron.jpg", source), find_picture=finder)
        assert len(outcome.faults) + len(outcome.notes) >= 1


def test_files_and_svg_are_no_sources_of_pictures():
    assert images.fetched("file:///etc/passwd") is None
    with pytest.raises(images.PictureRefused):
        images.file_ending(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")


def test_the_price_before_stays_where_the_list_has_no_such_column():
    make.price_list()
    with_column, without = "Handle,Title,Variant SKU,Variant Price,Variant Compare At Price", "Handle,Title,Variant SKU,Variant Price"

    def take(head, line):
        return actions.import_products(mapping.understand(reading.read_bytes(f"{head}\n{line}".encode())))

    take(with_column, "heron,Heron,H,80,90")
    assert take(without, "heron,Heron,H,80").prices == 0
    take(without, "heron,Heron,H,70")
    assert Price.objects.values_list("amount", "compare_at").get() == (Decimal(70), Decimal(90))
    take(with_column, "heron,Heron,H,70,")
    assert Price.objects.get().compare_at is None


def test_a_price_that_has_ended_is_followed_by_a_new_one():
    make.price_list()
    run(*KETTLE)
    Price.objects.filter(variant__sku="H-ST").update(valid_to=today() - timedelta(days=1))
    for price in ("79.00", "69.00"):
        assert run(KETTLE[0].replace("89.00", price), KETTLE[1]).prices == 1
    rows = Price.objects.filter(variant__sku="H-ST").order_by("valid_from").values_list("valid_from", "amount")
    assert set(rows) == {(None, Decimal("89.00")), (today(), Decimal("69.00"))}


def test_amounts_are_rounded_as_the_currency_is():
    make.price_list(currency="JPY")
    run(KETTLE[0].replace("89.00", "1289.50"), KETTLE[1])
    assert Price.objects.get(variant__sku="H-ST").amount == Decimal(1290)
    assert mapping.read_amount("10.005") == Decimal("10.01")


def test_addresses_that_are_taken_are_counted_on():
    make.category("espresso", slug_en="kettles")
    make.product("one", slug_en="heron")
    make.product("two", slug_en="heron-2")
    assert run(*KETTLE).faults == []
    made = Product.objects.get(code="heron")
    assert (made.slug_en, made.category.slug_en) == ("heron-3", "kettles-2")


def test_pictures_of_an_import_that_breaks_off_are_removed(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "heron.jpg").write_bytes(picture())

    def die(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("catalog.products.actions.importing.refresh_prices", die)
    with pytest.raises(RuntimeError):
        run(*KETTLE, find_picture=images.from_folder(tmp_path))
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("raw", "number"),
    [("1,290.00", "1290.00"), ("1.290,00", "1290.00"), ("12,5", "12.50"), ("1,290", "1290.00"), ("0", "0.00"), ("NaN", None), ("=1+1", None), ("-5", None), ("1e9", None), ("٣", None)],
)
def test_amounts_of_several_countries_are_read(raw, number):
    assert mapping.read_amount(raw) == (Decimal(number) if number else None)


def test_the_command_reports_and_repeats(tmp_path, capsys):
    make.price_list()
    path = tmp_path / "list.csv"
    path.write_text("\n".join([HEAD, *KETTLE]), encoding="utf-8")
    call_command("import_products", str(path))
    assert "Products new: 1, changed: 0" in capsys.readouterr().out
    call_command("import_products", str(path))
    assert "Products new: 0, changed: 0, as they were: 1" in capsys.readouterr().out
    path.write_text("\n".join([HEAD, *KETTLE, KETTLE[1]]), encoding="utf-8")
    with pytest.raises(CommandError, match=r"1 fault\."):
        call_command("import_products", str(path))
    assert "Line 4: Variant SKU" in capsys.readouterr().err


CELL = st.text(max_size=60) | st.sampled_from(["\x00", "\ud800", "9" * 400, "1e999", "=HYPERLINK(1)", "\u202egnp", "Default Title", "NaN", "-1", "a" * 10_000])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(sorted(mapping.KNOWN)), CELL, max_size=12), max_size=6))
def test_no_cell_breaks_an_import(rows):
    sheet = reading.Sheet(sorted(mapping.KNOWN), [reading.Row(line, {"Handle": "a", "Title": "T", **cells}) for line, cells in enumerate(rows, 2)])
    outcome = actions.import_products(mapping.understand(sheet), dry_run=True)
    assert outcome.created + outcome.changed + outcome.unchanged <= len(rows)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400) | st.text(max_size=300).map(lambda s: s.encode("utf-8", "surrogatepass")))
def test_no_file_breaks_the_reader(data):
    try:
        wishes = mapping.understand(reading.read_bytes(data))
    except reading.UnreadableFile:
        return
    assert len(wishes.products) <= data.count(b"\n") + data.count(b"\r") + 1

"""Lists in every encoding of the portal's four languages, whole and broken: read right, or told, never guessed wrong in silence."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports import reading
from portal.imports.encodings import decoded
from portal.imports.importers import importers
from portal.imports.models import ImportRow
from portal.site.bench import imports as bench
from tests.portal.imports import test_imports

GERMAN = "Name;Ort\n" + "Jürgen Weiß;Köln\nÄnne Größler;Münster\nPetra Schmidt;Bad Säckingen\n"
FRENCH = "Name;Ort\nAnaïs Lefèvre;Orléans\nHélène Garçon;Besançon\n"
ARABIC = "الاسم;المدينة\nمحمد الأحمد;الرياض\nفاطمة بنت علي;جدة\nعبد الرحمن السالم;الدمام\nNora Klein;دبي\n"
TAIWAN = "姓名;城市\n王小明;台北市\n陳美玲;高雄市\n林志強;新竹市\nNora Klein;臺中市\n"
CHINA = "姓名;城市\n王小明;北京市\n陈美玲;上海市\n林志强;广州市\nNora Klein;深圳市\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, name) for text in (GERMAN, FRENCH, ARABIC, TAIWAN, CHINA) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
          if name != "gb18030" or text == CHINA),
        (GERMAN, "cp1252"), (GERMAN, "latin-1"), (FRENCH, "cp1252"), (ARABIC, "cp1256"), (TAIWAN, "big5"), (CHINA, "gbk"),
    ],
)  # fmt: skip
def test_a_list_is_read_in_the_encoding_it_was_saved_in(text, encoding):
    assert decoded(text.encode(encoding)) == text
    if encoding not in {"utf-8-sig", "utf-16"}:
        assert decoded(text.replace("\n", "\r\n").encode(encoding)) == text.replace("\n", "\r\n")


@pytest.mark.parametrize("place", [0, 1, 3, 4, 9])
def test_a_nul_does_not_make_another_encoding_of_a_file(place):
    data = (GERMAN * 3).encode()
    assert decoded(data[:place] + b"\0" + data[place:]) == GERMAN * 3
    assert decoded(data.replace(b";", b"\0;")) == GERMAN * 3


@given(st.binary(max_size=3000))
def test_whatever_bytes_come_they_are_read_or_refused(data):
    assert "\0" not in decoded(data)
    try:
        sheet = reading.read_bytes(data)
    except reading.UnreadableFile:
        return
    assert all("\0" not in cell for row in sheet.rows for cell in row.cells.values())


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300))
def test_what_was_saved_with_its_mark_comes_out_as_it_went_in(text):
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert decoded(mark + text.encode(name)) == text


@pytest.mark.django_db  # the bench asks the database for its processor time
def test_a_long_list_in_every_shape_is_read_or_refused_with_its_line():
    text = bench.as_csv(3000)
    lines = text.count("\n") - 1
    read = {spent.step.removeprefix("read: "): spent.result for spent in bench.read_all(text, 3000)}
    whole = f"{lines:,} lines, 0 with broken letters"
    broken = read.pop("one line in Latin-1")
    assert broken == f"{lines + 1:,} lines, 1 with broken letters"
    unclosed = read.pop("a quote that never ends")
    assert unclosed.endswith("is never closed.") or int(unclosed.split()[0].replace(",", "")) < lines
    assert read == dict.fromkeys(read, whole)
    assert len(read) == 9


def test_every_sort_of_line_end_parts_lines():
    sheet = reading.read_bytes("Name;Ort\nAda;Köln\r\nBea;Bonn\rCleo;Kiel\n\r\n\rDora;Ulm".encode())
    assert [row.cells["Name"] for row in sheet.rows] == ["Ada", "Bea", "Cleo", "Dora"]


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line():
    text = GERMAN + '"Never closed;x\n' + "Ada;Köln\n" * 30_000
    with pytest.raises(reading.UnreadableFile, match="line 5 is never closed"):
        reading.read_bytes(text.encode())


def test_a_spreadsheet_and_its_text_are_the_same_list():
    text = bench.as_csv(50)
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    for data in (text.encode(), bench.as_xlsx(text)):
        sheet = reading.read_bytes(data)
        assert [sheet.columns, *([row.cells.get(title, "") for title in sheet.columns] for row in sheet.rows)] == rows


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "encoding"), [(ARABIC, "cp1256"), (TAIWAN, "big5"), (CHINA, "gb18030")])
def test_names_in_the_encodings_of_their_countries_become_customers(settings, tmp_path, text, encoding):
    settings.VAR_DIR = tmp_path
    one = test_imports.brought("customers", text, encoding=encoding)
    labels = set(ImportRow.objects.filter(of=one).values_list("label", flat=True))
    assert labels == {line.partition(";")[0] for line in text.split("\n")[1:] if line}
    assert importers[one.importer].slug == "customers"

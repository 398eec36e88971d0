"""Reads a CSV or XLSX file of unknown origin into rows of plain text. Nothing here trusts the file."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from portal.imports.encodings import decoded

MOST_BYTES = 200 * 1024 * 1024
MOST_ROWS = 500_000
MOST_LINES = 1_048_576
"""As many as a spreadsheet can have: a file may claim that its next row is the billionth, and every row before it is empty."""
MOST_COLUMNS = 400
MOST_CELL = 200_000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000


class UnreadableFile(Exception):  # noqa: N818 - it says what the file is
    """The file cannot be read as a list at all; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Row:
    """One line of the list: its number as a spreadsheet shows it, and its cells by column title."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A list: its column titles, and its rows."""

    columns: list[str]
    rows: list[Row]


def read(path: Path) -> Sheet:
    """Read a file by what it holds, not by its name. Raises UnreadableFile."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UnreadableFile(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // 2**20})
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("The file cannot be opened: %(reason)s") % {"reason": error.strerror or error}) from error
    return read_bytes(data)


def read_bytes(data: bytes) -> Sheet:
    """As `read`, for what was uploaded."""
    if data[:4] == b"PK\x03\x04":
        return _sheet(_xlsx_lines(data))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableFile(_("This is an old Excel file. Save it as XLSX or CSV and try again."))
    return _sheet(_csv_lines(decoded(data)))


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    if not text.strip():
        raise UnreadableFile(_("The file is empty."))
    first = text[: text.find("\n") if "\n" in text else len(text)][:10_000]
    comma = max(",;\t|", key=first.count)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise UnreadableFile(_("A quotation mark in line %(line)s is never closed.") % {"line": line}) from error
        raise UnreadableFile(_("Line %(line)s cannot be read: %(reason)s") % {"line": line, "reason": error}) from error


def _xlsx_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        first = next(sheet.iter_rows(values_only=True, max_row=1, max_col=MOST_COLUMNS), ())
        wide = max((place for place, cell in enumerate(first, 1) if cell is not None), default=1)
        for line, cells in enumerate(sheet.iter_rows(values_only=True, max_col=wide), 1):
            _refuse_beyond(line, MOST_LINES)
            if line == 1 or cells.count(None) < len(cells):
                yield line, [_plain(cell) for cell in cells]
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises whatever its XML, zip and date readers raise
        raise UnreadableFile(_("This spreadsheet is damaged or of a kind we cannot read.")) from error


def _refuse_beyond(number: int, most: int) -> None:
    if number > most:
        raise UnreadableFile(_("The file has more than %(number)s rows. Split it.") % {"number": most})


def _refuse_bombs(data: bytes) -> None:
    """A spreadsheet is a zip file: ask what it would unpack to before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFile(_("This spreadsheet is damaged or of a kind we cannot read.")) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or (unpacked > 50 * 2**20 and unpacked > MOST_RATIO * len(data)):
        raise UnreadableFile(_("This spreadsheet would unpack to far more than it is. It was not opened."))
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(_("This is a zip file, but no spreadsheet."))


def _plain(cell: Any) -> str:
    """A cell as text: whole numbers without '.0', dates as ISO, nothing as ''."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _sheet(lines: Iterator[tuple[int, list[str]]]) -> Sheet:
    try:
        _line, titles = next(lines)
    except StopIteration as error:
        raise UnreadableFile(_("The file is empty.")) from error
    columns = [title.strip() for title in titles]
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile(_("The file has more than %(number)s columns.") % {"number": MOST_COLUMNS})
    rows = []
    for line, cells in lines:
        _refuse_beyond(len(rows) + 1, MOST_ROWS)
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, {title: cell for title, cell in zip(columns, cells, strict=False) if title}))
    return Sheet(columns, rows)

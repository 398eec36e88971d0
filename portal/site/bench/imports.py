"""What a long list costs: tried, brought in and taken back in an empty PostgreSQL database, or read in whatever shape it comes."""

import csv
import io
import os
import re
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from portal.customers.models import Party
from portal.imports import actions, reading
from portal.imports.importers import importers
from portal.imports.models import Import
from portal.site.bench.arrivals import NotEmptyError, Person, people

TITLES = ("Name", "E-Mail-Adresse", "Telefon", "Straße", "PLZ", "Ort", "Geburtsdatum", "Newsletter", "Nachweis")
_TICKS = os.sysconf("SC_CLK_TCK")
_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Spent:
    """Of one step: seconds of processor time here and in the database, statements, and the most memory held."""

    step: str
    lines: int
    here: float = 0.0
    there: float = 0.0
    statements: int = 0
    memory: int = 0
    result: str = ""

    def __str__(self) -> str:
        each = 1000 / max(self.lines, 1)
        return (
            f"{self.step:<26}{self.here:8.1f} s + {self.there:6.1f} s{self.here * each:9.2f} + {self.there * each:.2f} ms/line"
            f"{self.statements / max(self.lines, 1):8.2f} st/line{self.memory:7d} MB  {self.result}"
        )


@contextmanager
def measured(step: str, lines: int) -> Iterator[Spent]:
    """Measures what is done inside."""
    spent = Spent(step, lines)

    def count(execute: Any, *args: Any) -> Any:
        spent.statements += 1
        return execute(*args)

    _FORGET.write_text("5")
    here, there = time.process_time(), _of_database()
    with connection.execute_wrapper(count):
        yield spent
    spent.here, spent.there, spent.memory = time.process_time() - here, _of_database() - there, _most_memory()


def _of_database() -> float:
    """Processor time of the connection's own server process, where it runs on this machine."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _most_memory() -> int:
    found = re.search(r"VmHWM:\s+(\d+)", _STATUS.read_text())
    return int(found[1]) // 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _row(person: Person, number: int) -> list[str]:
    agreed = ["ja", f"Karte {number}"] if person["email"] and number % 3 else ["", ""]
    street = f"{person['street']} {person['house_number']}".strip()
    said = [person[role] for role in ("name", "email", "phone")]
    return [*said, street, person["postcode"], person["city"], person["born_on"], *agreed]


def as_csv(lines: int) -> str:
    """A list of so many people, a part of them more than once, as lists have them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(TITLES)
    writer.writerows(_row(person, number) for number, person in enumerate(people(lines)))
    return out.getvalue()


def as_xlsx(text: str) -> bytes:
    """The same list as a spreadsheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in csv.reader(io.StringIO(text), delimiter=";"):
        sheet.append(cells)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def shapes(text: str) -> Iterator[tuple[str, bytes]]:
    """The list in every shape it may come in, whole and broken."""
    lines = text.split("\n")
    half = len(lines) // 2
    plain = text.encode()
    yield "UTF-8", plain
    yield (
        "one line in Latin-1",
        "\n".join(lines[:half]).encode() + "\nJörg Groß;;;;;;;;\n".encode("latin-1") + "\n".join(lines[half:]).encode(),
    )
    yield "NULs between letters", plain.replace(b";", b"\0;", 50_000)
    yield "UTF-16 without a mark", text.encode("utf-16-le")
    yield "UTF-16 from the other end", text.encode("utf-16-be")
    yield "Windows-1256 (Arabic)", text.replace("a", "ا").encode("cp1256", "replace")
    yield "Big5", text.replace("a", "王").encode("big5", "replace")
    yield "GB18030", text.replace("a", "王").encode("gb18030")
    yield "three sorts of line ends", b"".join(
        line.encode() + (b"\n", b"\r\n", b"\r")[number % 3] for number, line in enumerate(lines)
    )  # fmt: skip
    yield "a quote that never ends", "\n".join([*lines[:half], '"Never closed;x@mail.example;;;;;;;', *lines[half:]]).encode()
    yield "XLSX", as_xlsx(text)


def read_all(text: str, lines: int) -> Iterator[Spent]:
    """What it costs to read each shape, and what comes out."""
    for shape, data in shapes(text):
        with measured(f"read: {shape}", lines) as spent:
            try:
                sheet = reading.read_bytes(data)
            except reading.UnreadableFile as fault:
                spent.result = str(fault)
            else:
                broken = sum(any("\ufffd" in cell for cell in row.cells.values()) for row in sheet.rows)
                spent.result = f"{len(sheet.rows):,} lines, {broken:,} with broken letters"
                del sheet
        yield spent


def bring_in(data: bytes, lines: int, *, undo: bool, say: Callable[[str], None]) -> Import:
    """Tried, brought in, and with `undo` taken back."""
    if connection.vendor != "postgresql" or Party.objects.exists():
        raise NotEmptyError
    one = actions.take_in(importers["customers"], "bench", data, by=None, language="de")
    steps: list[tuple[str, Callable[[], None]]] = [
        ("trial", lambda: actions.choose_columns(one, one.mapping, by=None)), ("run", lambda: actions.begin(one, by=None)),
    ]  # fmt: skip
    if undo:
        steps.append(("undo", lambda: actions.begin_undo(one, by=None)))
    for step, begin in steps:
        with measured(step, lines) as spent:
            begin()
            actions.work_on(one)
            spent.result = str(one.counts)
        say(str(spent))
    return one

"""Everything about one customer as a ZIP: a JSON file for each table, a manifest that describes them, and a page for people.

Rows are written as they are read, so that the file's size does not matter to memory.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Field
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core import privacy
from portal.core.clock import now
from portal.core.privacy import Declaration, Subject
from portal.core.text import direction_of
from portal.customers import timeline
from portal.customers.enums import ATTRIBUTE_LABELS
from portal.customers.privacy.words import COLUMNS, title_of
from portal.pages import queries as pages

FORMAT = "atrium-export"
VERSION = 1


def write(path: Path, subject: Subject, *, language: str) -> int:
    """Write the file, whole or not at all; returns how many rows it holds."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with translation.override(language), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as pack:
        tables = list(_write_tables(pack, subject))
    part.chmod(0o600)
    part.rename(path)
    return sum(table["rows"] for table in tables)


def _write_tables(pack: zipfile.ZipFile, subject: Subject) -> Iterator[dict[str, Any]]:
    tables: list[dict[str, Any]] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8", dir=settings.EXPORTS_DIR) as page:
        tables.extend(_write_table(pack, page, one, subject) for one in privacy.declarations if one.export is not None)
        frame = {
            "tables": [table for table in tables if table["rows"]], "made_at": now(), "site_name": pages.site_name(),
            "language": translation.get_language(), "direction": direction_of(translation.get_language() or "en"),
            "site_url": settings.SITE_URL,
        }  # fmt: skip
        head, foot = render_to_string("customers/privacy/export.html", frame).split("<!-- tables -->")
        page.seek(0)
        with pack.open("index.html", "w") as entry:
            entry.write(head.encode())
            while chunk := page.read(65536):
                entry.write(chunk.encode())
            entry.write(foot.encode())
    pack.writestr("style.css", render_to_string("customers/privacy/export.css"))
    manifest = {"format": FORMAT, "version": VERSION, "made_at": now().isoformat(), "site": settings.SITE_URL, "tables": tables}
    pack.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    yield from tables


def _write_table(pack: zipfile.ZipFile, page: IO[str], declaration: Declaration, subject: Subject) -> dict[str, Any]:
    name = f"data/{declaration.label.lower()}.json"
    title = title_of(declaration)
    count = 0
    with pack.open(name, "w") as entry:
        for row in privacy.exported(declaration, subject):
            entry.write(("[\n" if not count else ",\n").encode())
            entry.write(json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8", "replace"))
            _write_row(page, declaration, row, title, is_first=not count)
            count += 1
        entry.write(b"\n]\n" if count else b"[]\n")
    if count:
        page.write("</tbody></table></div></section>\n")
    return {"table": declaration.label, "title": title, "file": name, "rows": count}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _write_row(page: IO[str], declaration: Declaration, row: dict[str, Any], title: str, *, is_first: bool) -> None:
    if is_first:
        heads = "".join(f'<th scope="col">{escape(_column(declaration, name))}</th>' for name in row)
        page.write(f'<section id="{declaration.label.lower()}"><h2>{escape(title)}</h2><div class="scroll"><table>')
        page.write(f"<thead><tr>{heads}</tr></thead><tbody>\n")
    cells = "".join(f'<td dir="auto">{escape(_cell(declaration, name, value))}</td>' for name, value in row.items())
    page.write(f"<tr>{cells}</tr>\n")


def _column(declaration: Declaration, name: str) -> str:
    """A column's name in words: what the model calls it, else its own name with spaces."""
    field = _field(declaration, name)
    if field is not None and str(field.verbose_name) != field.name.replace("_", " "):
        return str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]
    return str(COLUMNS.get(name.rpartition("__")[2], name.replace("__", " ").replace("_", " ").capitalize()))


def _field(declaration: Declaration, name: str) -> Field | None:
    return next((field for field in declaration.model._meta.concrete_fields if name in {field.name, field.attname}), None)


def _cell(declaration: Declaration, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, dict):
        return "; ".join(f"{ATTRIBUTE_LABELS.get(key, key)}: {_cell(declaration, '', inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_cell(declaration, "", inner) for inner in value)
    if declaration.label == "customers.Interaction" and name == "kind":
        kind = timeline.kinds.get(value)
        return str(kind.label) if kind else str(value)
    field = _field(declaration, name)
    choices = dict(field.flatchoices) if field is not None and field.flatchoices else {}
    return str(choices.get(value, value))

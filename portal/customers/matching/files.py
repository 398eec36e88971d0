"""Reading CSV files whose columns are mapped to roles; what cannot be read is told with its place and what to do."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.customers.matching.columns import ROLES

LARGEST_BYTES = 500_000_000
LONGEST_VALUE = 2000
_DELIMITERS = ",;\t|"
_GUESSES = ("cp1252", "utf-16", "big5", "cp1256")


class UnreadableFileError(ValueError):
    """The file cannot be read as it is; the message says where, why and what would help."""


@dataclass(frozen=True)
class Sheet:
    """A file: its column names, and each row's values in their order."""

    name: str
    header: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """The values of the column of this name. UnreadableFileError, naming those there are, when there is none."""
        if name not in self.header:
            raise UnreadableFileError(f"{self.name} has no column {name!r}. It has: {', '.join(self.header)}.")
        place = self.header.index(name)
        return [row[place] if place < len(row) else "" for row in self.rows]


def read_sheet(path: Path, *, encoding: str = "", delimiter: str = "") -> Sheet:
    """The file as a sheet: UTF-8 unless an encoding is named, the delimiter found out unless it is named."""
    text = _decode(path.name, _bytes(path), encoding)
    if not text.strip():
        raise UnreadableFileError(f"{path.name} is empty.")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise UnreadableFileError(f"{path.name}, line {line}: a NUL sign. This is no text file, or it is UTF-16: say --encoding utf-16.")
    return _parse(path.name, text, delimiter or _delimiter(text))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFileError(f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB. Split it.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from error


def _decode(name: str, raw: bytes, encoding: str) -> str:
    if not encoding and raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    try:
        return raw.decode(encoding or "utf-8-sig")
    except LookupError as error:
        raise UnreadableFileError(f"There is no encoding {encoding!r}. Try one of: utf-8, {', '.join(_GUESSES)}.") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = " ".join(f"{byte:02x}" for byte in raw[error.start : error.start + 4])
        fits = [guess for guess in _GUESSES if _fits(raw[:2_000_000], guess)]
        hint = f"It may be {' or '.join(fits)}: say --encoding {fits[0]}" if fits else "Save it as UTF-8"
        told = f"{name}, line {line}: the bytes {wrong} are not {encoding or 'UTF-8'}. {hint}, and look at the result."
        raise UnreadableFileError(told) from error


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    head = text[: text.find("\n")] if "\n" in text else text
    return max(_DELIMITERS, key=head.count)


def _parse(name: str, text: str, delimiter: str) -> Sheet:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows: list[list[str]] = []
    header: list[str] = []
    try:
        for row in reader:
            if not header:
                header = [cell.strip() for cell in row]
            elif any(cell.strip() for cell in row):
                if len(row) > len(header):
                    told = f"{len(row)} values, but the header names {len(header)} columns."
                    raise UnreadableFileError(f"{name}, line {reader.line_num}: {told}")
                rows.append([cell.strip()[:LONGEST_VALUE] for cell in row])
    except csv.Error as error:
        raise UnreadableFileError(f"{name}, line {reader.line_num}: {error}. A quotation mark may not be closed.") from error
    if len(set(header)) < len(header) or not all(header):
        raise UnreadableFileError(f"{name}: each column needs a name of its own; the header is: {', '.join(header)}.")
    return Sheet(name, header, rows)


def read_mapping(text: str, header: Sequence[str]) -> dict[str, str]:
    """'role=column,role=column' as a dictionary; without any text the columns that are called like a role."""
    if not text.strip():
        found = {slug: slug for slug in ROLES if slug in header}
        if not found:
            raise UnreadableFileError(f"No column is called like a role. Say --map ROLE=COLUMN,…; roles are: {', '.join(ROLES)}.")
        return found
    mapping: dict[str, str] = {}
    for part in text.split(","):
        role, sign, column = part.partition("=")
        if not sign or role.strip() not in ROLES:
            raise UnreadableFileError(f"{part.strip()!r} is no ROLE=COLUMN. Roles are: {', '.join(ROLES)}.")
        mapping[role.strip()] = column.strip()
    return mapping

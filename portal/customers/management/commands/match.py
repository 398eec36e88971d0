"""`manage.py match FILE [OTHER]`: finds who may be the same in one CSV file or between two, and writes the pairs with their scores."""

import csv
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from portal.customers.matching import files, linking
from portal.customers.matching.columns import ROLES


class Command(BaseCommand):
    help = "Finds rows of one or two CSV files that may be the same person, without labels. Nothing is written to the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("other", type=Path, nargs="?", help="a second file: pairs between the two are looked for")
        parser.add_argument("--map", default="", dest="mapping", help=f"ROLE=COLUMN,ROLE=COLUMN,…; roles: {', '.join(ROLES)}")
        parser.add_argument("--other-map", default="", help="the same for the second file, if its columns are called otherwise")
        parser.add_argument("--id", default="", dest="key", help="column that names a row (default: counted from 1)")
        parser.add_argument("--bound", type=float, default=0.5, help="least probability to be written (0.5)")
        parser.add_argument("--out", default="-", help="file for the pairs (default: standard output)")
        parser.add_argument("--encoding", default="", help="encoding of the files (default: UTF-8, or UTF-16 with its mark)")
        parser.add_argument("--delimiter", default="", help="sign between values (default: found out)")

    def handle(self, **options: Any) -> None:
        if not 0 <= options["bound"] <= 1:
            raise CommandError("--bound lies between 0 and 1.")
        started = time.monotonic()
        try:
            linked, table, names = _link(options)
        except files.UnreadableFileError as error:
            raise CommandError(str(error)) from error
        places = linked.above(options["bound"])
        out = sys.stdout if options["out"] == "-" else Path(options["out"]).open("w", encoding="utf-8", newline="")  # noqa: SIM115 - closed below
        try:
            _write(out, linked, names, places)
        finally:
            if out is not sys.stdout:
                out.close()
        spent = time.monotonic() - started
        self.stderr.write(
            f"{len(table)} rows, {len(linked.left)} pairs compared, {len(places)} at {options['bound']:g} or above, {spent:.1f} s."
        )


def _link(options: dict[str, Any]) -> tuple[linking.Linked, Any, list[str]]:
    sheet = files.read_sheet(options["file"], encoding=options["encoding"], delimiter=options["delimiter"])
    mapping = files.read_mapping(options["mapping"], sheet.header)
    columns = {role: sheet.column(name) for role, name in mapping.items()}
    names = _names(sheet, options["key"])
    others = None
    if options["other"]:
        second = files.read_sheet(options["other"], encoding=options["encoding"], delimiter=options["delimiter"])
        theirs = files.read_mapping(options["other_map"] or options["mapping"], second.header)
        if set(theirs) != set(mapping):
            alone = ", ".join(sorted(set(theirs) ^ set(mapping)))
            raise files.UnreadableFileError(f"Both files need the same roles: {alone} is in one only.")
        others = {role: second.column(theirs[role]) for role in mapping}
        names += _names(second, options["key"])
    if not sheet.rows or (others is not None and len(names) == len(sheet.rows)):
        raise files.UnreadableFileError("A file has no rows below its header.")
    table = linking.table_of(columns, others)
    return linking.link(table), table, names


def _names(sheet: files.Sheet, key: str) -> list[str]:
    return sheet.column(key) if key else [str(number) for number in range(1, len(sheet.rows) + 1)]


def _write(out: TextIO, linked: linking.Linked, names: list[str], places: Any) -> None:
    roles = list(linked.scored.weights)
    writer = csv.writer(out)
    writer.writerow(["first", "second", "score", "weight", *roles])
    for place in places:
        weights = [f"{linked.scored.weights[role][place]:.2f}" for role in roles]
        pair = [names[linked.left[place]], names[linked.right[place]]]
        writer.writerow([*pair, f"{linked.scored.score[place]:.6f}", f"{linked.scored.total[place]:.2f}", *weights])

"""`manage.py match`: files in, pairs out, and kind words for what cannot be read."""

import csv
import io
import time

import pytest
from django.core.management import CommandError, call_command

from portal.site.bench import lookalikes

HEADER = "id;Vorname;Nachname;Ort;Mail\n"
PEOPLE = "1;Anna;Müller;Ulm;anna.mueller@mail.example\n2;Ana;Mueller;Ulm;anna.mueller@mail.example\n3;Paul;Klein;Bonn;paul@post.example\n"
MAP = "given_name=Vorname,surname=Nachname,city=Ort,email=Mail"


def run(*arguments, **options):
    out, said = io.StringIO(), io.StringIO()
    call_command("match", *arguments, stderr=said, **options)
    return out, said.getvalue()


def pairs(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(HEADER + PEOPLE, encoding="utf-8")
    return path


def test_pairs_and_their_weights_are_written(people, tmp_path):
    out = tmp_path / "pairs.csv"
    _out, said = run(str(people), mapping=MAP, key="id", out=str(out), bound=0)
    first = pairs(out)[0]
    assert (first["first"], first["second"]) == ("1", "2")
    assert float(first["score"]) > 0.5
    assert float(first["email"]) > 0
    assert said.startswith("3 rows, ")


def test_two_files_are_linked(people, tmp_path):
    other, out = tmp_path / "other.csv", tmp_path / "pairs.csv"
    other.write_text("nr,first,last,town,mail\nX,Anna,Mueller,Ulm,anna.mueller@mail.example\n", encoding="utf-8")
    theirs = "given_name=first,surname=last,city=town,email=mail"
    run(str(people), str(other), mapping=MAP, other_map=theirs, out=str(out), bound=0)
    assert {(one["first"], one["second"]) for one in pairs(out)} <= {("1", "1"), ("2", "1"), ("3", "1")}
    assert len(pairs(out)) >= 2


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (b"", {}, "is empty"),
        ((HEADER + PEOPLE).encode("cp1252"), {}, "line 2: the bytes fc"),
        ((HEADER + PEOPLE).encode("cp1252"), {}, "--encoding cp1252"),
        (HEADER.encode() + b"1;A\x00nna;B;C;D\n", {}, "NUL"),
        ((HEADER + PEOPLE).encode(), {"mapping": "given_name=First"}, "has no column 'First'. It has: id, Vorname"),
        ((HEADER + PEOPLE).encode(), {"mapping": "nick=Vorname"}, "is no ROLE=COLUMN"),
        ((HEADER + PEOPLE).encode(), {"mapping": ""}, "No column is called like a role"),
        ((HEADER + PEOPLE).encode(), {"encoding": "klingon"}, "There is no encoding 'klingon'"),
        (HEADER.encode(), {}, "no rows"),
        ((HEADER + "1;a;b;c;d;e;f\n").encode(), {}, "line 2: 7 values, but the header names 5"),
        (b'id;Vorname;Nachname;Ort;Mail\n1;"A;b;c;d' + b"x" * 200_000, {}, "quotation mark"),
        (b"id;Vorname;Vorname;Ort;Mail\n1;a;b;c;d\n", {}, "a name of its own"),
    ],
)
def test_what_cannot_be_read_is_told_kindly(tmp_path, content, options, words):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as told:
        run(str(path), **{"mapping": MAP, **options})
    assert words in str(told.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "none.csv"), mapping=MAP)


def test_utf_16_with_its_mark_is_read(tmp_path):
    path, out = tmp_path / "people.csv", tmp_path / "pairs.csv"
    path.write_text(HEADER + PEOPLE, encoding="utf-16")
    run(str(path), mapping=MAP, out=str(out), bound=0)
    assert pairs(out)


@pytest.mark.slow
def test_a_file_of_twenty_thousand_rows_takes_seconds(tmp_path):
    columns, _truth = lookalikes.people(20_000)
    path, out = tmp_path / "people.csv", tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    started = time.monotonic()
    run(str(path), out=str(out))
    assert time.monotonic() - started < 60
    assert len(pairs(out)) > 3000

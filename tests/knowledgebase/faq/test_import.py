"""`import_articles`: a folder of Markdown becomes answers; hostile files are refused with their reason, and nothing is written."""

import struct
import zlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledgebase.faq import actions
from knowledgebase.faq.models import Question
from portal.pages.models import PortalImage
from tests.factories import faq, topics

pytestmark = pytest.mark.django_db
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3" fill="#b64"/></svg>'


def png(width: int, height: int) -> bytes:
    """A PNG whose head claims a size; one grey line of data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * (width % 10_000 + 1) * min(height, 9))) + chunk(b"IEND", b"")


def article(title="Wann entkalken?", section="water", body="Alle **drei** Monate.", **more):
    head = "".join(f"{name}: {value}\n" for name, value in {"title": title, "section": section, **more}.items())
    return f"---\n{head}---\n\n{body}\n"


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    topics.topic("water", name_de="Wasser")
    made = tmp_path / "articles"
    made.mkdir()
    return made


def run(folder, *more):
    said, faults = StringIO(), StringIO()
    try:
        call_command("import_articles", str(folder), "--language", "de", *more, stdout=said, stderr=faults)
    except CommandError as fault:
        return f"{faults.getvalue()}{fault}"
    return said.getvalue().strip()


def test_a_folder_becomes_answers_with_links_and_pictures(folder):
    (folder / "care").mkdir()
    (folder / "care/descale.md").write_text(article(
        slug="entkalken", tags="[Kalk, Wasserhärte]", updated="2026-03-31", section="Wasser",
        body="# Wann entkalken?\n\nSiehe [Filter](../filter.md#wechsel) und [außen](https://calder-finch.example/).\n\n![Kreis](bilder/kreis.svg)\n\n<script>alert(1)</script>\n\n`[x](../filter.md)`",
    ))  # fmt: skip
    (folder / "care/bilder").mkdir()
    (folder / "care/bilder/kreis.svg").write_text(DRAWING)
    (folder / "filter.md").write_text(article("Der Filter", body="Zurück zu [Kalk][k].\n\n[k]: care/descale.md"))
    assert run(folder) == "2 added, 0 changed, 0 same; 1 pictures."
    made = Question.objects.get(code="care-descale")
    assert (made.question_de, made.slug_de, made.keywords_de, made.topic.code) == ("Wann entkalken?", "entkalken", "Kalk, Wasserhärte", "water")
    assert made.updated_at.date().isoformat() == "2026-03-31"
    picture = PortalImage.objects.get()
    assert 'href="/de/help/answers/der-filter/#wechsel"' in made.answer_html_de
    assert f'src="{picture.file.url}"' in made.answer_html_de
    assert "&lt;script&gt;" in made.answer_html_de
    assert "<code>[x](../filter.md)</code>" in made.answer_html_de
    assert "<h1" not in made.answer_html_de
    assert 'href="/de/help/answers/entkalken/"' in Question.objects.get(code="filter").answer_html_de


def test_a_second_run_changes_nothing_and_a_third_only_what_is_new(folder):
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(article(name.upper(), updated="2026-01-02"))
    run(folder)
    before = list(Question.objects.values())
    assert run(folder) == "0 added, 0 changed, 2 same; 0 pictures."
    assert list(Question.objects.values()) == before
    (folder / "b.md").write_text(article("B", body="Neu.", updated="2026-02-02"))
    assert run(folder) == "0 added, 1 changed, 1 same; 0 pictures."
    assert Question.objects.get(code="b").answer_html_de == "<p>Neu.</p>\n"


def test_a_dry_run_writes_nothing(folder):
    (folder / "a.md").write_text(article())
    assert run(folder, "--dry-run") == "1 articles and 0 pictures can be taken in. Nothing was written."
    assert not Question.objects.exists()


def test_a_second_language_joins_the_same_question(folder):
    faq.question("a", question_en="When?", slug_en="when", topic=topics.Topic.objects.get())
    (folder / "a.md").write_text(article())
    assert run(folder).startswith("0 added, 1 changed")
    made = Question.objects.get()
    assert (made.question_en, made.question_de) == ("When?", "Wann entkalken?")


def test_an_article_in_one_language_only_is_read_there_and_nowhere_else(folder, client):
    (folder / "a.md").write_text(article(slug="entkalken"))
    run(folder)
    assert client.get("/de/help/answers/entkalken/").status_code == 200
    assert client.get("/en/help/answers/entkalken/").status_code == 404


HOSTILE = {
    "no front matter": ("x.md", "# Only text", "front matter between two lines"),
    "no title": ("x.md", "---\nsection: water\n---\ntext", "no title"),
    "no section": ("x.md", "---\ntitle: X\n---\ntext", "no section"),
    "unknown section": ("x.md", article(section="nowhere"), "no topic"),
    "a number without end": ("x.md", f"---\ntitle: 0x{'f' * 5000}\nsection: water\n---\ntext", "longer than 250"),
    "broken yaml": ("x.md", "---\ntitle: [x\n---\n", "not valid YAML"),
    "yaml of aliases": ("x.md", "---\na: &a [x, x]\nb: *a\ntitle: X\n---\n", "aliases"),
    "yaml object": ("x.md", "---\ntitle: !!python/object/apply:os.system [ls]\n---\n", "not valid YAML"),
    "a list": ("x.md", "---\n- a\n---\n", "not a list of names"),
    "a wild date": ("x.md", article(updated="soon"), "not a date"),
    "long title": ("x.md", article(title="x" * 10_000), "longer than 250"),
    "not utf-8": ("x.md", article("Für").encode("latin-1"), "UTF-8"),
    "too large": ("x.md", article(body="x" * 600_000), "larger than"),
    "out of the folder": ("x.md", article(body="![x](../../../etc/passwd.png)"), "out of the folder"),
    "missing picture": ("x.md", article(body="![x](no.png)"), "not in the folder"),
    "link to nothing": ("x.md", article(body="[x](other.md)"), "leads to no article"),
    "no letters": ("؟.md", article(), "Latin letter"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_faulty_file_is_named_with_its_reason_and_nothing_is_written(folder, case):
    name, text, reason = HOSTILE[case]
    (folder / "good.md").write_text(article("Gut"))
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    said = run(folder)
    assert said.startswith(f"{name}: ")
    assert reason in said
    assert not Question.objects.exists()


PICTURES = {
    "script": ("p.svg", DRAWING.replace("<circle", "<script>alert(1)</script><circle").encode(), "other than shapes"),
    "event": ("p.svg", DRAWING.replace("<circle", '<circle onload="alert(1)"').encode(), "other than shapes"),
    "link": ("p.svg", DRAWING.replace("<circle", '<use href="https://x.example/#a"/><circle').encode(), "other than shapes"),
    "style": ("p.svg", DRAWING.replace("<circle", "<style>*{background:url(x)}</style><circle").encode(), "other than shapes"),
    "entities": ("p.svg", b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + DRAWING.encode(), "other than shapes"),
    "utf-16 entities": ("p.svg", ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg [<!ENTITY a "a">]>' + DRAWING).encode("utf-16"), "other than shapes"),
    "no drawing": ("p.svg", b"<html></html>", "other than shapes"),
    "broken": ("p.svg", b"<svg", "cannot be read"),
    "huge": ("p.png", png(30_000, 30_000), "too many"),
    "no picture": ("p.png", b"GIF89a or not", "cannot be read"),
    "program": ("p.exe", b"MZ", "no picture"),
    "heavy": ("p.png", b"\x89PNG" + b"x" * 6_000_000, "larger than"),
}  # fmt: skip


@pytest.mark.parametrize("case", PICTURES)
def test_a_hostile_picture_is_refused_before_it_is_decoded(folder, case):
    name, data, reason = PICTURES[case]
    (folder / "x.md").write_text(article(body=f"![x]({name})"))
    (folder / name).write_bytes(data)
    assert reason in run(folder)
    assert not Question.objects.exists()
    assert not PortalImage.objects.exists()


def test_a_picture_behind_a_symbolic_link_out_of_the_folder_is_missing(folder, tmp_path):
    (tmp_path / "secret.svg").write_text(DRAWING)
    (folder / "p.svg").symlink_to(tmp_path / "secret.svg")
    (folder / "x.md").write_text(article(body="![x](p.svg)"))
    assert "not in the folder" in run(folder)


def test_two_files_with_one_address_and_an_address_already_taken_are_named(folder):
    faq.question("old", slug_de="alt")
    for name, slug in (("a", "neu"), ("b", "neu"), ("c", "alt")):
        (folder / f"{name}.md").write_text(article(name, slug=slug))
    said = run(folder)
    assert "b.md: It has the same address as a.md." in said
    assert "c.md: Another question has the address" in said


def test_an_editors_unpublished_draft_is_not_overwritten(folder):
    made = faq.question("a", slug_en="a", topic=topics.Topic.objects.get())
    made.question_en = "A draft"
    made.save_revision()
    (folder / "a.md").write_text(article())
    (folder / "0.md").write_text(article("Erster"))
    assert "not published" in run(folder)
    assert Question.objects.count() == 1


def test_a_fault_while_writing_takes_everything_back(folder, monkeypatch):
    (folder / "p.svg").write_text(DRAWING)
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(article(name.upper(), body="![x](p.svg)"))
    real = actions.put_question

    def faulty(code, **told):
        if code == "b":
            raise RuntimeError
        return real(code, **told)

    monkeypatch.setattr(actions, "put_question", faulty)
    with pytest.raises(RuntimeError):
        call_command("import_articles", str(folder), "--language", "de")
    assert not Question.objects.exists()
    assert not [path for path in folder.parent.glob("media/**/*") if path.is_file()]

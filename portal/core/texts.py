"""Texts for translation without a system gettext: found in Python and templates, kept in .po files, compiled to .mo."""

import io
import os
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import django
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

PACKAGES = ("portal", "catalog", "knowledgebase", "community")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_SKIPPED = {"migrations", "static", "content", "__pycache__"}
_PERCENT = re.compile(r"%\((\w+)\)[sd]")
_BRACE = re.compile(r"\{(\w*)\}")


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*")):
            if _SKIPPED & set(path.parts):
                continue
            if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in path.parts):
                yield path


def _python_of(path: Path) -> bytes:
    """What the extractor reads: Python as it is, a template as the calls of gettext that it stands for."""
    text = path.read_text(encoding="utf-8")
    return (text if path.suffix == ".py" else "\n".join(_calls_of(templatize(text, origin=str(path))))).encode()


def _calls_of(templatized: str) -> Iterator[str]:
    """Django's helper writes for xgettext: calls between runs of X. Only the calls are Python."""
    for found in re.finditer(r"\b(?:n?p?gettext|_)\((?:[^()\"']|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')*\)", templatized):
        yield found[0]


def collect() -> Catalog:
    """All texts of the project, each with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in _files():
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for line, message, comments, context in extract(
            "python", io.BytesIO(_python_of(path)), keywords=KEYWORDS, comment_tags=("Translators:",), options={"encoding": "utf-8"}
        ):
            if message not in {"", ("", "")}:
                catalog.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def languages() -> list[str]:
    """The languages that need a catalogue: all but the one that texts are written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def folder_of(code: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(code) / "LC_MESSAGES"


def read_catalog(code: str) -> Catalog:
    """The translations so far, or an empty catalogue."""
    path, locale = folder_of(code) / "django.po", to_locale(code)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=locale)
    return _empty(code)


def _empty(code: str) -> Catalog:
    """A catalogue with the plural rule that Django itself uses for the language, so that both are one to it."""
    catalog = Catalog(locale=Locale.parse(to_locale(code)), charset="utf-8", fuzzy=False)
    compiled = Path(django.__file__).parent / "conf" / "locale" / to_locale(code) / "LC_MESSAGES" / "django.mo"
    if compiled.exists():
        with compiled.open("rb") as file:
            catalog.mime_headers = [("Plural-Forms", GNUTranslations(file).info()["plural-forms"])]
    return catalog


def updated(code: str, found: Catalog) -> Catalog:
    """The catalogue of a language with the texts found now: translations kept, texts no longer used dropped, none guessed."""
    old = read_catalog(code)
    new = _empty(code)
    for message in sorted(found, key=lambda one: (str(one.locations[0][0]) if one.locations else "", _first(one.id))):
        if not message.id:
            continue
        kept = old.get(message.id, message.context)
        string = kept.string if kept is not None and not kept.fuzzy and isinstance(kept.string, tuple) == message.pluralizable else None
        places = sorted({(str(name), 0) for name, _line in message.locations})
        new.add(message.id, string, places, auto_comments=message.auto_comments, context=message.context)
    return new


def _first(identity: Any) -> str:
    return str(identity[0] if isinstance(identity, (tuple, list)) else identity)


def written(catalog: Catalog) -> bytes:
    """The .po file, without line numbers and dates: it changes only when texts do."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, include_lineno=False)
    fields = {"Language": catalog.locale_identifier, "Content-Type": "text/plain; charset=utf-8", "Plural-Forms": catalog.plural_forms}
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + out.getvalue().lstrip()


def write(code: str, catalog: Catalog) -> bool:
    """Write the .po file; False when it was so already."""
    path = folder_of(code) / "django.po"
    text = written(catalog)
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".po.part")
    part.write_bytes(text)
    part.rename(path)
    return True


def faults(code: str, found: Catalog) -> list[str]:
    """What is wrong with a language's catalogue: texts it lacks, texts nobody uses, and placeholders that do not fit."""
    old, said = read_catalog(code), []
    for message in found:
        if not message.id:
            continue
        kept, name = old.get(message.id, message.context), _first(message.id)
        if kept is None:
            said.append(f"{code}: not in the catalogue: {name!r}")
        elif kept.fuzzy or not is_whole(kept, old.num_plurals):
            said.append(f"{code}: not translated: {name!r}")
        else:
            said += [] if _placeholders_fit(kept) else [f"{code}: placeholders differ: {name!r}"]
    said += [f"{code}: no longer used: {_first(m.id)!r}" for m in old if m.id and found.get(m.id, m.context) is None]
    return said


def is_whole(message: Message, plurals: int) -> bool:
    """Whether every form of a text is translated."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and len(strings) == (plurals if message.pluralizable else 1)


def _placeholders_fit(message: Message) -> bool:
    """Every placeholder of a translation stands in the original, and (but for the forms of a plural) the other way round."""
    ids: Any = message.id if message.pluralizable else (message.id,)
    strings: Any = message.string if message.pluralizable else (message.string,)

    def names(text: str) -> set[str]:
        return set(_PERCENT.findall(text)) | {f"{{{name}}}" for name in _BRACE.findall(text)}

    wanted: set[str] = set().union(*(names(text) for text in ids))
    if message.pluralizable:
        return all(names(text) <= wanted for text in strings)
    return all(names(text) == wanted for text in strings)


def compile_catalog(code: str) -> bool:
    """Compile a language's .po unless its .mo is younger; False when there was nothing to do."""
    source = folder_of(code) / "django.po"
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    part = target.with_suffix(f".mo.{os.getpid()}.part")  # two starts at once write one each
    with part.open("wb") as file:
        write_mo(file, read_catalog(code))
    part.rename(target)
    return True

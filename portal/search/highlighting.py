"""Marks what was found, with the analysis of the index's own language, in the passage that shows most of it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.search.analysis import fold, is_sign, pairs, split, stem, stop_words

_READ, _LONG, _LONG_SIGNS, _LEAD = 6_000, 220, 110, 60


@dataclass
class Marks:
    """What to mark: stems, beginnings, parts of compounds, and signs."""

    language: str
    stems: set[str] = field(default_factory=set)
    starts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    signs: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, text: str, language: str) -> "Marks":
        """All words of a query."""
        made = cls(language)
        for word, _start, _end in split(text):
            if is_sign(word[0]):
                made.signs.update(pairs(word, singles=False))
            elif fold(word, language) not in stop_words(language):
                made.stems.add(_forms(word, language)[1])
        return made


@lru_cache(maxsize=100_000)
def _forms(word: str, language: str) -> tuple[str, str]:
    folded = fold(word, language)
    return folded, stem(folded, language)


def ranges(text: str, marks: Marks) -> list[tuple[int, int, str]]:
    """Where the marks are: start, end, and what was found there."""
    found = []
    stems, starts, parts, language = marks.stems, marks.starts, marks.parts, marks.language
    for word, start, end in split(text):
        if is_sign(word[0]):
            found.extend(_sign_ranges(word, start, marks.signs))
            continue
        folded, root = _forms(word, language)
        if root in stems:
            found.append((start, end, root))
        elif (starts and folded.startswith(starts)) or any(part in folded for part in parts):
            found.append((start, end, folded))
    return found


def _sign_ranges(run: str, base: int, signs: set[str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for at in range(len(run)):
        for size in (2, 1):
            if run[at : at + size] in signs:
                if found and found[-1][1] >= base + at:
                    found[-1] = (found[-1][0], base + at + size, found[-1][2])
                else:
                    found.append((base + at, base + at + size, run[at : at + size]))
                break
    return found


def marked(text: str, marks: Marks) -> SafeString:
    """The whole text, escaped, with <mark> around what was found."""
    return _wrap(text, ranges(text, marks), 0, len(text))


def passage(text: str, marks: Marks) -> SafeString:
    """The passage of about 200 letters that holds most of what was found; the beginning when it holds nothing."""
    text = text[:_READ]
    found = ranges(text, marks)
    longest = _LONG_SIGNS if marks.signs else _LONG
    start = _best_start(text, found, longest)
    start += len(text[start:]) - len(text[start:].lstrip())
    end = min(len(text), start + longest)
    if end < len(text) and (space := text.rfind(" ", start + longest // 2, end)) > 0:
        end = space
    inside = [one for one in found if one[0] >= start and one[1] <= end]
    made = _wrap(text, inside, start, end)
    return mark_safe(("… " if start else "") + made + (" …" if end < len(text) else ""))  # noqa: S308 - _wrap escapes


def _best_start(text: str, found: list[tuple[int, int, str]], longest: int) -> int:
    best, at = 0, 0
    for index, (start, _end, _what) in enumerate(found):
        near = {what for begin, end, what in found[index : index + 12] if end <= start + longest - _LEAD}
        if len(near) > best:
            best, at = len(near), start
    if at <= _LEAD:
        return 0
    sentence = max(text.rfind(mark, at - _LEAD, at) for mark in (". ", "? ", "! ", "。", "؟ "))
    if sentence >= 0:
        return sentence + (1 if text[sentence] == "。" else 2)
    space = text.find(" ", at - _LEAD, at)
    return space + 1 if space >= 0 else at


def _wrap(text: str, found: list[tuple[int, int, str]], start: int, end: int) -> SafeString:
    made, at = [], start
    for begin, stop, _what in found:
        if begin < at:
            continue
        made += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    made.append(escape(text[at:end]))
    return mark_safe("".join(made))  # noqa: S308 - every piece is escaped

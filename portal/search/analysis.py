"""From text to the words of the index, for each language: split, fold, stem.

`split` finds words with their places, `fold` makes spellings of one word equal (case, accents, ä/ae, Arabic marks),
`stem` removes endings. Chinese, Japanese signs become pairs and single signs.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.lang import NoStemmer, stemmer_for_language, stopwords_for_language

from portal.search import arabic

_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGN = re.compile(f"[{_SIGNS}]")
_WORD = re.compile(
    f"[{_SIGNS}]+"  # a run of Chinese signs
    r"|\d+(?:[.,]\d+)+"  # 8.5
    rf"|(?:(?![{_SIGNS}])[^\W_]|[\u0300-\u036f\u0640\u064b-\u0652\u0670])+"  # letters and digits with their marks
    rf"(?:['’](?:(?![{_SIGNS}])[^\W_])+)?"  # don't
)
_UMLAUT = re.compile("ae|oe|(?<![aeq])ue")
_QUESTION_WORDS = {
    "en": "how why what when where which who do does did my i me can could should would much many it its is are was be been without",
    "de": "wie warum was wann wo welche welcher welches wer mein meine meinen ich man kann soll muss viel ohne gibt",
    "ar": arabic.STOP_WORDS,
}
_LONGEST = 40
_LONGEST_START = 20


def is_sign(letter: str) -> bool:
    """Whether it is a sign of a script without spaces."""
    return _SIGN.match(letter) is not None


def split(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as written, with start and end; a run of Chinese signs is one."""
    for match in _WORD.finditer(text):
        yield match[0], match.start(), match.end()


@lru_cache(maxsize=100_000)
def fold(word: str, language: str) -> str:
    """One spelling for what a reader takes as the same word."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
        plain = arabic.fold(plain)
    plain = plain.replace(",", ".").partition("'")[0].partition("’")[0]
    if language == "de":
        plain = _UMLAUT.sub(lambda m: m[0][0], plain)
    return plain[:_LONGEST]


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Callable[[str], str]:
    if language == "ar":
        return arabic.stem
    try:
        return stemmer_for_language(language)
    except (NoStemmer, ValueError):
        return lambda word: word


@lru_cache(maxsize=100_000)
def stem(folded: str, language: str) -> str:
    """The root of a folded word; words with digits stay whole."""
    if len(folded) < 3 or not folded.isalpha():
        return folded
    if language != "ar" and not folded.isascii():
        return folded
    return _stemmer(language)(folded)


@lru_cache(maxsize=8)
def stop_words(language: str) -> frozenset[str]:
    """Words too common to search for, folded."""
    listed = stopwords_for_language(language) if language in {"en", "de"} else ()
    return frozenset(fold(word, language) for word in [*listed, *_QUESTION_WORDS.get(language, "").split()])


def pairs(run: str, *, singles: bool) -> list[str]:
    """A run of signs as overlapping pairs; with `singles` each sign too (for the index)."""
    if len(run) == 1:
        return [run]
    found = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*found, *run] if singles else found


def terms(word: str, language: str, *, singles: bool = False) -> list[str]:
    """The index terms of one word as written."""
    if _SIGN.match(word):
        return pairs(unicodedata.normalize("NFKC", word), singles=singles)
    return [stem(fold(word, language), language)]


def starts(folded: str, language: str) -> list[str]:
    """The beginnings of a word, for search-as-you-type; in Arabic also those without the article."""
    found = [folded[:size] for size in range(1, min(len(folded), _LONGEST_START) + 1)]
    if language == "ar" and folded.startswith("ال") and len(folded) > 4:
        found += starts(folded[2:], language)
    return found


class PortalAnalyzer(Analyzer):
    """Whoosh's view of this module. `mode`: 'stems' (without stop words), 'title' (with them), 'words' (folded, not
    stemmed, no Chinese signs) or 'starts' (beginnings of words, for search-as-you-type)."""

    def __init__(self, language: str, kind: str) -> None:
        self.language, self.kind = language, kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PortalAnalyzer) and (self.language, self.kind) == (other.language, other.kind)

    def __hash__(self) -> int:
        return hash((self.language, self.kind))

    def has_morph(self) -> bool:
        return self.kind in {"stems", "title"}

    def _terms(self, word: str, mode: str) -> list[str]:
        asked = mode == "query"
        if self.kind == "words":
            return [] if _SIGN.match(word) else [unicodedata.normalize("NFC", word.lower())[:_LONGEST]]
        if self.kind == "starts" and not _SIGN.match(word):
            folded = fold(word, self.language)
            return [folded[:_LONGEST_START]] if asked else starts(folded, self.language)
        if self.kind == "stems" and fold(word, self.language) in stop_words(self.language):
            return []
        return terms(word, self.language, singles=not asked)

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(**options)
        mode, place, start = options.get("mode", ""), options.get("start_pos", 0), options.get("start_char", 0)
        if not options.get("tokenize", True):
            token.original = token.text = value
            token.pos, token.startchar, token.endchar = place, start, start + len(value)
            yield token
            return
        for word, begin, end in split(value):
            for term in self._terms(word, mode):
                token.original = token.text = term
                token.boost, token.stopped, token.pos = 1.0, False, place
                token.startchar, token.endchar = start + begin, start + end
                yield token
                place += self.kind != "starts"

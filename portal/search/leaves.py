"""The segments of an open index as plain lists and sets: what a query needs of each, read once for all threads.

Whoosh's own matchers cost several function calls for each document and word; reading its blocks of postings whole is ten
times quicker. This touches Whoosh's inside, which is why its version is pinned exactly.
"""

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from portal.search.analysis import fold
from portal.search.schema import WORDS

SCORED = ("title", "keywords", "text")
_KEPT_SEGMENTS, _KEPT_DICTIONARIES, _KEPT_AUDIENCES = 128, 16, 64
LENGTHS = [byte_to_length(i) for i in range(256)]


class Facts:
    """What never changes of one segment."""

    def __init__(self, reader: Any) -> None:
        self.size: int = reader.doc_count_all()
        self.kinds: list[str] = [""] * self.size
        for kind in reader.lexicon("kind"):
            for ids, _weights in blocks(reader, "kind", kind):
                for number in ids:
                    self.kinds[number] = kind.decode()
        self.audiences = {
            name.decode(): frozenset(i for ids, _weights in blocks(reader, "audience", name) for i in ids)
            for name in reader.lexicon("audience")
        }
        self.lengths = {name: self._lengths(reader, name) for name in SCORED}
        self._readable: OrderedDict[frozenset[str], frozenset[int]] = OrderedDict()
        self._words: list[tuple[str, str]] | None = None

    def _lengths(self, reader: Any, field: str) -> bytes:
        name = f"_{field}_len"
        perdoc = reader._perdoc  # noqa: SLF001 - see the module's docstring
        if not perdoc.has_column(name):
            return bytes(self.size)
        return array("B", perdoc.column_reader(name, LENGTHS_COLUMN).load()).tobytes().ljust(self.size, b"\0")

    def readable(self, audiences: frozenset[str]) -> frozenset[int]:
        """The documents at least one of `audiences` may find."""
        kept = self._readable.get(audiences)
        if kept is None:
            kept = frozenset().union(*(self.audiences.get(name, ()) for name in audiences))
            self._readable[audiences] = kept
            while len(self._readable) > _KEPT_AUDIENCES:
                self._readable.popitem(last=False)
        return kept

    def words(self, reader: Any, language: str) -> list[tuple[str, str]]:
        """Every word of the segment: folded, and as written in lower case."""
        if self._words is None:
            self._words = [(fold(word, language), word) for word in (w.decode() for w in reader.lexicon(WORDS)) if word.isalpha()]
        return self._words


_facts: OrderedDict[str, Facts] = OrderedDict()
_lock = threading.Lock()


def _facts_of(reader: Any) -> Facts:
    key = reader.segment().segment_id()
    with _lock:
        kept = _facts.get(key)
        if kept is None:
            kept = _facts[key] = Facts(reader)
            while len(_facts) > _KEPT_SEGMENTS:
                _facts.popitem(last=False)
        else:
            _facts.move_to_end(key)
    return kept


def blocks(reader: Any, field: str, term: str | bytes) -> Iterator[tuple[Iterable[int], Iterable[float]]]:
    """The postings of a term as blocks of document numbers and weights; nothing for an unknown term."""
    text = term.encode() if isinstance(term, str) else term
    inside = reader._terms  # noqa: SLF001 - see the module's docstring
    try:
        info = inside.term_info(field, text)
    except TermNotFound:
        return
    if info.is_inlined():
        ids, weights, _values = info.inlined_postings()
        yield ids, weights
        return
    matcher = inside.matcher(field, text, reader.schema[field].format)
    while matcher.is_active():
        matcher.id(), matcher.weight()
        yield matcher._ids, matcher._weights  # noqa: SLF001 - see the module's docstring
        matcher._next_block()  # noqa: SLF001 - same


class Leaf:
    """One segment, seen by one reader with his rights."""

    def __init__(self, reader: Any, base: int, audiences: frozenset[str] | None) -> None:
        self.reader, self.base, self.facts = reader, base, _facts_of(reader)
        deleted = frozenset(reader.segment().deleted_docs())
        readable = None if audiences is None else self.facts.readable(audiences)
        if readable is not None and len(readable) == self.facts.size:
            readable = None
        if deleted:
            readable = (readable if readable is not None else frozenset(range(self.facts.size))) - deleted
        self.readable = readable
        self.size = self.facts.size if readable is None else len(readable)

    def postings(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        """(document number in this segment, weight) of those the reader may find."""
        readable = self.readable
        for ids, weights in blocks(self.reader, field, term):
            if readable is None:
                yield from zip(ids, weights, strict=False)
            else:
                yield from ((i, w) for i, w in zip(ids, weights, strict=False) if i in readable)

    def blocks(self, field: str, term: str) -> Iterator[tuple[Iterable[int], Iterable[float]]]:
        """The postings as they lie on disk, with those the reader may not find: look at `readable`."""
        return blocks(self.reader, field, term)

    def has(self, field: str, term: str) -> bool:
        """Whether a document the reader may find holds the term."""
        return next(self.postings(field, term), None) is not None


def leaves_of(searcher: Any, audiences: frozenset[str] | None) -> list[Leaf]:
    """The segments of an open index; `audiences` None: without regard to rights (never for what a reader sees)."""
    return [Leaf(reader, base, audiences) for reader, base in searcher.reader().leaf_readers() if reader.doc_count_all()]


class Dictionary:
    """All words of an index in order, for beginnings, parts and typing errors."""

    def __init__(self, pairs: set[tuple[str, str]]) -> None:
        self.pairs = sorted(pairs)
        self.folded = [pair[0] for pair in self.pairs]
        self.masks = [mask(word) for word in self.folded]
        self.known = frozenset(self.folded)

    def beginning(self, start: str, limit: int) -> list[tuple[str, str]]:
        """(folded, written) of words that begin like this."""
        at = bisect_left(self.folded, start)
        found = []
        for pair in self.pairs[at : at + limit]:
            if not pair[0].startswith(start):
                break
            found.append(pair)
        return found

    def containing(self, part: str, limit: int) -> list[tuple[str, str]]:
        """Words that hold this one inside, shortest first."""
        found = [pair for pair in self.pairs if part in pair[0] and not pair[0].startswith(part)]
        return sorted(found, key=lambda pair: len(pair[0]))[:limit]


def mask(word: str) -> int:
    """The letters of a word as bits, to leave out quickly what cannot be a typing error of it."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


_dictionaries: OrderedDict[tuple[str, ...], Dictionary] = OrderedDict()


def dictionary_of(leaves: list[Leaf], language: str) -> Dictionary:
    """The words of these segments; kept until something is committed."""
    key = (language, *(leaf.reader.segment().segment_id() for leaf in leaves))
    kept = _dictionaries.get(key)
    if kept is None:
        pairs: set[tuple[str, str]] = set()
        for leaf in leaves:
            pairs.update(leaf.facts.words(leaf.reader, language))
        kept = _dictionaries[key] = Dictionary(pairs)
        while len(_dictionaries) > _KEPT_DICTIONARIES:
            try:
                _dictionaries.popitem(last=False)
            except KeyError:
                break
    return kept

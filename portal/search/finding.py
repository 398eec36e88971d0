"""People's search in one index: words with their forms, ranking, counts by kind, corrections, beginnings.

A document's rank is the sum over the words of rarity times weight, the title counting most, times how much of the question
it covers. Everything counts only documents the reader may find, so nothing about others shows, not even in counts.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log
from typing import Any

from portal.search import analysis, frequent, highlighting, spelling
from portal.search.leaves import LENGTHS, Leaf, dictionary_of, leaves_of
from portal.search.schema import WORDS

_BOOSTS = {"title": 4.0, "keywords": 2.0, "text": 1.0}
_K, _B = 1.2, {"title": 0.3, "keywords": 0.2, "text": 0.75}
_MOST_WORDS = 12
_LINKS = ("", "s", "n", "en", "es", "er")
_ENOUGH = 3
"""With fewer hits than this, typing errors are looked for and a correction is offered."""


@dataclass
class Hit:
    """One found document: its stored fields, its rank, and its texts with <mark>."""

    fields: dict[str, Any]
    score: float
    title: Any = ""
    snippet: Any = ""


@dataclass
class Found:
    """The answer of an index."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    suggestion: str = ""


@dataclass
class Word:
    """One word of the question: as written, folded, its index term, and the documents it is found in with their weight."""

    written: str
    folded: str
    term: str
    in_run: bool = False
    weights: dict[int, float] = field(default_factory=dict)
    fixed: list[tuple[str, str]] = field(default_factory=list)


def words_of(text: str, language: str) -> list[Word]:
    """The words of a question, without those that are too common unless there are no others."""
    found: list[Word] = []
    for written, _start, _end in analysis.split(text):
        if analysis.is_sign(written[0]):
            terms = analysis.terms(written, language)
            found += [Word(term, term, term, in_run=len(terms) > 1) for term in terms]
        else:
            folded = analysis.fold(written, language)
            found.append(Word(written, folded, analysis.stem(folded, language)))
    telling = [word for word in found if word.folded not in analysis.stop_words(language)]
    return (telling or found)[:_MOST_WORDS]


class Question:
    """A question on its way through one open index."""

    def __init__(self, searcher: Any, text: str, language: str, audiences: frozenset[str] | None) -> None:
        self.language = language
        self.leaves = leaves_of(searcher, audiences)
        self.size = sum(leaf.size for leaf in self.leaves)
        self.words = words_of(text, language)
        self.unfinished = bool(text) and text[-1].isalnum()
        self.marks = highlighting.Marks(language)
        self.means = {name: self._mean(name) for name in _BOOSTS}
        self.state = (audiences, *((leaf.reader.segment().segment_id(), leaf.reader.segment().deleted_count()) for leaf in self.leaves))

    def _mean(self, name: str) -> float:
        total = sum(leaf.reader.field_length(name) for leaf in self.leaves)
        return max(1.0, total / max(1, sum(leaf.facts.size for leaf in self.leaves)))

    @property
    def dictionary(self) -> Any:
        return dictionary_of(self.leaves, self.language)

    def known(self, written: str) -> bool:
        """Whether a document the reader may find holds the word as written."""
        return any(leaf.has(WORDS, written) for leaf in self.leaves)

    # --- one word --------------------------------------------------------------------------------------------------

    def add_term(self, weights: dict[int, float], term: str, factor: float = 1.0) -> None:
        """The documents with this term in title, keywords or text; weights of several fields add up."""
        for name, boost in _BOOSTS.items():
            part = _B[name]
            norms = [_K * (1 - part + part * length / self.means[name]) for length in LENGTHS]
            most = boost * factor * (_K + 1)
            for leaf in self.leaves:
                lengths, base, readable = leaf.facts.lengths[name], leaf.base, leaf.readable
                for ids, counts in leaf.blocks(name, term):
                    for number, weight in zip(ids, counts, strict=False):
                        if readable is None or number in readable:
                            value = most * weight / (weight + norms[lengths[number]])
                            at = base + number
                            weights[at] = weights[at] + value if at in weights else value

    def _weights(self, term: str) -> dict[int, float]:
        weights: dict[int, float] = {}
        self.add_term(weights, term)
        return weights

    def add_flat(self, weights: dict[int, float], name: str, terms: Iterable[str], value: float) -> None:
        """The documents with any of these terms, at least with `value`."""
        for term in terms:
            for leaf in self.leaves:
                base, readable = leaf.base, leaf.readable
                for ids, _counts in leaf.blocks(name, term):
                    for number in ids:
                        if (readable is None or number in readable) and weights.get(base + number, 0.0) < value:
                            weights[base + number] = value

    def look_up(self, word: Word, *, last: bool) -> None:
        """Fill the word's documents: its own forms, then beginnings and compounds."""
        word.weights = frequent.weights_of((*self.state, word.term), lambda: self._weights(word.term))
        self.marks.stems.add(word.term)
        if analysis.is_sign(word.folded[0]):
            self.marks.signs.add(word.folded)
            self._apart(word)
            return
        if last and len(word.folded) >= 2:
            self.add_flat(word.weights, "auto", [word.folded], 1.6)
            if len(word.folded) >= 3:
                self.add_flat(word.weights, WORDS, [written for _f, written in self.dictionary.beginning(word.folded, 30)], 0.5)
            self.marks.starts += (word.folded,)
        if self.language == "de" and len(word.term) >= 4 and word.folded.isalpha():
            self._compounds(word)

    def _apart(self, word: Word) -> None:
        """Two Chinese signs that a title holds, but not side by side."""
        if len(word.term) == 2:
            first, second = ({leaf.base + n for leaf in self.leaves for n, _w in leaf.postings("title", sign)} for sign in word.term)
            for number in first & second:
                word.weights[number] = max(word.weights.get(number, 0.0), 1.2)

    def _compounds(self, word: Word) -> None:
        """German joins words: find 'Bohrmaschine' for 'Maschine', and 'Dichtung' for 'Gruppendichtung'."""
        self.add_flat(word.weights, WORDS, [written for _f, written in self.dictionary.containing(word.term, 40)], 0.6)
        self.marks.parts += (word.term,)
        own = bool(word.weights)
        for at in range(len(word.folded) - 4, 2, -1):
            head, tail = word.folded[:at], word.folded[at:]
            bare = next((head.removesuffix(link) for link in _LINKS if head.endswith(link) and self._is_word(head, link)), "")
            if bare and self._is_word(tail, ""):
                other: dict[int, float] = {}
                for piece, factor in ((tail, 0.45), (bare, 0.2)):
                    self.add_term(other, analysis.stem(piece, self.language), factor * (0.5 if own else 1.0))
                    if not own:
                        self.marks.stems.add(analysis.stem(piece, self.language))
                for number, weight in other.items():
                    word.weights[number] = max(word.weights.get(number, 0.0), weight)
                return

    def _is_word(self, piece: str, link: str) -> bool:
        bare = piece[: len(piece) - len(link)] if link else piece
        return len(bare) >= 3 and bare in self.dictionary.known

    def forgive(self, word: Word) -> None:
        """Add the documents of words one or two slips away."""
        word.fixed = [(folded, written) for _n, folded, written in spelling.corrections(word.folded, self.dictionary, self.known)]
        for place, (folded, _written) in enumerate(word.fixed):
            root = analysis.stem(folded, self.language)
            other: dict[int, float] = {}
            self.add_term(other, root, 0.6 if place == 0 else 0.35)
            for number, weight in other.items():
                word.weights[number] = max(word.weights.get(number, 0.0), weight)
            self.marks.stems.add(root)

    # --- all words -------------------------------------------------------------------------------------------------

    def answer(self) -> dict[int, float]:
        """Documents and their rank."""
        for place, word in enumerate(self.words):
            self.look_up(word, last=self.unfinished and place == len(self.words) - 1)
        if any(word.weights for word in self.words if word.in_run):
            self.words = [word for word in self.words if word.weights or not word.in_run]
        for word in self.words:
            if not word.weights:
                self.forgive(word)
        ranked = self._rank()
        if len(ranked) < _ENOUGH:
            for word in self.words:
                if not word.fixed and len(word.weights) < _ENOUGH:
                    self.forgive(word)
            ranked = self._rank()
        return ranked

    def _rank(self) -> dict[int, float]:
        rarities = self._rarities()
        if len(self.words) == 1:
            return {number: rarities[0] * weight for number, weight in self.words[0].weights.items()}
        whole = sum(rarities) or 1.0
        scores: dict[int, float] = {}
        covered: dict[int, float] = {}
        for word, rarity in zip(self.words, rarities, strict=True):
            for number, weight in word.weights.items():
                scores[number] = scores.get(number, 0.0) + rarity * weight
                covered[number] = covered.get(number, 0.0) + rarity
        full = sum(1 for share in covered.values() if share > 0.99 * whole)
        least = (0.7 if full >= 5 else 0.4) * whole
        return {number: score * (covered[number] / whole) ** 2 for number, score in scores.items() if covered[number] >= least}

    def _rarities(self) -> list[float]:
        """What each word tells; one that is found nowhere tells little, or a single slip would hide all."""
        found = [log(1 + (self.size - len(word.weights) + 0.5) / (len(word.weights) + 0.5)) if word.weights else 0.0 for word in self.words]
        known = [rarity for rarity in found if rarity]
        unknown = 0.6 * sum(known) / len(known) if known else 0.0
        return [rarity or unknown for rarity in found]

    def kinds(self) -> list[str]:
        """The kind of every document, by number."""
        if len(self.leaves) == 1 and not self.leaves[0].base:
            return self.leaves[0].facts.kinds
        found: list[str] = []
        for leaf in self.leaves:
            found += [""] * (leaf.base - len(found)) + leaf.facts.kinds
        return found

    def place(self, number: int) -> tuple[Leaf, int]:
        for leaf in reversed(self.leaves):
            if number >= leaf.base:
                return leaf, number - leaf.base
        raise IndexError(number)

    def stored(self, number: int) -> dict[str, Any]:
        leaf, own = self.place(number)
        return leaf.reader.stored_fields(own)


def find(
    searcher: Any, text: str, language: str, *, audiences: frozenset[str] | None, kind: str | None = None, offset: int = 0, limit: int = 10
) -> Found:
    """The documents for a question: one page of hits, all counts by kind (whatever `kind` is asked), a correction when few."""
    question = Question(searcher, text, language, audiences)
    if not question.words or not question.leaves:
        return Found()
    ranked = question.answer()
    kinds = question.kinds()
    counts = Counter(map(kinds.__getitem__, ranked))
    wanted = [(score, -number) for number, score in ranked.items() if kind is None or kinds[number] == kind]
    best = heapq.nlargest(offset + limit, wanted)[offset:]
    hits = [_hit(question, -number, score) for score, number in best]
    doubtful = len(ranked) < _ENOUGH or any(word.fixed for word in question.words)
    suggestion = _correction(question, text) if doubtful else ""
    return Found(hits=hits, total=len(wanted), counts=dict(counts), suggestion=suggestion)


def _hit(question: Question, number: int, score: float) -> Hit:
    fields = question.stored(number)
    marks = question.marks
    body = highlighting.passage(fields.get("text", ""), marks)
    summary = fields.get("summary", "")
    snippet = body if "<mark>" in body or not summary else highlighting.marked(summary, marks)
    return Hit(fields=fields, score=score, title=highlighting.marked(fields.get("title", ""), marks), snippet=snippet)


def _correction(question: Question, text: str) -> str:
    """The question with words replaced that no findable document holds; '' when nothing better is known."""
    changed = text
    for word in question.words:
        if word.in_run or analysis.is_sign(word.folded[0]) or _spelt_right(question, word.folded):
            continue
        fixed = word.fixed or [(f, w) for _n, f, w in spelling.corrections(word.folded, question.dictionary, question.known, 1)]
        if fixed:
            changed = changed.replace(word.written, fixed[0][1], 1)
    return changed if changed != text else ""


def _spelt_right(question: Question, folded: str) -> bool:
    """Whether a findable document holds exactly this word."""
    same = (written for other, written in question.dictionary.beginning(folded, 5) if other == folded)
    return any(question.known(written) for written in same)


def correct(searcher: Any, text: str, language: str, *, audiences: frozenset[str]) -> str:
    """A correction of a question, from words the audiences may find."""
    question = Question(searcher, text, language, audiences)
    return _correction(question, text) if question.leaves else ""


def complete(searcher: Any, text: str, language: str, *, audiences: frozenset[str], limit: int = 8) -> list[dict[str, Any]]:
    """The stored fields of documents whose title holds all words, the last of them perhaps unfinished."""
    question = Question(searcher, text, language, audiences)
    found: dict[int, float] | None = None
    for place, word in enumerate(question.words):
        last = place == len(question.words) - 1
        weights: dict[int, float] = {}
        question.add_flat(weights, "auto", [word.folded], 1.0)
        if not last or not weights:
            question.add_flat(weights, "title", [word.term], 1.0)
        found = weights if found is None else {n: v + weights[n] for n, v in found.items() if n in weights}
    stored = [question.stored(number) for number in heapq.nsmallest(60, found or {})]
    first = analysis.fold(text.strip(), language)
    stored.sort(key=lambda fields: (not analysis.fold(fields["title"], language).startswith(first), len(fields["title"])))
    return stored[:limit]

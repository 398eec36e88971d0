"""In which letters a list was saved. Lists do not say so; what they hold tells it."""

import re
from collections.abc import Callable

_RUNS = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 200_000
_HALF = 1_000
_ARABIC_OFTEN = frozenset(b"\xc7\xe1\xed\xe3\xe4\xe6\xd1\xc8\xca\xcf\xcd\xda\xe5\xd3\xc9")
"""Alef, lam, yeh, meem, noon, waw, reh and the next ones: four of five letters of Arabic names and streets."""


def decoded(data: bytes) -> str:
    """Text in UTF-8 or UTF-16 (with or without mark), else in what spreadsheets of the West, of Arabia, Taiwan and China write.

    A file in UTF-8 of which a few bytes are broken stays UTF-8: the broken ones become U+FFFD, which importers refuse with the line.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace").replace("\0", "")
    if name := _halves(data):
        return data.decode(name, "replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("utf-8-sig" if _mostly_utf8(data) else _old(data), "replace").replace("\0", "")


def _halves(data: bytes) -> str:
    """The name of UTF-16 without its mark: every twentieth letter or more has an empty half, always the same one. '' for anything else."""
    sample = data[: _HALF - _HALF % 2]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if min(first, second) or (first + second) * 20 * 2 < len(sample) or len(sample) < 4:
        return ""
    return "utf-16-be" if first else "utf-16-le"


def _mostly_utf8(data: bytes) -> bool:
    """Whether more lines hold whole UTF-8 letters beyond ASCII than lines that cannot be UTF-8."""
    whole = broken = 0
    for line in data.split(b"\n"):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            whole += 1
        except UnicodeDecodeError:
            broken += 1
    return whole > broken


def _old(data: bytes) -> str:
    """The name of an encoding from before UTF-8. Western letters stand alone among ASCII, all others in words."""
    runs = _RUNS.findall(data[:_SAMPLE])
    high = sum(map(len, runs))
    if not high or sum(len(run) == 1 for run in runs) > high * 0.5:
        return "cp1252"
    scores = {name: score(runs, data[:_SAMPLE]) for name, score in _SCORES.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.6 else "cp1252"


def _arabic(runs: list[bytes], _data: bytes) -> float:
    letters = b"".join(runs)
    return sum(letter in _ARABIC_OFTEN for letter in letters) / len(letters)


def _chinese(name: str, lead: range) -> Callable[[list[bytes], bytes], float]:
    """The share of letters that are among those in daily use, which each encoding has put first."""

    def score(_runs: list[bytes], data: bytes) -> float:
        text = data.decode(name, "replace")
        foreign = [letter for letter in text if not letter.isascii()]
        often = sum(letter.encode(name, "replace")[0] in lead for letter in foreign if letter != "\ufffd")
        return often / max(len(foreign), 1)

    return score


_SCORES: dict[str, Callable[[list[bytes], bytes], float]] = {
    "cp1256": _arabic, "big5": _chinese("big5", range(0xA4, 0xC7)), "gb18030": _chinese("gb18030", range(0xB0, 0xD8)),
}  # fmt: skip

"""The fonts letters are set in: Latin, Greek, Cyrillic and Arabic come as packages; Chinese is looked for, here and on the machine.

A letter with a sign that no font here has is refused: nothing is ever printed with boxes in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from portal.core.doctor import Finding

_CHINESE_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJKtc-Regular.otf",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/local/share/fonts/NotoSansTC-Regular.otf",
    "/usr/local/share/fonts/NotoSansTC-Regular.ttf",
)
_PACKAGES = {
    "latin": ("fontpkg_noto_sans", "files/NotoSans[[]wdth,wght[]].ttf"),
    "arabic": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[[]wdth,wght[]].ttf"),
    "chinese": ("justmytype_intl_cjk", "fonts/ofl/notosanstc/NotoSansTC*.ttf"),
}


@dataclass(frozen=True)
class Face:
    """One font file; `number` is its place in a collection."""

    name: str
    path: Path
    number: int = 0


def faces() -> list[Face]:
    """Every font there is, in the order in which a sign is looked for."""
    return [face for face in map(_face, ("latin", "arabic", "chinese")) if face]


@lru_cache(maxsize=8)
def _face(script: str) -> Face | None:
    places = [Path(settings.CHINESE_FONT)] if script == "chinese" and settings.CHINESE_FONT else []
    places += _packaged(*_PACKAGES[script])
    if script == "chinese":
        places += [Path(place) for place in _CHINESE_PLACES]
    path = next((place for place in places if place.is_file()), None)
    return Face(script, path, _number(path)) if path else None


def _packaged(package: str, pattern: str) -> list[Path]:
    spec = find_spec(package)
    folders = [Path(place) for place in spec.submodule_search_locations or []] if spec else []
    return [found for folder in folders for found in sorted(folder.glob(pattern))]


def _number(path: Path) -> int:
    """In a collection the face for traditional Chinese, else the first."""
    if path.suffix != ".ttc":
        return 0
    names = [str(font["name"].getDebugName(1)) for font in TTCollection(path, lazy=True).fonts]
    return next((number for number, name in enumerate(names) if name.endswith(" TC")), 0)


@lru_cache(maxsize=8)
def _signs(face: Face) -> frozenset[int]:
    with TTFont(face.path, fontNumber=face.number if face.path.suffix == ".ttc" else -1, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def needed(text: str, loaded: set[str]) -> list[Face]:
    """The fonts to load for signs of `text` that none of those named has: for each sign the first that has it."""
    signs, found = set(map(ord, text)), []
    for face in sorted(faces(), key=lambda face: face.name not in loaded):
        if face.name not in loaded and not signs.isdisjoint(_signs(face)):
            found.append(face)
        signs -= _signs(face)
    return found


def lacking(text: str) -> str:
    """The signs of `text` that no font here has, each once; marks that are never drawn do not count."""
    wanted = {sign for sign in text if sign.isprintable() and not sign.isspace() and sign not in "\u200c\u200d\u200e\u200f\u061c"}
    known: set[int] = set()
    for face in faces():
        known |= _signs(face)
    return "".join(sorted(sign for sign in wanted if ord(sign) not in known))


def examination() -> Iterator[Finding]:
    """What `manage.py doctor` says of letters."""
    for script, sample in (("latin", "ÄßéŁΩЖ"), ("arabic", "سلام"), ("chinese", "繁體中文")):
        try:
            face, missing = _face(script), lacking(sample)
        except (OSError, TTLibError, AttributeError) as error:
            yield Finding("fault", "Letters", f"the font for {script} cannot be read: {error}", "Install it anew, or set CHINESE_FONT.")
            continue
        if face is None or missing:
            text = f"no font has {script} signs: letters that hold them are refused, not printed with boxes."
            yield Finding(
                "note", "Letters", text, "Install fonts-noto-cjk, or `pip install justmytype-intl-cjk`, or set CHINESE_FONT=/path/to/font."
            )
        else:
            yield Finding("ok", "Letters", f"{script}: {face.path.name}")

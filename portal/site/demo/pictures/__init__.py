"""The demo's pictures, drawn as SVG: products, tutorials and news."""

from . import brewing, care, grinders, learning, machines, parts, tools
from .palette import TONES
from .scenes import SCENES
from .shapes import svg

_DRAWINGS = {
    **machines.DRAWINGS,
    **grinders.DRAWINGS,
    **brewing.DRAWINGS,
    **tools.DRAWINGS,
    **parts.DRAWINGS,
    **care.DRAWINGS,
    **learning.DRAWINGS,
}

#: Colours of each product; the first is drawn when none is asked for.
COLOURS: dict[str, tuple[str, ...]] = {
    code: colours for code, (_, colours) in _DRAWINGS.items()
}

#: Every code that `draw` knows: products, "tutorial:CODE", "news:CODE".
CODES: tuple[str, ...] = (*_DRAWINGS, *SCENES)

__all__ = ["CODES", "COLOURS", "draw"]


def draw(code: str, *, colour: str | None = None) -> str:
    """Return the SVG of a code; KeyError for an unknown code or colour."""
    tone = TONES[colour] if colour is not None else None
    if code in SCENES:
        return svg(SCENES[code](), 640, 400)
    drawing, colours = _DRAWINGS[code]
    return svg(drawing(tone or TONES[colours[0]]))

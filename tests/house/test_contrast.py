"""Every pair of tokens that meets on a page can be read: 4.5:1 for text, 3:1 for shapes, in light and dark."""

import math
import re

import pytest

from tests.house.tree import ROOT

TEXT = [("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "sunken"), ("brand", "paper"), ("brand", "surface"),
        ("brand", "brand-soft"), ("ink", "brand-soft"), ("on-brand", "brand"), ("copper", "paper"), ("copper", "surface"), ("copper", "copper-soft"), ("ink", "copper-soft"),
        ("error", "paper"), ("error", "surface"), ("error", "error-soft"), ("ink", "error-soft"), ("brand", "sunken")]  # fmt: skip
SHAPES = [("line-strong", "paper"), ("line-strong", "surface"), ("copper", "sunken"), ("brand", "sunken"), ("error", "paper")]


def tokens(theme: int) -> dict[str, tuple[float, float, float]]:
    """Token → OKLCH, for theme 0 (light) or 1 (dark)."""
    css = (ROOT / "portal/core/static/core/css/tokens.css").read_text(encoding="utf-8")
    found = {}
    for name, *pair in re.findall(r"--([a-z-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)", css):
        lightness, chroma, hue = pair[theme].split("/")[0].split()
        found[name] = (float(lightness.rstrip("%")) / 100, float(chroma), float(hue))
    return found


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance (WCAG 2.2) of an OKLCH colour, by Ottosson's OKLab matrices."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0), 1) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21():
    assert round(contrast((0, 0, 0), (1, 0, 0)), 1) == 21.0


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(("one", "other", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES])
def test_pairs_of_tokens_can_be_read(theme, one, other, least):
    known = tokens(theme)
    assert len(known) >= 14
    assert contrast(known[one], known[other]) >= least

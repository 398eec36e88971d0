"""Grinders: the flat burr G1 and G2, and the hand grinder."""

from collections.abc import Callable

from . import palette as p
from .machines import spouts
from .palette import Tone
from .shapes import (
    bean,
    body,
    cylinder,
    dashes,
    digits,
    disc,
    feet,
    grip,
    knob,
    oval,
    path,
    place,
    rect,
    shadow,
)


def bellows(cx: float, y: float, r: float, folds: int = 4,
            tone: Tone = p.BLACK) -> str:
    """Return rubber bellows with a wooden cap; y is the lower edge."""
    parts = []
    for index in range(folds):
        low = y - index * 15
        wide = r * (1 - .05 * index)
        d = (f"M{cx - wide * .8:g} {low}Q{cx - wide * 1.2:g} {low - 8} "
             f"{cx - wide * .8:g} {low - 16}H{cx + wide * .8:g}"
             f"Q{cx + wide * 1.2:g} {low - 8} {cx + wide * .8:g} {low}z")
        parts.append(path(d, tone.base, tone.edge, 3)
                     + path(f"M{cx - wide * .72:g} {low - 8}h{wide * .5:g}",
                            "none", tone.light, 4))
    top = y - folds * 15
    return "".join(parts) + cylinder(cx, top - 14, top - 2, r * .72, p.WALNUT)


def dosing_cup(cx: float, base: float, r: float = 34) -> str:
    """Return a steel dosing cup with ground coffee."""
    return (cylinder(cx, base - 52, base, r, p.STEEL, r * .86)
            + oval(cx, base - 51, r * .8, r * .15, p.COFFEE))


def grounds(cx: float, y: float, h: float) -> str:
    """Return falling ground coffee."""
    return (dashes(f"M{cx - 5} {y}v{h}M{cx + 6} {y + 3}v{h - 4}", p.COFFEE, 4,
                   "5 5") + dashes(f"M{cx} {y + 4}v{h - 6}", p.COFFEE, 4,
                                   "4 6"))


def dose(cx: float, base: float) -> str:
    """Return a glass cup with one weighed dose of beans."""
    heap = "".join(bean(cx + x, base + y, 12, turn) for x, y, turn in (
        (-24, -6, 20), (0, -3, 70), (24, -6, -20), (-12, -20, -40),
        (13, -19, 30)))
    d = f"M{cx - 46} {base - 48}l8 52h76l8-52z"
    return (path(d, p.GLASS.base, opacity=.75) + heap
            + path(d, "none", p.GLASS.edge)
            + path(f"M{cx - 34} {base - 38}l4 28", "none", "#fff", 6)
            + oval(cx, base - 48, 46, 8, "none", p.GLASS.edge))


def grinder_g1(tone: Tone) -> str:
    """Draw the G1: a dose in the cup on top, the bellows beside it."""
    dial = (rect(92, 216, 154, 22, p.BLACK.base, p.BLACK.edge, 6)
            + dashes("M100 227H240", p.WHITE.light, 9, "2.5 9")
            + path("M168 242l-6 10h12z", p.SIGNAL))
    return (place(bellows(0, 0, 40), 350, 424, .86)
            + shadow(206, 440, 156) + place(bellows(0, 0, 40), 350, 436, .86)
            + feet(92, 276, 428) + body(80, 406, 236, 26, tone, 12, 26)
            + body(212, 182, 96, 230, tone, 22, 26)
            + dashes("M252 330h28M252 344h28M252 358h28M252 372h28",
                     tone.edge, 4, "28 1")
            + disc(266, 292, 15, p.BLACK.base, p.BLACK.edge)
            + path("M266 284v8", "none", p.GLOW, 4)
            + cylinder(168, 162, 178, 50, p.WALNUT) + dose(168, 160)
            + body(92, 178, 154, 76, tone, 18, 24) + dial
            + path("M140 254h56l-10 34h-36z", p.STEEL.base, p.STEEL.edge)
            + path("M152 262l4 22", "none", p.STEEL.light, 6)
            + grounds(168, 292, 52)
            + path("M212 372h-84", "none", p.STEEL.edge, 10)
            + path("M212 372h-84", "none", p.STEEL.light, 4)
            + dosing_cup(168, 400))


def grinder_g2(tone: Tone) -> str:
    """Draw the G2: large flat burrs, glass hopper, display."""
    beans = "".join(
        bean(x, y, 14, turn) for x, y, turn in (
            (160, 172, 10), (186, 176, 60), (214, 172, -30), (238, 177, 30),
            (170, 154, -40), (198, 157, 15), (226, 154, 70), (152, 138, 35),
            (184, 138, 80), (212, 136, 0), (244, 139, -50)))
    hopper = (path("M120 96L150 192h100L280 96z", p.GLASS.base, opacity=.75)
              + beans
              + path("M120 96L150 192h100L280 96z", "none", p.GLASS.edge)
              + path("M138 112l18 60", "none", p.GLASS.light, 7)
              + rect(110, 82, 180, 16, p.BLACK.base, p.BLACK.edge, 7))
    collar = (body(112, 190, 176, 34, p.BLACK, 8)
              + dashes("M122 212H280", p.WHITE.light, 12, "2.5 9.5")
              + path("M200 190v12", "none", p.SIGNAL, 5))
    holder = (path("M150 372h-20M250 372h20", "none", p.STEEL.edge, 10)
              + grip(246, 366, 112, 28, p.WALNUT, 8)
              + rect(238, 357, 16, 18, p.BRASS.base, p.BRASS.edge, 3)
              + place(spouts(0, 0), 200, 380, .9)
              + body(156, 352, 88, 30, p.STEEL, 8, 16)
              + path("M164 353q36-18 72 0z", p.BEAN.base, p.COFFEE))
    return (shadow(200, 440, 140) + feet(94, 280, 428) + hopper
            + body(90, 222, 220, 110, tone, 18, 30)
            + rect(96, 326, 208, 84, tone.dark, tone.edge)
            + rect(112, 330, 176, 76, tone.edge, r=6, opacity=.45) + collar
            + rect(120, 244, 84, 48, p.SCREEN, tone.edge, 8)
            + digits("18.0", 133, 255, 25, p.GLOW)
            + knob(258, 268, 27, p.COPPER, 40)
            + path("M168 308h64l-14 24h-36z", p.STEEL.base, p.STEEL.edge)
            + path("M182 314l5 12", "none", p.STEEL.light, 6)
            + body(76, 404, 248, 30, tone, 12, 28) + holder)


def crank(cx: float, y: float, wood: Tone) -> str:
    """Return the crank of the hand grinder, folded down at its side."""
    arm = f"M{cx} {y}H{cx + 66}q18 0 18 18v72"
    ball = (rect(cx + 77, y + 88, 14, 26, p.STEEL.base, p.STEEL.edge, 4)
            + disc(cx + 84, y + 126, 23, wood.base, wood.edge)
            + path(f"M{cx + 103} {y + 122}a20 20 0 0 1-26 19q20-2 26-19",
                   wood.dark)
            + disc(cx + 76, y + 118, 5, wood.light))
    return (path(arm, "none", p.STEEL.edge, 17)
            + path(arm, "none", p.STEEL.base, 10)
            + path(f"M{cx} {y - 3}H{cx + 68}", "none", p.STEEL.light, 4)
            + cylinder(cx, y - 12, y + 10, 15, p.STEEL) + ball)


def grinder_hand(tone: Tone) -> str:
    """Draw the hand grinder: a slim cylinder with its crank folded."""
    ribs = "M142 252H244M140 266H246M140 280H246M142 294H244"
    return (shadow(193, 440, 84)
            + cylinder(193, 336, 432, 50, p.GLASS, 46)
            + path("M145 384l2 50a46 9.2 0 0 0 92 0l2-50z", p.COFFEE)
            + oval(193, 384, 48, 9, p.BEAN.base)
            + path("M155 344v76", "none", p.GLASS.light, 7)
            + cylinder(193, 320, 340, 56, p.STEEL)
            + cylinder(193, 208, 318, 56, tone, 54)
            + path(ribs, "none", tone.edge, 4, .65)
            + cylinder(193, 188, 212, 60, p.STEEL)
            + cylinder(193, 176, 190, 48, p.BLACK)
            + crank(193, 166, p.WALNUT if tone != p.WALNUT else p.ASH)
            + path("M186 232v-6a7 7 0 0 1 14 0v6", "none", p.BRASS.light, 4)
            + bean(292, 430, 14, 20) + bean(106, 432, 13, -30)
            + bean(322, 436, 11, 60))


def scoop(x: float, y: float) -> str:
    """Return a scoop of beans, for scenes."""
    heap = "".join(bean(cx, cy, 13, turn) for cx, cy, turn in (
        (-30, -12, 10), (-8, -20, 60), (16, -14, -20), (36, -8, 40),
        (0, -6, 0)))
    bowl = path("M-54-6h108q-4 44-54 44t-54-44z", p.STEEL.base, p.STEEL.edge)
    return place(grip(46, 4, 96, 22, p.WALNUT, -14) + heap + bowl
                 + path("M-40 4q6 20 24 26", "none", p.STEEL.light, 6), x, y)


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "grinder-g1": (grinder_g1, ("steel", "moss", "black")),
    "grinder-g2": (grinder_g2, ("steel", "black")),
    "grinder-hand": (grinder_hand, ("walnut", "steel")),
}

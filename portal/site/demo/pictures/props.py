"""Things around the objects in the scenes: benches, windows, people."""

from . import palette as p
from .palette import Tone
from .shapes import (
    arch,
    bean,
    body,
    dashes,
    disc,
    oval,
    path,
    place,
    rays,
    rect,
    shadow,
)


def stand(fragment: str, cx: float, scale: float, ground: float = 352,
          turn: float = 0) -> str:
    """Place a product's picture so that it stands on a scene's ground."""
    return place(fragment, cx - 200 * scale, ground - 438 * scale, scale,
                 turn)


def wall(tone: Tone = p.BOTTLE) -> str:
    """Return the quiet arch behind a scene."""
    return (arch(150, 20, 340, 336, tone.light, opacity=.24)
            + path("M60 356h520", "none", tone.light, 4, .4))


def bench(tone: Tone = p.WALNUT, y: float = 350) -> str:
    """Return a workbench across the scene."""
    return (rect(24, y, 592, 34, tone.base, tone.edge, 8)
            + rect(26, y + 2, 588, 9, tone.light, r=5)
            + path(f"M70 {y + 20}h150M270 {y + 26}h190M500 {y + 18}h70",
                   "none", tone.dark, 3)
            + body(66, y + 34, 30, 400 - y - 36, tone, 3)
            + body(544, y + 34, 30, 400 - y - 36, tone, 3))


def window(x: float, y: float, w: float, h: float, sky: str,
           view: str = "") -> str:
    """Return an arched window with a view drawn inside it."""
    mid = x + w / 2
    return (arch(x, y, w, h, sky, p.WALNUT.edge, 16) + view
            + path(f"M{mid:g} {y}v{h}M{x} {y + h * .55:g}h{w}", "none",
                   p.WALNUT.base, 7)
            + arch(x, y, w, h, "none", p.WALNUT.base, 9)
            + rect(x - 14, y + h - 2, w + 28, 14, p.WALNUT.light,
                   p.WALNUT.edge, 4, 3))


def lamp(x: float, y: float, length: float) -> str:
    """Return a hanging lamp with its light."""
    return (path(f"M{x - 30} {y}L{x - 110} {y + length}h220L{x + 30} {y}z",
                 p.AMBER.light, opacity=.3)
            + path(f"M{x} 0V{y - 34}", "none", p.INK, 4)
            + path(f"M{x - 46} {y}q4-40 46-40t46 40z", p.BOTTLE.base,
                   p.BOTTLE.edge)
            + path(f"M{x - 34} {y - 8}q6-20 26-24", "none", p.BOTTLE.light, 5)
            + oval(x, y, 46, 7, p.AMBER.light, p.BOTTLE.edge, 3))


def bowl(cx: float, base: float, tone: Tone = p.CREAM) -> str:
    """Return a bowl full of matt brown beans."""
    heap = "".join(bean(cx + x, base - 66 + y, 13, turn) for x, y, turn in (
        (-50, 4, 20), (-28, -8, 70), (-4, -14, 10), (22, -10, -40),
        (48, 2, 30), (-14, 4, -20), (14, 4, 50)))
    d = f"M{cx - 78} {base - 62}h156q-8 62-54 62h-48q-46 0-54-62z"
    return (shadow(cx, base, 70) + heap + path(d, tone.base)
            + path(f"M{cx + 36} {base - 62}h42q-8 62-54 62h-18q26-20 30-62z",
                   tone.dark) + path(d, "none", tone.edge)
            + path(f"M{cx - 60} {base - 46}q6 26 22 34", "none", tone.light,
                   6))


def cloth(cx: float, y: float, w: float, tone: Tone) -> str:
    """Return a cloth that lies on the bench."""
    a = w / 2
    return (path(f"M{cx - a + 26} {y - 18}h{w - 52}l26 26q-{w / 4:g} 14-"
                 f"{a:g} 6t-{a:g}-2z", tone.base, tone.edge)
            + dashes(f"M{cx - a + 20} {y}h{w - 40}", tone.light, 3, "8 6"))


def gloves(x: float, y: float) -> str:
    """Return a pair of rubber gloves, one over the other."""
    d = ("M0 0q-8-40 2-62q8-8 12 2l4 24 2-36q8-10 14 0l0 36 6-34q8-8 13 1"
         "l-3 38 8-18q9-5 12 4l-12 45z")
    one = (path(d, p.AMBER.base, p.AMBER.edge)
           + rect(-4, -4, 54, 16, p.AMBER.light, p.AMBER.edge, 6)
           + path("M12-18h24", "none", p.AMBER.dark, 4))
    return place(one, x + 34, y - 6, 1, 14) + place(one, x, y - 10, 1, -8)


def person(x: float, ground: float, coat: Tone, hair: Tone,
           lean: float = 0) -> str:
    """Return a person from the waist up who stands behind a bench."""
    trunk = "M-56 0v-70q0-46 40-50h32q40 4 40 50v70z"
    art = (path(trunk, coat.base, coat.edge)
           + path("M30-116q26 8 26 46v70H26z", coat.dark)
           + path("M-40 0v-62", "none", coat.light, 6)
           + path(trunk, "none", coat.edge)
           + rect(-14, -138, 28, 26, p.SKIN.dark, p.SKIN.edge, 8, 3)
           + disc(0, -164, 34, p.SKIN.base, p.SKIN.edge)
           + path("M-34-160q-6-44 34-44t34 44q-10-24-30-26-24 4-38 26z",
                  hair.base, hair.edge)
           + disc(-11, -160, 3, p.INK) + disc(13, -160, 3, p.INK)
           + path("M-6-146q8 6 14 0", "none", p.SKIN.edge, 3))
    return place(art, x, ground, turn=lean)


def headset(x: float, y: float) -> str:
    """Return a headset that lies upright."""
    band = "M-52 0v-14a52 56 0 0 1 104 0v14"
    return place(
        path(band, "none", p.BLACK.edge, 16)
        + path(band, "none", p.BLACK.light, 8)
        + path("M-44 20q0 34 40 32", "none", p.BLACK.edge, 6)
        + body(-68, -12, 30, 48, p.COPPER, 12)
        + body(38, -12, 30, 48, p.COPPER, 12)
        + oval(2, 52, 13, 8, p.BLACK.base, p.BLACK.edge, 3), x, y)


def notebook(x: float, y: float) -> str:
    """Return an open notebook; its lines begin at the right."""
    lines = "".join(
        f"M{right} {-46 + row * 13}q-9-8-15 0t-14 1-{width} -1"
        for right, widths in ((-14, (44, 30, 48)), (106, (46, 52, 24)))
        for row, width in enumerate(widths))
    marks = "M-34-36h.1M-60-23h.1M80-36h.1M62-22h.1M92-10h.1M-40-54h.1"
    return place(
        path("M0-66Q-50-76-96-64L-116 0Q-54-10 0 2 54-10 116 0L96-64Q50-76 "
             "0-66z", p.CREAM.light, p.CREAM.edge)
        + path("M0-66V2", "none", p.CREAM.edge, 3)
        + path(lines, "none", p.NIGHT.base, 3)
        + path(marks, "none", p.NIGHT.base, 4), x, y, .92)


def arrow(x: float, y: float, length: float, turn: float = 0,
          tone: Tone = p.COPPER) -> str:
    """Return a broad arrow that points right."""
    n = length - 22
    return place(path(f"M0-7h{n}v-13l24 20-24 20v-13h-{n}z", tone.base,
                      tone.edge, 3), x, y, turn=turn)


def waves(cx: float, cy: float, radii: tuple[int, ...], colour: str) -> str:
    """Return sound waves to both sides of a point."""
    d = "".join(f"M{cx + r * .8:g} {cy - r * .6:g}a{r} {r} 0 0 1 0 "
                f"{r * 1.2:g}M{cx - r * .8:g} {cy - r * .6:g}a{r} {r} 0 0 0 "
                f"0 {r * 1.2:g}" for r in radii)
    return path(d, "none", colour, 6)


def snow(spots: tuple[tuple[int, int, int], ...]) -> str:
    """Return snowflakes at x, y with a radius."""
    return "".join(rays(x, y, 0, r, 6, "#fff", 3) for x, y, r in spots)


def rain(x: float, y: float, w: int, h: int) -> str:
    """Return slanted rain in a box."""
    d = "".join(f"M{x + 8 + col * 22 + row % 2 * 10:g} "
                f"{y + row * 26:g}l-5 13"
                for row in range(h // 26) for col in range(w // 22))
    return path(d, "none", "#e8f5f7", 3, .85)


def crate(x: float, y: float, w: float, h: float) -> str:
    """Return the front of an open wooden crate."""
    return (rect(x, y, w, h, p.ASH.base, p.ASH.edge, 4)
            + path(f"M{x} {y + h / 3:g}h{w}M{x} {y + h * 2 / 3:g}h{w}",
                   "none", p.ASH.edge, 3)
            + body(x + 12, y - 6, 26, h + 10, p.ASH, 3)
            + body(x + w - 38, y - 6, 26, h + 10, p.ASH, 3)
            + rect(x + w / 2 - 34, y + h * .4, 68, 15, p.SCREEN, p.ASH.edge,
                   7, 3))


def wool(x: float, y: float, w: int, tone: Tone = p.CREAM) -> str:
    """Return a soft edge of wool, w wide."""
    curls = "".join(f"q16-{18 + index % 3 * 6} 32 0"
                    for index in range(w // 32))
    return path(f"M{x} {y}{curls}v22h-{w // 32 * 32}z", tone.light, tone.edge,
                3)


def caliper(x: float, y: float, turn: float = 0) -> str:
    """Return a steel caliper."""
    return place(
        rect(0, -13, 260, 26, p.STEEL.base, p.STEEL.edge, 3)
        + dashes("M40 6H250", p.STEEL.edge, 10, "2.5 7")
        + path("M0-13v-26l14 0 10 26zM0 13v62q18-16 22-62z", p.STEEL.light,
               p.STEEL.edge)
        + path("M92-13v-26l-14 0-10 26zM92 13v62q-18-16-22-62z",
               p.STEEL.light, p.STEEL.edge)
        + body(68, -18, 84, 36, p.STEEL, 4)
        + rect(94, -10, 46, 20, p.SCREEN, p.STEEL.edge, 3, 3)
        + path("M102 0h8M116 0h8M130 0h2", "none", p.GLOW, 4), x, y,
        turn=turn)


def drawers(spots: list[tuple[int, int]], tone: Tone) -> str:
    """Return small labelled drawers, all of one tone, as three paths."""
    fronts = "".join(f"M{x} {y}h70v48h-70z" for x, y in spots)
    labels = "".join(f"M{x + 18} {y + 9}h34v13h-34z" for x, y in spots)
    knobs = "".join(f"M{x + 35} {y + 35}h.1" for x, y in spots)
    words = "".join(f"M{x + 25} {y + 15}h18" for x, y in spots)
    return (path(fronts, tone.base, tone.edge, 3)
            + path(labels, p.CREAM.light, tone.edge, 2)
            + path(words, "none", tone.edge, 2)
            + path(knobs, "none", p.BRASS.edge, 12)
            + path(knobs, "none", p.BRASS.base, 8))


def carton(x: float, base: float, w: float, h: float,
           tone: Tone = p.KRAFT) -> str:
    """Return a labelled carton on a shelf."""
    return (body(x, base - h, w, h, tone, 3, 10)
            + rect(x + w * .24, base - h * .66, w * .5, h * .36,
                   p.CREAM.light, tone.edge, 2, 2)
            + path(f"M{x + w * .32:g} {base - h * .48:g}h{w * .32:g}", "none",
                   tone.edge, 3))


def tube_of_water(x: float, base: float, level: float, fluid: str) -> str:
    """Return a small glass test tube."""
    d = f"M{x - 11} {base - 76}v64a11 12 0 0 0 22 0v-64z"
    return (path(d, p.GLASS.light, opacity=.85)
            + path(f"M{x - 9} {base - level}V{base - 12}a9 10 0 0 0 18 0V"
                   f"{base - level}z", fluid)
            + path(d, "none", p.GLASS.edge, 3)
            + path(f"M{x - 15} {base - 76}h30", "none", p.GLASS.edge, 5))


def marker(x: float, y: float, turn: float) -> str:
    """Return a marker pen that points right."""
    return place(body(0, -12, 84, 24, p.BOTTLE, 6)
                 + path("M84-9h14l14 6v6l-14 6H84z", p.WHITE.base,
                        p.WHITE.edge)
                 + path("M112-3l10 3-10 3z", p.INK, p.INK), x, y,
                 turn=turn)

"""Care and water: tablets, descaler, cartridge, brushes and cloths."""

from collections.abc import Callable

from . import palette as p
from .palette import Tone
from .parts import burr
from .shapes import (
    around,
    body,
    cylinder,
    dashes,
    disc,
    drop,
    grip,
    oval,
    path,
    place,
    rays,
    rect,
    shadow,
)


def tablet(cx: float, cy: float) -> str:
    """Return one cleaning tablet with a score line."""
    return (cylinder(cx, cy - 12, cy, 25, p.WHITE, flat=.42)
            + path(f"M{cx - 14} {cy - 15}l28 6", "none", p.WHITE.dark, 4))


def cleaning_tablets(tone: Tone) -> str:
    """Draw the glass jar of cleaning tablets with its metal lid."""
    jar = "M104 214V422a96 17 0 0 0 192 0V214z"
    pile = "".join(
        oval(x, y - 2, 25, 11, p.WHITE.dark, p.WHITE.edge, 3)
        + oval(x, y - 8, 25, 10, p.WHITE.light, p.WHITE.edge, 3)
        for y, row in (
            (416, (132, 184, 236, 268)), (394, (150, 206, 256)),
            (372, (136, 188, 242)), (350, (164, 220, 262)),
            (330, (142, 196, 244)))
        for x in row)
    return (shadow(200, 440, 132)
            + path(jar, p.GLASS.base, opacity=.75) + pile
            + path("M276 214V434q20-5 20-12V214z", p.GLASS.dark, opacity=.7)
            + path("M120 240v170", "none", "#fff", 10, .85)
            + path(jar, "none", p.GLASS.edge)
            + rect(150, 250, 100, 56, p.BOTTLE.base, p.BOTTLE.edge, 6)
            + disc(176, 278, 15, tone.light, tone.edge, 3)
            + path("M168 274l16 7M202 270h32M202 284h22", "none",
                   p.BOTTLE.light, 4)
            + cylinder(200, 172, 208, 92, p.STEEL, flat=.17)
            + dashes("M112 190a88 14 0 0 0 176 0", p.STEEL.edge, 16, "2.5 9")
            + tablet(64, 438) + tablet(330, 440))


def descaler(tone: Tone) -> str:
    """Draw the descaler: bottle, drop label and a measuring cup."""
    outline = ("M136 176h56v22q50 20 50 68v152q0 18-18 18H104q-18 0-18-18V266"
               "q0-48 50-68z")
    cup = (cylinder(302, 352, 428, 44, p.GLASS, 36)
           + path("M263 392l3 36a36 7 0 0 0 72 0l3-36z", p.COPPER.light,
                  opacity=.85)
           + oval(302, 392, 39, 7, p.COPPER.light, p.COPPER.dark, 2)
           + path("M288 372h16M288 388h10M288 404h16", "none", p.GLASS.edge,
                  4))
    return (shadow(212, 440, 146) + path(outline, tone.base)
            + path("M136 200q-50 18-50 66v152q0 18 18 18h8V280q0-50 30-82z",
                   tone.light)
            + path("M192 198q50 20 50 68v152q0 18-18 18h-26V280q10-50-6-82z",
                   tone.dark)
            + path(outline, "none", tone.edge)
            + body(130, 136, 68, 44, p.COPPER, 6)
            + path("M146 142v32M160 142v32M174 142v32", "none",
                   p.COPPER.edge, 3)
            + rect(96, 270, 136, 128, p.CREAM.light, tone.edge, 6, 3)
            + drop(164, 326, 26, p.WATER, p.SKY.edge)
            + path("M146 336q6 14 20 14", "none", p.SKY.light, 5)
            + path("M112 380h104", "none", p.COPPER.base, 6)
            + path("M112 290h22M112 302h14", "none", p.WALNUT.dark, 4) + cup)


def water_cartridge(tone: Tone) -> str:
    """Draw the water cartridge standing in a glass of water."""
    beads = "".join(
        disc(x + (7 if row % 2 else 0), y, 6.5,
             (p.BLACK.base, p.SKY.base, p.CREAM.base)[(row + col) % 3],
             p.GLASS.edge, 2)
        for row, y in enumerate(range(286, 372, 14))
        for col, x in enumerate(range(167, 229, 15)))
    glass = ("M92 320a108 13 0 0 0 216 0V424a108 14 0 0 1-216 0z")
    return (shadow(200, 440, 122)
            + cylinder(200, 250, 412, 78, tone, 70)
            + rect(154, 272, 92, 108, p.GLASS.light, tone.edge, 14) + beads
            + cylinder(200, 410, 430, 76, p.BOTTLE, 70)
            + cylinder(200, 214, 246, 86, p.BOTTLE, 82)
            + path("M126 236a84 16 0 0 0 146 0", "none", p.BOTTLE.light, 4)
            + cylinder(200, 176, 208, 36, tone, 42)
            + cylinder(200, 146, 176, 20, tone)
            + path("M181 158a20 4 0 0 0 38 0", "none", p.SIGNAL, 6)
            + path(glass, p.WATER, opacity=.5)
            + path("M92 320v-20M308 320v-20", "none", p.GLASS.edge)
            + path(glass, "none", p.GLASS.edge)
            + oval(200, 300, 108, 15, "none", p.GLASS.edge)
            + path("M112 340v70", "none", "#fff", 8, .8))


def grinder_brush(tone: Tone) -> str:
    """Draw the grinder brush: a flat wooden handle and soft bristles."""
    bristles = "".join(f"M{x} 62l{(x) * .22:g} 74" for x in range(-44, 45, 8))
    handle = ("M-22-180Q0-204 22-180Q30-90 24-40L46 20H-46L-24-40Q-30-90-22"
              "-180z")
    art = (path("M-46 58L-58 138Q0 148 58 138L46 58z", p.CREAM.dark,
                p.CREAM.edge)
           + path(bristles, "none", p.CREAM.light, 4)
           + path("M-58 138Q0 148 58 138", "none", p.COFFEE, 6)
           + path(handle, tone.base)
           + path("M4-192q12 0 18 12Q30-90 24-40L46 20H16L6-40z", tone.dark)
           + path("M-14-170Q-18-90-14-40", "none", tone.light, 6)
           + path(handle, "none", tone.edge)
           + disc(0, -166, 8, p.SCREEN, tone.edge)
           + path("M0-172q-26-40 12-52", "none", p.CLAY.base, 5)
           + body(-48, 18, 96, 44, p.BRASS, 4)
           + path("M-40 32h80M-40 48h80", "none", p.BRASS.edge, 3))
    return (shadow(190, 440, 136) + place(burr(58, 14, p.STEEL), 296, 372)
            + place(art, 190, 300, turn=20)
            + path("M224 436h.1M240 430h.1M252 440h.1M210 440h.1", "none",
                   p.COFFEE, 8))


def microfibre_set(tone: Tone) -> str:
    """Draw three folded cloths; the top one hangs over the pile."""
    def fold(y: float, shade: Tone) -> str:
        """Return one folded cloth of the pile."""
        return (rect(88, y, 224, 42, shade.base, shade.edge, 20)
                + path(f"M108 {y + 30}h190", "none", shade.dark, 6)
                + path(f"M112 {y + 12}h150", "none", shade.light, 6)
                + dashes(f"M106 {y + 21}H300", shade.edge, 2.5, "7 6"))
    waffle = "".join(f"M{x} 268v78" for x in range(126, 226, 16)) + "".join(
        f"M112 {y}h120" for y in range(276, 350, 16))
    return (shadow(200, 440, 134) + fold(396, p.COPPER)
            + fold(354, p.STEEL) + '<g transform="translate(0 38)">'
            + path("M96 262Q90 244 108 242L296 236q16 0 14 22l-8 60H116z",
                   tone.light, tone.edge)
            + path("M104 258H240v106q-34 14-68 0t-68 2z", tone.base,
                   tone.edge)
            + path(waffle, "none", tone.dark, 3)
            + path("M240 258l66-12-8 66q-28 12-58 6z", tone.dark, tone.edge)
            + dashes("M110 352q32-12 64-1t60 0", tone.light, 3, "7 6")
            + rect(116, 330, 26, 20, p.WHITE.light, tone.edge, 2, 3)
            + path("M124 345v-4a5 5 0 0 1 10 0v4", "none", p.BOTTLE.base, 2)
            + "</g>")


def group_brush(tone: Tone) -> str:
    """Draw the group brush: an angled head with stiff round bristles."""
    stiff = rays(0, 0, 26, 62, 30, tone.edge, 3)
    head = (disc(0, 0, 66, tone.dark, tone.edge)
            + rays(0, 0, 24, 62, 44, tone.light, 4) + stiff
            + disc(0, 0, 27, p.WHITE.base, p.WHITE.edge)
            + path("M-14-12q8-10 20-8", "none", p.WHITE.light, 5)
            + disc(0, 0, 8, p.STEEL.base, p.STEEL.edge, 3))
    neck = body(-16, 30, 32, 74, p.WHITE, 10)
    shaft = around(grip(0, 96, 170, 44, p.BLACK, 90), 0, 96, 0)
    scoop = path("M-13 268q13 12 26 0l-4 22q-9 8-18 0z", p.STEEL.base,
                 p.STEEL.edge)
    group = (cylinder(150, 366, 424, 104, p.STEEL)
             + cylinder(150, 342, 366, 92, p.STEEL)
             + oval(150, 341, 76, 14, p.BLACK.base, p.BLACK.edge)
             + oval(150, 341, 56, 10, p.STEEL.base, p.STEEL.edge, 3))
    return (shadow(170, 440, 136) + group
            + place(scoop + shaft + neck
                    + rect(-20, 92, 40, 14, p.COPPER.base, p.COPPER.edge, 5)
                    + head, 150, 308, .86, -142)
            + path("M276 436q14 4 30 0M322 438h14", "none", p.COFFEE, 6))


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "cleaning-tablets": (cleaning_tablets, ("white",)),
    "descaler": (descaler, ("white",)),
    "water-cartridge": (water_cartridge, ("white",)),
    "grinder-brush": (grinder_brush, ("ash",)),
    "microfibre-set": (microfibre_set, ("moss",)),
    "group-brush": (group_brush, ("black",)),
}

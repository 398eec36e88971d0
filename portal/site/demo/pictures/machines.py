"""Espresso machines: Finch 1, Finch 2, Finch Duo and Finch Go."""

from collections.abc import Callable

from . import palette as p
from .palette import Tone
from .shapes import (
    arch,
    around,
    body,
    cup,
    cylinder,
    dashes,
    digits,
    disc,
    feet,
    gauge,
    grip,
    knob,
    oval,
    path,
    place,
    rect,
    shadow,
    steam,
    tube,
)


def group_head(cx: float, y: float) -> str:
    """Return the steel group with its collar, 30 high."""
    return (body(cx - 50, y, 100, 18, p.STEEL, 4, 14)
            + body(cx - 43, y + 16, 86, 14, p.STEEL, 4, 12))


def spouts(cx: float, y: float) -> str:
    """Return the double spout under a portafilter."""
    d = (f"M{cx - 22} {y}h44v6l-6 14h-9l-3-9h-8l-3 9h-9l-6-14z")
    return path(d, p.STEEL.base, p.STEEL.edge)


def portafilter(cx: float, y: float, wood: Tone, reach: float = 104) -> str:
    """Return a portafilter from the front, its handle to the right."""
    return (grip(cx + 46, y + 12, reach, 24, wood, 6)
            + rect(cx + 38, y + 4, 16, 15, p.BRASS.base, p.BRASS.edge, 3)
            + spouts(cx, y + 20) + body(cx - 42, y, 84, 22, p.STEEL, 6, 14))


def stream(cx: float, y: float, h: float, gap: float = 12) -> str:
    """Return two thin streams of coffee."""
    return path(f"M{cx - gap} {y}v{h}M{cx + gap} {y}v{h}", "none", p.COFFEE,
                4.5)


def tray_base(x: float, w: float, tone: Tone) -> str:
    """Return the base with its grille; it stands on y 440."""
    top = (f"M{x + 8} 394l14-16h{w - 44}l14 16z")
    return (feet(x + 22, x + w - 48, 430)
            + path(top, p.BLACK.base, p.BLACK.edge)
            + dashes(f"M{x + 30} 386H{x + w - 30}", p.BLACK.edge, 7, "14 7")
            + body(x, 392, w, 42, tone, 10, 26)
            + rect(x + w / 2 - 26, 406, 52, 9, tone.dark, tone.edge, 4, 3))


def wand(x: float, y: float, side: int = 1) -> str:
    """Return a steam wand that hangs from x, y; side -1 bends left."""
    s = -24 * side
    d = f"M{x} {y}q0 22 {s / 2:g} 40l{s / 2:g} 48"
    tip = place(rect(-6, 0, 12, 16, p.STEEL.dark, p.STEEL.edge, 4, 3),
                x + s, y + 88, turn=24 * side)
    return tube(d, p.STEEL, 6) + tip


def cup_rail(x: float, w: float, y: float, cups: int) -> str:
    """Return cups upside down behind a rail on the top plate."""
    parts = []
    for index in range(cups):
        left = x + 26 + index * 58
        d = (f"M{left} {y}q1-34 16-36h20q15 2 16 36z")
        parts.append(path(d, p.WHITE.base, p.WHITE.edge)
                     + path(f"M{left + 10} {y - 6}q2-16 8-21", "none",
                            p.WHITE.light, 5))
    rail = f"M{x + 12} {y}v-16H{x + w - 12}v16M{x + w / 2} {y}v-16"
    return ("".join(parts) + path(rail, "none", p.STEEL.edge, 9)
            + path(rail, "none", p.STEEL.light, 4))


def badge(cx: float, y: float) -> str:
    """Return the maker's small arch mark."""
    return arch(cx - 12, y, 24, 28, "none", p.WHITE.edge, 8) + arch(
        cx - 12, y, 24, 28, "none", p.BRASS.light, 4)


def lamp(cx: float, cy: float, lit: str) -> str:
    """Return a small signal light."""
    return (disc(cx, cy, 8, p.STEEL.edge) + disc(cx, cy, 5, lit))


def back(x: float, w: float, tone: Tone) -> str:
    """Return the shaded column behind the group."""
    return (rect(x, 250, w, 140, tone.dark, tone.edge)
            + rect(x + 14, 262, w - 28, 116, tone.edge, r=6, opacity=.4)
            + path(f"M{x + 8} 274v104", "none", tone.base, 5))


def glass(cx: float, base: float) -> str:
    """Return a small glass with espresso in it."""
    return (path(f"M{cx - 25} {base - 36}l5 36h40l5-36z", p.GLASS.base,
                 opacity=.7)
            + path(f"M{cx - 22} {base - 17}l2 15h40l2-15z", p.COFFEE)
            + path(f"M{cx - 22} {base - 17}h44", "none", p.CREMA, 5)
            + path(f"M{cx - 25} {base - 36}l5 36h40l5-36z", "none",
                   p.GLASS.edge, 3))


def finch_2_front(tone: Tone) -> str:
    """Return the Finch 2's housing with its gauge, knob and lights."""
    return (body(66, 154, 268, 114, tone, 24, 30)
            + path("M92 168H300", "none", tone.light, 5)
            + gauge(278, 212, 34, -35) + knob(112, 212, 24, p.WALNUT, -40)
            + badge(196, 192) + lamp(160, 238, p.GLOW)
            + lamp(184, 238, p.COPPER.light)
            + path("M208 238h24", "none", tone.edge, 8)
            + path("M208 238h10", "none", p.WHITE.light, 5))


def finch_2(tone: Tone) -> str:
    """Draw the Finch 2: heat exchanger, one gauge."""
    return (shadow(200, 440, 158) + back(98, 204, tone)
            + cup_rail(78, 244, 156, 3)
            + tray_base(62, 276, tone) + glass(200, 388)
            + stream(200, 336, 36)
            + wand(92, 262)
            + group_head(200, 266) + portafilter(200, 296, p.WALNUT)
            + finch_2_front(tone))


def finch_duo(tone: Tone) -> str:
    """Draw the Finch Duo: dual boiler, two gauges, a display."""
    face = rect(150, 184, 84, 42, p.SCREEN, tone.edge, 8)
    return (shadow(200, 440, 186) + back(74, 252, tone)
            + cup_rail(42, 316, 146, 4)
            + tray_base(34, 332, tone)
            + cup(166, 387, 48) + cup(234, 387, 48, p.COPPER)
            + stream(200, 328, 30, 34)
            + wand(60, 262) + wand(340, 262, -1)
            + group_head(200, 264)
            + grip(246, 306, 66, 24, p.WALNUT, 8)
            + rect(238, 298, 16, 15, p.BRASS.base, p.BRASS.edge, 3)
            + path("M160 314h80l6 16h-20l-6-6h-40l-6 6h-20z", p.STEEL.base,
                   p.STEEL.edge)
            + body(156, 294, 88, 22, p.STEEL, 6, 14)
            + body(34, 144, 332, 122, tone, 14, 26)
            + path("M56 158H340", "none", tone.light, 5)
            + face + digits("93.5", 164, 193, 23, p.GLOW)
            + gauge(274, 206, 28, -45) + gauge(332, 206, 28, 20)
            + knob(94, 206, 27, p.BLACK, -30)
            + lamp(162, 244, p.GLOW) + lamp(186, 244, p.GLOW)
            + path("M56 250h84", "none", tone.dark, 4))


def finch_1(tone: Tone) -> str:
    """Draw the Finch 1 on a bench, its cover off: boiler and pump seen."""
    rockers = "".join(
        rect(x, 204, 26, 38, p.BLACK.dark, p.BLACK.edge, 4)
        + rect(x + 4, 208, 18, 14, p.BLACK.light, r=2)
        for x in (126, 160, 194))
    inside = (tube("M170 132v-16h84v40", p.STEEL, 6)
              + cylinder(156, 128, 190, 36, p.BRASS)
              + path("M122 146h68M122 166h68", "none", p.BRASS.edge, 3)
              + body(214, 146, 70, 36, p.CLAY, 5)
              + rect(206, 142, 12, 42, p.STEEL.base, p.STEEL.edge, 2, 3)
              + body(280, 152, 18, 22, p.BLACK, 3)
              + path("M104 182v-30M296 182v-16", "none", p.STEEL.edge, 8))
    return (shadow(200, 440, 122) + back(118, 164, tone) + inside
            + body(44, 438, 312, 18, p.WALNUT, 5, 20)
            + tray_base(92, 216, p.STEEL)
            + cup(200, 388, 58, p.CREAM) + stream(200, 338, 18)
            + wand(112, 262)
            + group_head(200, 266)
            + portafilter(200, 296, p.BLACK, 96)
            + body(92, 176, 216, 92, tone, 5, 18)
            + path("M304 214h22", "none", p.STEEL.edge, 14)
            + path("M304 214h22", "none", p.STEEL.light, 7)
            + body(322, 194, 20, 40, p.BLACK, 7)
            + rockers + lamp(244, 212, p.SIGNAL) + badge(272, 206)
            + path("M116 254H284", "none", tone.dark, 5))


def _lever() -> str:
    """Return the lever arm of the Finch Go with its grip."""
    arm = body(-4, -9, 176, 18, p.STEEL, 8, 12)
    return (place(arm, 262, 176, turn=204)
            + grip(124, 114, 84, 34, p.WALNUT, 204)
            + disc(256, 172, 14, p.BRASS.base, p.BRASS.edge)
            + disc(256, 172, 5, p.BRASS.edge))


def finch_go(tone: Tone) -> str:
    """Draw the Finch Go on a camping table."""
    table = (path("M96 414L282 452M304 414L118 452", "none", p.STEEL.edge,
                  11)
             + path("M96 414L282 452M304 414L118 452", "none",
                    p.STEEL.base, 5)
             + body(48, 398, 304, 18, p.ASH, 6, 20)
             + path("M80 407H230", "none", p.ASH.dark, 3))
    return shadow(200, 452, 120) + table + place(press(tone), 26, 17, .87)


def press(tone: Tone) -> str:
    """Return the Finch Go alone: a lever hand press; it stands on 438."""
    pillar = body(240, 162, 32, 250, tone, 10, 10)
    chamber = (cylinder(160, 214, 294, 42, p.GLASS)
               + path("M119 246v46a42 8.4 0 0 0 82 0v-46", p.WATER)
               + cylinder(160, 206, 230, 47, tone)
               + cylinder(160, 290, 316, 48, tone, 44))
    return (shadow(190, 438, 128)
            + body(76, 410, 232, 26, tone, 12, 24)
            + oval(160, 411, 62, 9, p.BLACK.base, p.BLACK.edge)
            + cup(160, 410, 66) + stream(160, 334, 34, 0)
            + path("M138 318h44l-12 18h-20z", p.STEEL.dark, p.STEEL.edge)
            + body(196, 232, 50, 22, tone, 5) + body(196, 290, 50, 20, tone, 5)
            + pillar + chamber
            + rect(153, 128, 14, 80, p.STEEL.light, p.STEEL.edge, 4)
            + around(_lever(), 256, 172, 2)
            + disc(160, 132, 9, p.BRASS.base, p.BRASS.edge)
            + gauge(256, 272, 25, -60)
            + steam(160, 372, 26))


def machine_open(tone: Tone) -> str:
    """Draw a Finch 2 with its side panel off: boiler, pump and hoses."""
    boiler = (cylinder(166, 206, 276, 44, p.COPPER)
              + path("M122 226h88M122 258h88", "none", p.COPPER.edge, 3))
    return (shadow(200, 440, 158)
            + tray_base(62, 276, tone)
            + body(66, 154, 268, 236, tone, 24, 30)
            + rect(92, 176, 216, 196, p.SCREEN, tone.edge, 10)
            + tube("M166 200v-10h96v76M166 284v60h60", p.STEEL, 6)
            + boiler + body(226, 262, 62, 40, p.BLACK, 6)
            + body(216, 330, 78, 26, p.BRASS, 6) + gauge(270, 218, 22, -80)
            + disc(104, 188, 4, p.STEEL.light) + disc(296, 188, 4,
                                                      p.STEEL.light)
            + disc(104, 360, 4, p.STEEL.light) + disc(296, 360, 4,
                                                      p.STEEL.light))


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "finch-2": (finch_2, ("steel", "moss", "copper")),
    "finch-duo": (finch_duo, ("steel", "moss", "black")),
    "finch-1": (finch_1, ("steel", "black")),
    "finch-go": (finch_go, ("steel", "copper")),
}

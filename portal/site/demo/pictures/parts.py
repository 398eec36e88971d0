"""Spare parts of machines and grinders."""

from collections.abc import Callable
from math import cos, pi, sin

from . import palette as p
from .brewing import holes
from .grinders import bellows
from .palette import Tone
from .shapes import (
    around,
    body,
    cylinder,
    disc,
    drop,
    gauge,
    oval,
    path,
    place,
    rays,
    rect,
    ring,
    screw,
    shadow,
    steam,
    tube,
)


def gasket_58(tone: Tone) -> str:
    """Draw the group gaskets: one leaning ring, two lying."""
    lean = (disc(0, 0, 88, "none", tone.edge, 46)
            + disc(0, 0, 88, "none", tone.base, 38)
            + disc(0, 0, 78, "none", tone.dark, 16)
            + disc(0, 0, 96, "none", tone.dark, 2)
            + path("M-91-16a92 92 0 0 1 74-76", "none", tone.light, 10)
            + path("M-80 62l10-8M80 62l-10-8M0-102v12", "none", tone.edge, 4))
    return (body(28, 420, 344, 26, p.STEEL, 6, 24)
            + shadow(196, 426, 142) + place(lean, 228, 226)
            + ring(178, 388, 122, 36, .7, 22, tone)
            + ring(150, 348, 100, 29, .7, 20,
                   p.BLACK if tone != p.BLACK else p.CLAY)
            + path("M76 402h10M276 402h10", "none", tone.edge, 3))


def shower_screen(tone: Tone) -> str:
    """Draw the shower screen: a disc of holes and its centre screw."""
    return (shadow(200, 440, 118)
            + disc(206, 306, 128, tone.dark, tone.edge)
            + disc(198, 300, 128, tone.base, tone.edge)
            + path("M80 288a120 120 0 0 1 92-104", "none", tone.light, 9)
            + disc(198, 300, 108, tone.light, tone.edge, 3)
            + holes(198, 300, 98, tone.edge, 5.5, 8)
            + disc(198, 300, 25, tone.base, tone.edge)
            + screw(198, 300, 14)
            + place(rect(-7, 0, 14, 30, p.BRASS.base, p.BRASS.edge, 2, 3)
                    + path("M-7 8h14M-7 15h14M-7 22h14", "none",
                           p.BRASS.edge, 2) + screw(0, -6, 14, 10),
                    330, 404))


def pump_vibro(tone: Tone) -> str:
    """Draw the vibration pump: coil, yoke, brass outlet and wires."""
    wires = ("M152 246C132 196 178 178 152 132M182 246C200 200 222 192 "
             "210 140")
    coil = (body(104, 246, 136, 132, p.CLAY, 10, 22)
            + path("M104 272h136M104 298h136M104 324h136M104 350h136", "none",
                   p.CLAY.dark, 3))
    return (shadow(204, 440, 144)
            + path("M112 436v-22h40v22zM196 436v-22h40v22z", p.BLACK.base,
                   p.BLACK.edge)
            + path(wires, "none", p.INK, 10)
            + path("M152 246C132 196 178 178 152 132", "none", p.SKY.base, 5)
            + path("M182 246C200 200 222 192 210 140", "none",
                   p.BRASS.light, 5)
            + rect(144, 114, 16, 22, tone.base, tone.edge, 2, 3)
            + rect(202, 122, 16, 22, tone.base, tone.edge, 2, 3)
            + body(64, 288, 44, 48, p.WHITE, 8)
            + body(32, 300, 36, 24, p.WHITE, 6)
            + coil
            + rect(88, 234, 168, 22, tone.base, tone.edge, 5)
            + rect(88, 370, 168, 48, tone.base, tone.edge, 5)
            + path("M98 380h148M98 244h148", "none", tone.light, 5)
            + body(252, 272, 46, 80, p.BLACK, 8)
            + body(296, 290, 40, 44, p.BRASS, 4)
            + path("M304 292v40M314 292v40M324 292v40", "none",
                   p.BRASS.edge, 2.5)
            + body(334, 300, 30, 24, p.BRASS, 4)
            + rect(144, 392, 56, 16, p.WHITE.light, tone.edge, 3, 3)
            + path("M152 400h28", "none", p.CLAY.base, 4)
            + ring(306, 422, 34, 12, .55, 5, tone))


def boiler_valve(tone: Tone) -> str:
    """Draw the boiler's safety valve: hex, spring and side outlet."""
    hexagon = (rect(140, 314, 120, 52, tone.base, tone.edge, 4)
               + rect(144, 317, 32, 46, tone.light)
               + rect(220, 317, 37, 46, tone.dark)
               + path("M176 314v52M220 314v52", "none", tone.edge, 3))
    thread = body(162, 366, 76, 66, tone, 4) + path(
        "M162 380l76-6M162 393l76-6M162 406l76-6M162 419l76-6", "none",
        tone.edge, 3)
    return (shadow(200, 440, 84) + thread
            + body(250, 256, 66, 34, tone, 4) + body(308, 248, 26, 50, tone, 4)
            + body(154, 236, 98, 80, tone, 8) + hexagon
            + cylinder(200, 216, 236, 40, p.STEEL, 44)
            + cylinder(200, 150, 214, 36, p.CLAY, 38)
            + path("M178 166v46M192 168v46M208 168v46M222 166v46", "none",
                   p.CLAY.edge, 3)
            + path("M236 224q40-8 34-52", "none", p.STEEL.edge, 3)
            + disc(270, 162, 15, p.STEEL.base, p.STEEL.edge)
            + path("M264 167v-4a6 6 0 0 1 12 0v4", "none", p.STEEL.edge, 3)
            + disc(200, 276, 16, tone.dark, tone.edge, 3)
            + path("M194 276h12M200 270v12", "none", tone.light, 4)
            + ring(304, 424, 30, 11, .62, 5, p.COPPER))


def _tip(cx: float, tone: Tone, count: int) -> str:
    """Return one steam tip that stands on its thread, holes upward."""
    spots = ((-16, 0), (16, 0)) if count == 2 else (
        (-17, -7), (17, -7), (-17, 8), (17, 8))
    dome = f"M{cx - 58} 276q2-54 58-54t58 54v58h-116z"
    return (cylinder(cx, 366, 424, 36, tone)
            + path(f"M{cx - 36} 384a36 7 0 0 0 72 0M{cx - 36} 398a36 7 0 0 0 "
                   f"72 0M{cx - 36} 412a36 7 0 0 0 72 0", "none", tone.edge,
                   3)
            + cylinder(cx, 330, 362, 66, tone)
            + path(f"M{cx - 26} 344v30M{cx + 30} 344v30", "none", tone.edge,
                   3)
            + path(dome, tone.base)
            + path(f"M{cx - 56} 276q2-40 30-50-10 30-8 106h-22z", tone.light)
            + path(f"M{cx + 58} 276q-2-40-30-50 10 30 8 106h22z", tone.dark)
            + path(dome, "none", tone.edge)
            + oval(cx, 252, 36, 20, tone.light, tone.edge, 3)
            + "".join(oval(cx + x, 252 + y, 6.5, 4.5, p.INK)
                      for x, y in spots)
            + path(f"M{cx - 58} 300h116", "none", tone.edge, 3))


def steam_tip(tone: Tone) -> str:
    """Draw two steam tips, one with two holes and one with four."""
    return (shadow(200, 440, 150) + _tip(124, tone, 2) + _tip(276, tone, 4)
            + steam(124, 214, 64) + steam(276, 214, 64))


def pressure_gauge(tone: Tone) -> str:
    """Draw the pressure gauge with its threaded stem."""
    return (shadow(222, 440, 128)
            + tube("M200 384v20q0 24 34 24h52a20 20 0 1 0-20-20q0 22 30 "
                   "22h44", p.COPPER, 8)
            + body(330, 416, 26, 22, p.BRASS, 3)
            + body(160, 346, 80, 38, p.BRASS, 4)
            + path("M186 346v38M214 346v38", "none", p.BRASS.edge, 3)
            + disc(206, 246, 120, tone.dark, tone.edge)
            + gauge(200, 240, 120, -52, tone)
            + path("M88 226a114 114 0 0 1 84-96", "none", tone.light, 8)
            + rays(200, 240, 74, 84, 36, p.INK, 1.6)
            + path("M172 300h56M184 312h32", "none", p.STEEL.dark, 5)
            + path("M190 206v-10a10 10 0 0 1 20 0v10", "none", p.BOTTLE.base,
                   4))


def drip_tray(tone: Tone) -> str:
    """Draw the drip tray with its grille lifted a little."""
    slots = "".join(f"M{x} {y}h30" for y, x0 in ((262, 128), (284, 112),
                                                 (306, 98))
                    for x in range(x0, 400 - x0 - 20, 44))
    grid = (path("M120 246h160l44 78H76z", tone.base, tone.edge)
            + path("M76 324h248v14H76z", tone.dark, tone.edge)
            + path("M126 250h60l-44 70H86z", tone.light)
            + path(slots, "none", p.BLACK.edge, 9))
    return (shadow(200, 440, 166)
            + path("M92 346h216l40 40H52z", p.BLACK.dark, tone.edge)
            + path("M104 356h192l24 24H80z", p.SKY.dark)
            + path("M128 364h60M200 372h70", "none", p.SKY.light, 4)
            + path("M52 384h296l-10 38q-4 14-20 14H82q-16 0-20-14z",
                   tone.base, tone.edge)
            + path("M56 388h34l4 44q-22 4-28-10z", tone.light)
            + path("M344 388h-40l-4 44q34 4 36-10z", tone.dark)
            + rect(150, 402, 100, 16, tone.dark, tone.edge, 8)
            + path("M64 396H336", "none", tone.edge, 2)
            + cylinder(118, 346, 372, 13, p.SIGNAL_TONE)
            + around(grid, 324, 338, 9) + drop(236, 366, 9, p.WATER))


def water_tank(tone: Tone) -> str:
    """Draw the clear water tank with level marks and a lid."""
    outline = "M100 196h200l-10 224q-1 16-18 16H128q-17 0-18-16z"
    return (shadow(200, 440, 112) + path(outline, tone.base, opacity=.8)
            + path("M106 318q48-14 94 0t94 0l-4 102q-1 14-18 14H128q-17 "
                   "0-18-14z", p.WATER)
            + path("M268 325q14-2 25-6l-3 101q-1 14-18 14h-14z", p.SKY.dark)
            + path("M108 319q48-14 93 0t91 0", "none", p.SKY.light, 6)
            + path("M124 212l8 200", "none", "#fff", 10, .75)
            + path(outline, "none", tone.edge)
            + path("M250 250h26M258 290h18M250 330h26M258 370h18", "none",
                   tone.edge, 4)
            + tube("M204 196v190", p.WHITE, 8)
            + cylinder(204, 380, 410, 20, p.WHITE)
            + disc(160, 360, 6, p.SKY.light) + disc(172, 384, 4, p.SKY.light)
            + body(84, 168, 232, 34, p.STEEL, 10, 22)
            + path("M150 168q0-40 50-40t50 40", "none", p.STEEL.edge, 18)
            + path("M150 168q0-40 50-40t50 40", "none", p.STEEL.base, 9))


def burr(r: float, teeth: int, tone: Tone, holes_at: int = 3) -> str:
    """Return a flat burr from the front, around 0, 0."""
    screws = "".join(
        disc(r * .46 * cos(a), r * .46 * sin(a), r * .085, tone.edge)
        + disc(r * .46 * cos(a), r * .46 * sin(a), r * .045, tone.light)
        for a in (2 * pi * i / holes_at - pi / 2 for i in range(holes_at)))
    shine = (f"M{-r * .9:.0f}-{r * .14:.0f}a{r} {r} 0 0 1 {r * .6:.0f}"
             f"-{r * .7:.0f}")
    return (disc(0, 0, r, tone.base, tone.edge)
            + rays(0, 0, r * .62, r * .97, teeth, tone.dark, r * .075, .24)
            + rays(0, 0, r * .6, r * .97, teeth, tone.edge, r * .022, .3)
            + rays(0, 0, r * .82, r * .97, teeth * 2, tone.edge, 2, .06)
            + path(shine, "none", "#fff", 5, .7)
            + disc(0, 0, r * .62, tone.base, tone.edge, 3)
            + screws + disc(0, 0, r * .29, p.SCREEN, tone.edge))


def burrs_64(tone: Tone) -> str:
    """Draw the pair of 64 mm burrs, one before the other."""
    return (shadow(200, 440, 138)
            + place(burr(92, 16, tone), 258, 236)
            + disc(166, 342, 96, tone.dark, tone.edge)
            + place(burr(96, 16, tone), 158, 338, turn=24)
            + "".join(screw(x, y, 12, x) for x, y in (
                (286, 420), (314, 426), (342, 422), (300, 396), (328, 399),
                (354, 402))))


def burrs_83(tone: Tone) -> str:
    """Draw the 83 mm burrs: a large one upright, one lying before it."""
    other = p.STEEL if tone == p.BRASS else p.BRASS
    return (shadow(200, 440, 166)
            + disc(208, 250, 132, tone.dark, tone.edge)
            + place(burr(132, 24, tone, 4), 200, 246)
            + ring(196, 398, 148, 34, .46, 12, other)
            + rays(196, 398, 84, 142, 30, other.edge, 3, .22, .23)
            + oval(196, 398, 84, 19, "none", other.edge, 3))


def grinder_bellows(tone: Tone) -> str:
    """Draw the bellows of the G1 alone, large."""
    return (shadow(200, 440, 108)
            + place(bellows(0, 0, 62, 5, tone), 200, 408, 1.62)
            + ring(200, 412, 116, 28, .84, 8, p.STEEL))


def hand_burr_38(tone: Tone) -> str:
    """Draw the conical burr of the hand grinder, its ring and spring."""
    cone = "M138 152h52L234 322q-70 26-140 0z"
    flutes = ("M150 154Q130 240 108 326M164 152Q156 240 140 334M178 152Q184 "
              "240 178 336M188 154Q212 240 216 330")
    wave = ("M-46 0q8-22 30-10t32-4 30 14q-10 20-30 10t-32 4-30-14z")
    return (shadow(196, 440, 132)
            + cylinder(164, 118, 152, 12, tone) + path(cone, tone.base)
            + path("M190 152L234 322q-20 8-46 11Q194 240 176 152z", tone.dark)
            + path(flutes, "none", tone.edge, 10)
            + path(flutes, "none", tone.light, 4)
            + path(cone, "none", tone.edge)
            + path("M126 250l-14 50M150 262l-6 56M194 262l4 58", "none",
                   tone.edge, 4)
            + ring(186, 390, 130, 38, .62, 34, tone)
            + rays(186, 390, 86, 122, 26, tone.edge, 3, .2, .28)
            + place(path(wave, "none", p.BRASS.edge, 12)
                    + path(wave, "none", p.BRASS.light, 5), 318, 420))


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "gasket-58": (gasket_58, ("silicone", "rubber")),
    "shower-screen": (shower_screen, ("steel",)),
    "pump-vibro": (pump_vibro, ("steel",)),
    "boiler-valve": (boiler_valve, ("brass",)),
    "steam-tip": (steam_tip, ("steel",)),
    "pressure-gauge": (pressure_gauge, ("steel",)),
    "drip-tray": (drip_tray, ("steel",)),
    "water-tank": (water_tank, ("glass",)),
    "burrs-64": (burrs_64, ("steel", "coated")),
    "burrs-83": (burrs_83, ("steel", "coated")),
    "grinder-bellows": (grinder_bellows, ("black",)),
    "hand-burr-38": (hand_burr_38, ("steel",)),
}

"""Courses, book, firmware, workshop services and subscriptions."""

from collections.abc import Callable

from . import palette as p
from .brewing import beans_courtyard
from .machines import cup_rail, finch_2_front, group_head, machine_open, wand
from .palette import Tone
from .shapes import (
    arch, around, bean, body, cup, dashes, disc, drop, gauge, oval, path,
    place, rect, screw, shadow,
)
from .tools import jug_body, screwdriver, wrench


def _play(cx: float, cy: float) -> str:
    """Return a round play button."""
    return (disc(cx, cy, 26, p.COPPER.base, p.WHITE.light)
            + path(f"M{cx - 8} {cy - 13}l20 13-20 13z", p.WHITE.light,
                   p.WHITE.light))


def course_first_shot(tone: Tone) -> str:
    """Draw a screen with a cup under a spout and a play button."""
    return (shadow(200, 440, 112)
            + path("M176 372h48l12 48h-72z", tone.dark, tone.edge)
            + body(122, 414, 156, 22, tone, 10)
            + body(40, 170, 320, 210, tone, 18, 18)
            + rect(56, 186, 288, 166, p.SCREEN, tone.edge, 8)
            + arch(132, 196, 136, 150, p.BOTTLE.dark)
            + path("M160 196h80v18h-80zM178 214h44v14h-10l-4-6h-16l-4 6h-10z",
                   p.STEEL.base, p.STEEL.edge)
            + path("M188 230v40M212 230v40", "none", p.CREMA, 5)
            + cup(200, 324, 84, p.WHITE, True)
            + _play(312, 218)
            + path("M76 340h248", "none", p.STEEL.dark, 6)
            + path("M76 340h92", "none", p.SIGNAL, 6)
            + disc(168, 340, 8, p.WHITE.light) + disc(200, 366, 5, tone.edge))


def rosetta(cx: float, cy: float, s: float) -> str:
    """Return latte art seen from above in a cup."""
    leaf = ("M0 30C-34 12-30-18-12-14C-24-34-2-40 0-26C2-40 24-34 12-14C30-18"
            " 34 12 0 30z")
    veins = "M0 34V-34M-18 0q10 8 18 6q8 2 18-6M-12-16q6 8 12 6q6 2 12-6"
    return place(disc(0, 0, 62, p.WHITE.base, p.WHITE.edge)
                 + disc(0, 0, 50, "#a8683a", p.COFFEE, 3)
                 + path(leaf, p.MILK) + path(veins, "none", "#a8683a", 4),
                 cx, cy, s)


def course_milk(tone: Tone) -> str:
    """Draw a tablet that shows latte art, a jug before it."""
    return (shadow(206, 440, 140)
            + around(body(82, 132, 236, 300, tone, 22, 14)
                     + rect(98, 150, 204, 264, p.SKY.light, tone.edge, 8)
                     + arch(112, 166, 176, 236, p.SKY.base)
                     + rosetta(200, 254, 1.24)
                     + path("M262 254q34-22 34 4t-34 12", "none",
                            p.WHITE.edge, 5)
                     + _play(272, 186)
                     + path("M116 392h168", "none", p.SKY.dark, 6)
                     + path("M116 392h60", "none", p.SIGNAL, 6), 200, 280, -4)
            + place(jug_body(p.STEEL), 208, 252, .43))


def book_repair(tone: Tone) -> str:
    """Draw the repair book: a wrench, a gauge and a bookmark."""
    return (shadow(204, 440, 128)
            + path("M108 128h196v296H108z", p.CREAM.base, p.CREAM.edge)
            + path("M300 136v284M294 136v284M286 136v284", "none",
                   p.CREAM.dark, 3)
            + path("M112 424h192v14H104q-18 0-18-16z", p.CREAM.light,
                   p.CREAM.edge)
            + path("M116 430h184", "none", p.CREAM.dark, 3)
            + path("M84 130q0-18 20-18h180v308H104q-20 0-20 18z", tone.base,
                   tone.edge)
            + path("M86 130q0-16 20-16h4v306q-20 0-24 12z", tone.dark)
            + path("M122 116v302", "none", tone.light, 4)
            + arch(140, 138, 128, 196, p.CREAM.light, tone.edge)
            + gauge(204, 212, 44, -40, p.COPPER)
            + wrench(162, 312, -38, .62)
            + place(screwdriver(0, 0), 246, 318, .56, 220)
            + path("M150 358h108M166 376h76", "none", p.BRASS.light, 7)
            + path("M234 418v34l12-10 12 10v-34z", p.SIGNAL, p.CLAY.edge, 3)
            + screw(136, 400, 7) + screw(270, 400, 7))


def firmware_tara(tone: Tone) -> str:
    """Draw a chip with pins and an arrow that brings something in."""
    pins = "".join(f"M{x} 222v-26M{x} 404v26" for x in range(136, 280, 26))
    sides = "".join(f"M110 {y}h-26M290 {y}h26" for y in range(248, 392, 26))
    return (shadow(200, 442, 120)
            + path(pins + sides, "none", p.BRASS.edge, 14)
            + path(pins + sides, "none", p.BRASS.base, 8)
            + body(104, 216, 192, 194, tone, 14, 22)
            + rect(132, 244, 136, 138, tone.dark, tone.edge, 8, 3)
            + disc(122, 234, 7, p.BRASS.light)
            + path("M146 352h26l12-14M254 352h-26l-12-14M146 268h16", "none",
                   p.BRASS.base, 3)
            + arch(172, 322, 56, 46, "none", p.GLOW, 6)
            + path("M184 132h32v128h32l-48 54-48-54h32z", p.COPPER.edge,
                   p.COPPER.edge, 8)
            + path("M184 132h32v128h32l-48 54-48-54h32z", p.COPPER.base)
            + path("M184 132h10v138h-30l-12-10h32z", p.COPPER.light))


def _wheel(cx: float) -> str:
    """Return a wheel of the van."""
    return (disc(cx, 404, 34, p.BLACK.dark, p.BLACK.edge)
            + disc(cx, 404, 17, p.STEEL.base, p.STEEL.edge)
            + disc(cx, 404, 5, p.STEEL.edge))


def visit_calibration(tone: Tone) -> str:
    """Draw the workshop's van with tools on its side and a roof rack."""
    shell = ("M30 396V262q0-22 22-22h206q16 0 26 12l42 50 34 12q10 4 10 16v54"
             "q0 12-12 12H42q-12 0-12-12z")
    return (shadow(202, 440, 172)
            + path("M64 240v-18M228 240v-18M48 222h200", "none",
                   p.STEEL.edge, 9)
            + path("M48 222h200", "none", p.STEEL.light, 4)
            + wrench(66, 204, 0, .9) + body(216, 184, 24, 36, p.COPPER, 4)
            + path(shell, tone.base)
            + path("M32 262q0-20 20-20h206q14 0 24 10l10 12H32z", tone.light)
            + path("M32 350h336v34q0 10-10 10H42q-10 0-10-10z", tone.dark)
            + path(shell, "none", tone.edge)
            + path("M248 262h22q8 0 14 6l26 34h-62z", p.GLASS.base,
                   p.GLASS.edge)
            + path("M258 270l14 24", "none", p.GLASS.light, 6)
            + path("M238 244v146M314 308v70", "none", tone.edge, 3)
            + rect(322, 326, 16, 8, tone.edge, r=3)
            + disc(362, 342, 9, p.AMBER.light, tone.edge, 3)
            + gauge(134, 312, 44, -30, p.COPPER)
            + arch(56, 292, 24, 38, "none", p.BRASS.light, 6)
            + path("M192 300h30M192 316h22", "none", p.CREAM.light, 6)
            + _wheel(104) + _wheel(304)
            + rect(24, 386, 26, 12, p.STEEL.base, p.STEEL.edge, 4, 3))


def service_annual(tone: Tone) -> str:
    """Draw a workbench with an opened machine and tools on the wall."""
    board = (rect(56, 176, 288, 60, p.KRAFT.base, p.KRAFT.edge, 6)
             + dashes("M72 190H330M72 222H330", p.KRAFT.dark, 5, "5 15")
             + wrench(76, 206, 0, .55)
             + place(screwdriver(0, 0), 184, 206, .5)
             + path("M304 186v16M296 202h16l-3 24h-10z", p.CLAY.base,
                    p.CLAY.edge, 3))
    legs = (body(58, 388, 26, 48, tone, 3) + body(316, 388, 26, 48, tone, 3)
            + body(150, 388, 100, 40, tone, 4)
            + disc(200, 406, 6, p.BRASS.base, p.BRASS.edge, 3))
    return (shadow(200, 440, 166) + board + legs
            + body(36, 366, 328, 26, p.WALNUT, 5, 22)
            + path("M60 374H250M120 384H330", "none", p.WALNUT.dark, 3)
            + place(machine_open(p.MOSS), 78, 130, .54)
            + disc(316, 356, 9, p.COPPER.base, p.COPPER.edge, 3)
            + disc(96, 357, 8, p.STEEL.base, p.STEEL.edge, 3)
            + path("M296 360q-6-24 8-30", "none", p.STEEL.edge, 5))


def calendar(x: float, y: float, marked: range) -> str:
    """Return a calendar sheet, 120 wide, with some days marked."""
    days = "".join(
        rect(x + 12 + col * 20, y + 46 + row * 20, 14, 13,
             p.COPPER.base if row * 5 + col in marked else p.CREAM.dark, r=3)
        for row in range(4) for col in range(5))
    return (rect(x, y, 120, 132, p.WHITE.light, p.WHITE.edge, 10)
            + path(f"M{x} {y + 34}v-24q0-10 10-10h100q10 0 10 10v24z",
                   p.CLAY.base, p.CLAY.edge)
            + path(f"M{x + 30} {y - 10}v22M{x + 90} {y - 10}v22", "none",
                   p.STEEL.edge, 8) + days)


def rental_loaner(tone: Tone) -> str:
    """Draw a machine in an open crate, one week marked in a calendar."""
    crate = (body(36, 348, 218, 86, tone, 4, 18)
             + path("M36 376h218M36 406h218", "none", tone.edge, 3)
             + rect(114, 384, 62, 14, p.SCREEN, tone.edge, 7, 3)
             + rect(48, 340, 18, 98, tone.light, tone.edge, 2)
             + rect(224, 340, 18, 98, tone.dark, tone.edge, 2))
    tag = (path("M196 236q24-20 42-10", "none", p.WALNUT.edge, 3)
           + path("M236 214l34 10-8 30-34-10z", p.CREAM.light, p.CREAM.edge,
                  3))
    loan = (rect(98, 250, 204, 140, p.STEEL.dark, p.STEEL.edge)
            + cup_rail(78, 244, 156, 3) + wand(92, 262)
            + group_head(200, 266) + finch_2_front(p.STEEL))
    return (shadow(196, 440, 162)
            + place(loan, -2, 108, .735) + crate + tag
            + place(calendar(0, 0, range(5, 12)), 256, 288, 1.1))


def care_plan(tone: Tone) -> str:
    """Draw a clipboard with a ticked list, a drop badge and a wrench."""
    ticks = "".join(
        rect(112, y, 24, 24, p.CREAM.light, tone.edge, 5, 3)
        + path(f"M117 {y + 12}l6 7 14-18", "none", p.BOTTLE.base, 6)
        + path(f"M152 {y + 12}h{w}", "none", p.WHITE.dark, 8)
        for y, w in ((212, 100), (254, 74), (296, 100)))
    return (shadow(200, 440, 128)
            + body(74, 148, 232, 288, tone, 16, 20)
            + path("M92 170h196v250H92z", p.WHITE.light, p.WHITE.edge, 3)
            + rect(150, 132, 100, 40, p.STEEL.base, p.STEEL.edge, 10)
            + disc(200, 134, 14, p.STEEL.light, p.STEEL.edge)
            + path("M164 158h72", "none", p.STEEL.dark, 5) + ticks
            + rect(112, 338, 24, 24, p.CREAM.light, tone.edge, 5, 3)
            + path("M152 350h40M112 390h60", "none", p.WHITE.dark, 8)
            + wrench(196, 402, -36, .7)
            + disc(280, 366, 54, p.BOTTLE.base, p.BOTTLE.edge)
            + disc(280, 366, 43, "none", p.BOTTLE.light, 3)
            + drop(280, 366, 20, p.SKY.light, p.BOTTLE.edge)
            + path("M272 372q2 8 9 9", "none", p.SKY.dark, 4))


def beans_subscription(tone: Tone) -> str:
    """Draw a flat letterbox parcel, open, with a bag of beans inside."""
    bow = ("M0 0C-50-44-68 0-50 12-38 22-16 12 0 4C16 12 38 22 50 12 68 0 "
           "50-44 0 0z")
    ribbon = (path("M-8 4l-26 46 16-2 8 12 12-48M8 4l26 46-16-2-8 12-12-48",
                   p.BOTTLE.dark, p.BOTTLE.edge)
              + path(bow, p.BOTTLE.base, p.BOTTLE.edge)
              + path("M-42-4q12-8 26 4M42-4q-12-8-26 4", "none",
                     p.BOTTLE.light, 5)
              + oval(0, 3, 13, 12, p.BOTTLE.light, p.BOTTLE.edge))
    heap = "".join(bean(x, y, 16, turn) for x, y, turn in (
        (284, 348, 20), (308, 340, 70), (322, 352, -20), (90, 350, 40),
        (70, 346, -30)))
    return (shadow(200, 440, 166)
            + path("M58 356L84 210H316L342 356z", tone.light, tone.edge)
            + path("M104 228H296L312 330H88z", "none", tone.dark, 3)
            + arch(178, 232, 44, 44, "none", tone.dark, 5)
            + path("M42 360h316l-16-18H58z", tone.dark, tone.edge)
            + place(beans_courtyard(p.KRAFT), 82, 130, .62) + heap
            + body(38, 356, 324, 80, tone, 6, 34)
            + rect(180, 356, 40, 80, p.BOTTLE.base, p.BOTTLE.edge)
            + place(ribbon, 200, 372)
            + rect(268, 378, 66, 42, p.CREAM.light, tone.edge, 4, 3)
            + path("M278 392h36M278 406h24", "none", p.CREAM.edge, 4)
            + bean(28, 432, 14, 30) + bean(372, 434, 13, -20))


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "course-first-shot": (course_first_shot, ("black",)),
    "course-milk": (course_milk, ("white",)),
    "book-repair": (book_repair, ("bottle",)),
    "firmware-tara": (firmware_tara, ("black",)),
    "visit-calibration": (visit_calibration, ("moss",)),
    "service-annual": (service_annual, ("bottle",)),
    "rental-loaner": (rental_loaner, ("ash",)),
    "care-plan": (care_plan, ("walnut",)),
    "beans-subscription": (beans_subscription, ("kraft",)),
}

"""Courses, book, firmware, workshop services and subscriptions."""

from collections.abc import Callable

from . import palette as p
from .brewing import beans_courtyard, scale_slab
from .machines import cup_rail, finch_2_front, group_head, machine_open, wand
from .palette import Tone
from .shapes import (
    arch,
    around,
    bean,
    body,
    cylinder,
    dashes,
    digits,
    disc,
    drop,
    gauge,
    grip,
    oval,
    path,
    place,
    rect,
    ring,
    screw,
    shadow,
)
from .tools import hand, jug_body, screwdriver, wrench


def _play(cx: float, cy: float) -> str:
    """Return a round play button."""
    return (disc(cx, cy, 26, p.COPPER.base, p.WHITE.light)
            + path(f"M{cx - 8} {cy - 13}l20 13-20 13z", p.WHITE.light,
                   p.WHITE.light))


def mirror(fragment: str) -> str:
    """Mirror a fragment about the middle of the picture."""
    return f'<g transform="translate(400 0) scale(-1 1)">{fragment}</g>'


def course_first_shot(tone: Tone) -> str:
    """Draw a screen: two hands level the coffee in a portafilter."""
    return (shadow(200, 440, 112)
            + path("M176 372h48l12 48h-72z", tone.dark, tone.edge)
            + body(122, 414, 156, 22, tone, 10)
            + body(40, 170, 320, 210, tone, 18, 18)
            + rect(56, 186, 288, 166, p.SCREEN, tone.edge, 8)
            + arch(118, 190, 164, 158, p.BOTTLE.dark)
            + grip(200, 292, 52, 24, p.WALNUT, 90)
            + rect(187, 276, 26, 20, p.STEEL.base, p.STEEL.edge, 3)
            + disc(200, 240, 48, p.STEEL.base, p.STEEL.edge)
            + disc(200, 240, 39, p.COFFEE)
            + disc(196, 236, 32, p.BEAN.base)
            + path("M176 226q20-12 40 0M180 246q18 8 36-2", "none",
                   p.BEAN.light, 4)
            + hand(134, 256, -14, .62, p.MOSS)
            + mirror(hand(134, 256, -14, .62, p.COPPER))
            + _play(316, 214)
            + path("M76 340h248", "none", p.STEEL.dark, 6)
            + path("M76 340h92", "none", p.SIGNAL, 6)
            + disc(168, 340, 8, p.WHITE.light) + disc(200, 366, 5, tone.edge))


def heart_cup(cx: float, cy: float, s: float) -> str:
    """Return a cup from above, with a heart of milk."""
    leaf = ("M0 34C-20 16-40 4-34-14-28-32-6-28 0-12 6-28 28-32 34-14 40 4 20 "
            "16 0 34z")
    veins = "M-20-4q20 16 40 0M-14 8q14 10 28 0"
    return place(disc(0, 0, 62, p.WHITE.base, p.WHITE.edge)
                 + disc(0, 0, 50, "#a8683a", p.COFFEE, 3)
                 + path(leaf, p.MILK) + path(veins, "none", "#d9b48c", 3),
                 cx, cy, s)


def course_milk(tone: Tone) -> str:
    """Draw a tablet: milk is poured into a cup and forms a heart."""
    return (shadow(206, 440, 140)
            + around(body(82, 132, 236, 300, tone, 22, 14)
                     + rect(98, 150, 204, 264, p.SKY.light, tone.edge, 8)
                     + arch(112, 166, 176, 236, p.SKY.base)
                     + heart_cup(176, 300, 1.08)
                     + path("M216 246q-28 14-34 44", "none", p.WHITE.edge,
                            11)
                     + path("M216 246q-28 14-34 44", "none", p.MILK, 6)
                     + place(jug_body(p.STEEL), 126, 200, .44, -28)
                     + _play(276, 372)
                     + path("M116 392h168", "none", p.SKY.dark, 6)
                     + path("M116 392h60", "none", p.SIGNAL, 6), 200, 280, -4))


def exploded(colour: str, fill: str) -> str:
    """Return a line drawing of a brew group, taken apart, around 0, 0."""
    parts = (path("M-44-92h88v16h-14v14h-60v-14h-14z", fill, colour, 3)
             + oval(0, -36, 46, 12, fill, colour, 3)
             + oval(0, -36, 30, 7, "none", colour, 3)
             + oval(0, -6, 40, 10, fill, colour, 3)
             + path("M-40 22a40 9 0 0 0 80 0l-6 22a34 8 0 0 1-68 0z", fill,
                    colour, 3)
             + oval(0, 22, 40, 9, fill, colour, 3)
             + path("M-44 72h88l6 8h44v14h-46l-8 10h-80z", fill, colour, 3))
    axis = path("M0-62v18M0-22v8M0 4v9M0 54v16", "none", colour, 3)
    dots = path("M-20-6h.1M-8-2h.1M8-2h.1M20-6h.1M0-10h.1", "none", colour, 4)
    notes = path("M-58-84h-22M-60-36h-20M-54-6h-26M-54 34h-26", "none",
                 colour, 3)
    return parts + axis + dots + notes


def book_repair(tone: Tone) -> str:
    """Draw the repair book: a tablet with a drawing, a book, a wrench."""
    tablet = (body(88, 96, 224, 290, p.BLACK, 20, 16)
              + rect(104, 114, 192, 254, tone.dark, p.BLACK.edge, 6)
              + rect(104, 114, 192, 26, tone.base, r=6)
              + path("M116 127h60", "none", p.CREAM.light, 5)
              + arch(126, 148, 148, 212, tone.base)
              + place(exploded(p.CREAM.light, tone.dark), 208, 256, .86))
    book = (path("M70 398h232v32H70q-16-16 0-32z", p.CREAM.base,
                 p.CREAM.edge)
            + path("M76 408h224M76 419h224", "none", p.CREAM.dark, 3)
            + rect(60, 388, 246, 13, tone.base, tone.edge, 4)
            + rect(60, 427, 246, 13, tone.base, tone.edge, 4)
            + path("M60 392q-16 22 0 44", "none", tone.edge, 10)
            + path("M60 392q-16 22 0 44", "none", tone.base, 4)
            + path("M240 400v34l10-8 10 8v-34z", p.SIGNAL, p.CLAY.edge, 3))
    return (shadow(200, 440, 160) + tablet + book
            + wrench(318, 426, -64, .8) + screw(336, 432, 8))


def firmware_tara(tone: Tone) -> str:
    """Draw a laptop with a chip on its screen, cabled to the scale."""
    pins = "M-32-44v-12M-11-44v-12M11-44v-12M32-44v-12M-32 44v12M-11 44v12"
    more = ("M11 44v12M32 44v12M-44-22h-12M-44 0h-12M-44 22h-12M44-22h12"
            "M44 0h12M44 22h12")
    chip = (path(pins + more, "none", p.BRASS.base, 7)
            + rect(-44, -44, 88, 88, p.BLACK.base, p.BRASS.light, 8, 3)
            + path("M-11-40h22v34h18L0 28-29-6h18z", p.COPPER.base,
                   p.COPPER.light, 3))
    laptop = (body(68, 118, 264, 182, tone, 14, 14)
              + rect(84, 134, 232, 148, p.SCREEN, tone.edge, 6)
              + place(chip, 200, 200, .94)
              + path("M120 270h160", "none", p.STEEL.edge, 7)
              + path("M120 270h104", "none", p.GLOW, 7)
              + path("M68 300h264l30 34H38z", p.STEEL.light, p.STEEL.edge)
              + dashes("M88 309H312M78 318H322", p.STEEL.dark, 5, "12 5")
              + path("M38 334h324v6q0 8-10 8H48q-10 0-10-8z", p.STEEL.dark,
                     p.STEEL.edge))
    cable = "M352 342c34 20 20 66-22 76"
    return (shadow(196, 440, 150) + laptop
            + path(cable, "none", p.INK, 9)
            + path(cable, "none", p.COPPER.base, 4)
            + place(scale_slab(p.WHITE, "18.0"), 32, 104, .77))


def _wheel(cx: float) -> str:
    """Return a wheel of the van."""
    return (disc(cx, 404, 34, p.BLACK.dark, p.BLACK.edge)
            + disc(cx, 404, 17, p.STEEL.base, p.STEEL.edge)
            + disc(cx, 404, 5, p.STEEL.edge))


def van(tone: Tone) -> str:
    """Return the workshop's van, with a gauge on its side."""
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


def visit_calibration(tone: Tone) -> str:
    """Draw the van; before it a portafilter with gauge and thermometer."""
    probe = (body(110, 318, 20, 66, p.STEEL, 4)
             + rect(88, 290, 64, 36, p.BLACK.base, p.BLACK.edge, 8)
             + digits("93", 106, 297, 21, p.GLOW))
    holder = (grip(252, 404, 106, 32, p.WALNUT, 4)
              + rect(240, 390, 18, 26, p.BRASS.base, p.BRASS.edge, 4)
              + rect(184, 352, 16, 34, p.BRASS.base, p.BRASS.edge, 3)
              + probe + gauge(192, 332, 40, -20)
              + body(92, 380, 152, 54, p.STEEL, 12, 24)
              + path("M74 388h20v22h-20q-6-10 0-22z", p.STEEL.dark,
                     p.STEEL.edge))
    return place(van(tone), 26, -62, .86) + shadow(190, 440, 130) + holder


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
            + ring(66, 358, 22, 8, .6, 4, p.SKY)
            + cylinder(104, 344, 360, 12, p.BRASS)
            + ring(306, 358, 18, 7, .5, 4, p.BLACK)
            + body(328, 340, 24, 24, p.CLAY, 3))


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
    """Draw a machine in a crate, its lid and a calendar beside it."""
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
            + path("M262 428L330 196l34 12-64 224z", p.ASH.base, p.ASH.edge)
            + path("M286 380l34 11M312 290l34 11", "none", p.ASH.dark, 5)
            + place(loan, -2, 108, .735) + crate + tag
            + place(calendar(0, 0, range(5, 12)), 266, 316, .92))


def care_plan(tone: Tone) -> str:
    """Draw a calendar page; a parcel of gasket, tablets and descaler."""
    days = range(7, 8)
    bottle = (path("M282 262h40v14q26 10 26 40v70h-92v-70q0-30 26-40z",
                   p.WHITE.base, p.WHITE.edge)
              + path("M322 276q26 10 26 40v60h-20v-60q0-26-6-40z",
                     p.WHITE.dark)
              + body(280, 236, 44, 28, p.COPPER, 5)
              + drop(302, 334, 16, p.WATER, p.SKY.edge))
    jar = (cylinder(222, 330, 390, 30, p.GLASS)
           + cylinder(222, 318, 332, 32, p.STEEL)
           + disc(222, 364, 13, p.WHITE.light, p.WHITE.edge, 3))
    loop = (disc(0, 0, 38, "none", p.SKY.edge, 24)
            + disc(0, 0, 38, "none", p.SKY.base, 16)
            + path("M-40-6a40 40 0 0 1 32-34", "none", p.SKY.light, 5))
    return (shadow(210, 440, 156)
            + place(calendar(0, 0, days), 52, 132, 1.86) + bottle
            + place(loop, 156, 352) + jar
            + body(104, 382, 268, 54, tone, 6, 30)
            + rect(226, 382, 28, 54, p.BOTTLE.base, p.BOTTLE.edge, 0, 3)
            + arch(290, 396, 26, 28, "none", tone.edge, 5))


def clipboard(tone: Tone) -> str:
    """Return a clipboard: a ticked list, a drop badge and a wrench."""
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
    "care-plan": (care_plan, ("kraft",)),
    "beans-subscription": (beans_subscription, ("kraft",)),
}

"""The 13 tutorial pictures, 640 by 400, and the table of all scenes."""

from collections.abc import Callable

from . import palette as p
from .brewing import beans_lantern, carafe, scale_slab
from .care import descaler, grinder_brush, water_cartridge
from .grinders import grinder_g1
from .machines import finch_2, finch_2_front, tray_base, wand
from .parts import burr, pump_vibro, water_tank
from .props import (
    arrow,
    bench,
    bowl,
    cloth,
    gloves,
    marker,
    snow,
    stand,
    wall,
    window,
)
from .scenes_news import NEWS
from .shapes import (
    arch,
    around,
    bean,
    body,
    cup,
    cylinder,
    dashes,
    digits,
    disc,
    drop,
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
from .tools import (
    hand,
    jug_body,
    portafilter_double,
    screwdriver,
    tamper,
    wrench,
)


def descale_finch() -> str:
    """Draw a Finch 2 and beside it jug, descaler and gloves."""
    return (wall() + bench() + stand(finch_2(p.STEEL), 214, .82)
            + place(carafe(0, 0), 412, 350, .95)
            + stand(descaler(p.WHITE), 500, .5, 354) + gloves(92, 352))


def season_burrs() -> str:
    """Draw two new burrs on a bench beside a bowl of beans."""
    return (wall(p.COPPER) + bench() + shadow(220, 352, 130)
            + place(burr(86, 16, p.STEEL), 262, 262)
            + disc(164, 270, 80, p.STEEL.dark, p.STEEL.edge)
            + place(burr(80, 16, p.STEEL), 158, 268, turn=20)
            + place(bowl(0, 0), 444, 352, 1.25)
            + bean(336, 342, 12, 10) + bean(566, 342, 12, -40))


def change_gasket() -> str:
    """Draw a group from below and a blue gasket on a cloth."""
    group = (body(196, 8, 248, 74, p.STEEL, 18, 26)
             + cylinder(320, 82, 150, 112, p.STEEL, 104)
             + oval(320, 156, 100, 30, p.STEEL.dark, p.STEEL.edge)
             + oval(320, 158, 82, 23, p.BLACK.dark, p.BLACK.edge)
             + oval(320, 159, 60, 16, p.BRASS.base, p.BRASS.edge)
             + oval(320, 160, 11, 4, p.BRASS.edge)
             + path("M290 158h.1M304 166h.1M336 166h.1M350 158h.1", "none",
                    p.BRASS.edge, 6))
    return (wall() + bench() + group + cloth(320, 348, 330, p.CREAM)
            + ring(320, 318, 92, 24, .74, 14, p.SKY)
            + arrow(320, 280, 72, -90)
            + screwdriver(60, 338, -4) + screw(478, 340, 9)
            + screw(508, 346, 9, -20)
            + place(wrench(0, 0), 500, 312, .7, -16))


def pump_hums() -> str:
    """Draw hands that lower a full tank into a Finch 2, a jug, a plug."""
    front = (body(66, 154, 268, 236, p.STEEL, 24, 30)
             + finch_2_front(p.STEEL))
    hands = (hand(178, 116, 12, .6, p.COPPER)
             + place(hand(0, 0, 180, .6, p.COPPER), 424, 116))
    plug = (path("M440 344q60 14 84-8", "none", p.INK, 7)
            + body(520, 324, 34, 24, p.BLACK, 6)
            + path("M554 331h16M554 341h16", "none", p.STEEL.edge, 5))
    return (wall(p.COPPER) + bench()
            + place(water_tank(p.GLASS), 205, -52, .48) + hands
            + shadow(300, 352, 130)
            + place(front + tray_base(62, 276, p.STEEL) + wand(92, 262),
                    136, -8, .82)
            + place(carafe(0, 0), 116, 350, .8)
            + tube("M214 250h-56q-34 0-34 26", p.STEEL, 6) + plug)


def first_espresso() -> str:
    """Draw a portafilter, a tamper and a cup; six dots for six steps."""
    steps = "".join(
        disc(230 + index * 36, 44, 11,
             p.COPPER.base if index < 5 else p.BOTTLE.base, p.WALNUT.edge, 3)
        for index in range(6))
    return (wall() + bench() + path("M230 44h180", "none", p.WALNUT.edge, 4)
            + steps + stand(tamper(p.WALNUT), 104, .62)
            + stand(portafilter_double(p.WALNUT), 312, .86)
            + place(cup(0, 0, 92, p.WHITE, saucer=True), 534, 346)
            + steam(534, 280, 60))


def dial_in() -> str:
    """Draw the G1, a bag of Lantern and the scale with a reading."""
    return (wall(p.COPPER) + bench() + stand(grinder_g1(p.MOSS), 150, .8)
            + stand(beans_lantern(p.WHITE), 346, .62)
            + stand(scale_slab(p.BLACK, "18.0"), 524, .5, 352)
            + path("M470 180a58 58 0 1 1 108 0", "none", p.COPPER.dark, 7)
            + rays(524, 186, 62, 74, 12, p.COPPER.dark, 4)
            + around(path("M524 186v-44", "none", p.SIGNAL, 8), 524, 186, 34)
            + disc(524, 186, 11, p.COPPER.base, p.COPPER.edge))


def steam_milk() -> str:
    """Draw a jug under the steam wand, a thermometer in it."""
    wand = "M352 0V60Q352 96 336 130L318 196"
    dial = (path("M206 176l40 96", "none", p.STEEL.edge, 10)
            + path("M206 176l40 96", "none", p.STEEL.light, 5)
            + body(150, 118, 92, 62, p.BLACK, 18)
            + rect(166, 132, 60, 34, "#cfe0d4", p.BLACK.edge, 5)
            + digits("60", 179, 138, 22, p.INK))
    swirl = ("M268 214q22-10 44-2M352 214q14-6 26 0M300 222q20 6 40 0")
    return (wall() + bench() + tube(wand, p.STEEL, 13) + dial
            + shadow(326, 352, 96)
            + place(jug_body(p.STEEL), 136, 26, .755)
            + place(path(swirl, "none", p.WHITE.dark, 4), 0, -22)
            + steam(452, 190, 70) + steam(118, 200, 60)
            + place(cup(0, 0, 104, p.COPPER, saucer=True), 524, 346))


def clean_g1() -> str:
    """Draw the G1, its bellows, a brush and a burr."""
    return (wall(p.COPPER) + bench() + stand(grinder_g1(p.STEEL), 200, .84)
            + stand(grinder_brush(p.ASH), 470, .8)
            + dashes("M386 346h60", p.COFFEE, 6, "5 9"))


def align_burrs() -> str:
    """Draw two burrs with blue rims; on one the ink is rubbed off."""
    blue = disc(0, 0, 108, "none", p.NIGHT.base, 14, .85)
    rubbed = path("M-94-54A108 108 0 0 1 36-102", "none", p.STEEL.light, 15)
    return (wall() + bench() + cloth(320, 346, 540, p.CREAM)
            + shadow(186, 340, 98) + shadow(454, 340, 98)
            + disc(192, 228, 116, p.STEEL.dark, p.STEEL.edge)
            + place(burr(116, 18, p.STEEL) + blue, 186, 224)
            + disc(460, 228, 116, p.STEEL.dark, p.STEEL.edge)
            + place(burr(116, 18, p.STEEL) + blue + rubbed, 454, 224)
            + arrow(318, 122, 46, 12) + marker(280, 352, -6))


def hard_water() -> str:
    """Draw the cartridge on its way into the water tank."""
    return (wall() + bench() + stand(water_tank(p.GLASS), 414, .86)
            + stand(water_cartridge(p.WHITE), 158, .8)
            + arrow(252, 122, 92, -16) + drop(560, 320, 20, p.WATER,
                                              p.SKY.edge)
            + drop(592, 344, 12, p.WATER, p.SKY.edge))


def store_winter() -> str:
    """Draw a covered machine by a window with snow."""
    flakes = snow(((84, 120, 10), (120, 84, 8), (150, 150, 9), (96, 196, 8),
                   (168, 206, 10), (132, 240, 7)))
    cover = ("M258 348q-4-120 22-196 10-40 60-42h128q50 2 60 42 26 76 22 196-"
             "26-14-48 0t-50-2-52 2-50-2-46 2-46 0z")
    folds = "M302 170q-16 80-16 160M380 130q-6 100 0 200M498 160q18 80 16 170"
    return (wall() + bench()
            + window(62, 60, 126, 220, p.NIGHT.light, flakes)
            + shadow(404, 352, 160) + path(cover, p.CREAM.base)
            + path("M500 116q22 8 28 36 26 76 22 196-26-14-46 0 16-120-4-232z",
                   p.CREAM.dark) + path(cover, "none", p.CREAM.edge)
            + path(folds, "none", p.CREAM.dark, 6)
            + arch(382, 190, 46, 56, "none", p.BOTTLE.base, 8)
            + path("M260 306q140 26 290 0", "none", p.COPPER.base, 7)
            + tube("M548 336q34 10 42-14", p.BLACK, 5)
            + drop(224, 330, 13, p.WATER, p.SKY.edge)
            + path("M206 306l38 40", "none", p.SIGNAL, 6))


def replace_pump() -> str:
    """Draw the old pump, the new one and two arrows between them."""
    return (wall(p.COPPER) + bench()
            + place(stand(pump_vibro(p.BLACK), 0, .62, 0), 146, 350)
            + place(stand(pump_vibro(p.STEEL), 0, .62, 0), 482, 350)
            + arrow(268, 228, 92) + arrow(360, 276, 92, 180, p.BOTTLE)
            + screwdriver(222, 334) + screw(436, 342, 8)
            + screw(208, 346, 8, -20))


def tara_firmware() -> str:
    """Draw the scale and a telephone that sends it an update."""
    phone = (body(454, 120, 118, 222, p.BLACK, 18, 12)
             + rect(464, 140, 98, 178, p.SCREEN, p.BLACK.edge, 6)
             + rays(513, 210, 26, 34, 10, p.GLOW, 5)
             + disc(513, 210, 20, "none", p.GLOW, 6)
             + path("M480 282h66", "none", p.STEEL.edge, 8)
             + path("M480 282h46", "none", p.SIGNAL, 8)
             + disc(513, 330, 5, p.STEEL.base))
    air = "M398 196a64 64 0 0 0 0 84M366 174a100 100 0 0 0 0 128"
    return (wall() + bench() + stand(scale_slab(p.WHITE, "20.0"), 202, 1)
            + path(air, "none", p.COPPER.base, 8) + phone
            + place(cup(0, 0, 96, p.COPPER), 200, 290) + steam(200, 218, 60))


TUTORIALS: dict[str, Callable[[], str]] = {
    "descale-finch": descale_finch,
    "season-burrs": season_burrs,
    "change-gasket": change_gasket,
    "pump-hums": pump_hums,
    "first-espresso": first_espresso,
    "dial-in": dial_in,
    "steam-milk": steam_milk,
    "clean-g1": clean_g1,
    "align-burrs": align_burrs,
    "hard-water": hard_water,
    "store-winter": store_winter,
    "replace-pump": replace_pump,
    "tara-firmware": tara_firmware,
}

SCENES: dict[str, Callable[[], str]] = {
    **{f"tutorial:{code}": scene for code, scene in TUTORIALS.items()},
    **{f"news:{code}": scene for code, scene in NEWS.items()},
}

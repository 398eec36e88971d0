"""The 13 news pictures, 640 by 400."""

from collections.abc import Callable

from . import palette as p
from .grinders import grinder_hand, scoop
from .learning import clipboard
from .machines import finch_1, machine_open, press
from .machines import finch_duo as duo
from .parts import burr, pump_vibro
from .props import (
    bench,
    caliper,
    carton,
    cloth,
    crate,
    drawers,
    headset,
    lamp,
    notebook,
    person,
    rain,
    stand,
    tube_of_water,
    wall,
    window,
    wool,
)
from .shapes import (
    arch,
    around,
    bean,
    body,
    cup,
    cylinder,
    digits,
    disc,
    drop,
    oval,
    path,
    place,
    rays,
    rect,
    ring,
    shadow,
    steam,
)
from .tools import (
    hand,
    screwdriver,
    tamper,
)


def workshop_reopens() -> str:
    """Draw benches under a long window, an open Finch 2 on the nearest."""
    panes = "".join(arch(38 + index * 114, 30, 104, 150, "#cfe8ef",
                         p.BOTTLE.edge, 5) for index in range(5))
    far = "".join(
        body(40 + index * 96, 214, 84, 14, p.ASH, 3)
        + rect(48 + index * 96, 228, 10, 28, p.ASH.dark, p.ASH.edge, 0, 3)
        + rect(106 + index * 96, 228, 10, 28, p.ASH.dark, p.ASH.edge, 0, 3)
        + rect(66 + index * 96, 192, 30, 22,
               (p.MOSS, p.COPPER, p.STEEL, p.CLAY)[index].base, p.INK, 4, 3)
        for index in range(4))
    return (panes + path("M40 180h564", "none", p.BOTTLE.edge, 8)
            + path("M40 256h560", "none", p.BOTTLE.light, 4, .4) + far
            + bench() + stand(machine_open(p.STEEL), 500, .74)
            + place(screwdriver(0, 0), 164, 336, .8)
            + ring(96, 340, 22, 7, .62, 5, p.SKY)
            + stand(tamper(p.WALNUT), 352, .34))


def finch_1_farewell() -> str:
    """Draw a black Finch 1 in a crate that is lined with wool."""
    lid = path("M486 384L572 112l40 14-72 258z", p.ASH.base, p.ASH.edge)
    cover = (body(98, 112, 204, 72, p.BLACK, 12, 20)
             + path("M126 128h140", "none", p.BLACK.light, 5))
    marks = path("M302 134l14 8M340 150l10-6M360 128l8 8", "none",
                 p.STEEL.light, 3)
    return (wall(p.COPPER) + shadow(330, 388, 240) + lid
            + path("M512 350l38 12M552 222l34 12", "none", p.ASH.dark, 5)
            + rect(150, 232, 300, 140, p.ASH.dark, p.ASH.edge)
            + wool(154, 250, 296)
            + place(finch_1(p.BLACK) + cover, 130, -46, .84)
            + marks + wool(140, 262, 320) + crate(132, 274, 336, 110))


def spare_parts_2041() -> str:
    """Draw a wall of small drawers, one pulled out with brass valves."""
    spots = [(50 + col * 78, 40 + row * 56) for row in range(6)
             for col in range(7)]
    valve = (body(-9, -20, 18, 34, p.BRASS, 3)
             + body(-15, -6, 30, 12, p.BRASS, 2)
             + disc(0, -26, 8, p.CLAY.base, p.CLAY.edge, 3))
    pulled = (path("M286 232h140l26 40H260z", p.WALNUT.edge)
              + "".join(place(valve, x, 262, 1.1, turn) for x, turn in (
                  (290, -14), (322, 8), (354, -6), (386, 12), (420, -8)))
              + body(250, 264, 212, 68, p.WALNUT, 6, 20)
              + rect(308, 276, 96, 22, p.CREAM.light, p.WALNUT.edge, 3, 3)
              + digits("2041", 334, 280, 14, p.WALNUT.edge)
              + disc(356, 314, 8, p.BRASS.base, p.BRASS.edge, 3))
    return (rect(36, 26, 568, 352, p.WALNUT.base, p.WALNUT.edge, 8)
            + drawers(spots[::2], p.ASH) + drawers(spots[1::2], p.KRAFT)
            + rect(282, 206, 150, 108, p.WALNUT.edge, r=4) + pulled)


def arabic_help() -> str:
    """Draw a desk by a window in Amman: headset, cup and notebook."""
    hills = (path("M66 250V196l22-14h26v-20h34v24h24v-16h30v80z",
                  p.KRAFT.base, p.KRAFT.edge, 3)
             + path("M84 212h8M126 184h10M126 206h10M184 196h8", "none",
                    p.KRAFT.edge, 6) + disc(172, 108, 20, p.AMBER.light))
    return (wall(p.COPPER) + bench(p.ASH)
            + window(62, 46, 148, 226, "#f3d9b4", hills)
            + headset(340, 278) + notebook(512, 350)
            + shadow(204, 352, 40)
            + place(cup(0, 0, 64, p.WHITE, saucer=True), 204, 348)
            + steam(204, 304, 48)
            + path("M270 338h160", "none", p.ASH.dark, 4, .6))


def taipei_desk() -> str:
    """Draw a narrow shelf with part boxes, rain on the window behind."""
    tower = ("M306 196v-24h-8v-22h6v-22h-4l12-12 4-34 4 34 12 12h-4v22h6v22h"
             "-8v24z")
    view = (path(tower, p.NIGHT.base, p.NIGHT.edge, 3)
            + path("M196 196v-40h34v22h30v-50h24v68zM352 196v-56h36v26h28v30z",
                   p.NIGHT.light, p.NIGHT.edge, 3) + rain(190, 46, 250, 156))
    boxes = "".join(carton(x, 316, w, h, tone) for x, w, h, tone in (
        (70, 84, 64, p.KRAFT), (162, 64, 88, p.MOSS), (234, 92, 56, p.KRAFT),
        (334, 70, 78, p.COPPER), (412, 84, 60, p.KRAFT),
        (504, 64, 84, p.BOTTLE)))
    return (rect(170, 24, 300, 180, p.SKY.base, p.WALNUT.edge, 6, 12) + view
            + path("M320 24v180", "none", p.WALNUT.base, 8)
            + rect(170, 24, 300, 180, "none", p.WALNUT.base, 6, 8)
            + rect(40, 316, 560, 18, p.WALNUT.base, p.WALNUT.edge, 4)
            + path("M96 334v34l34-34M544 334v34l-34-34", p.WALNUT.dark,
                   p.WALNUT.edge) + boxes
            + place(cup(0, 0, 52), 276, 258)
            + ring(92, 242, 24, 9, .62, 6, p.SKY))


def harvest_lantern() -> str:
    """Draw a roaster whose beans tumble into a cooling tray."""
    falling = "".join(bean(x, y, 12, turn, p.KRAFT) for x, y, turn in (
        (306, 186, 20), (322, 212, 70), (314, 238, -30), (334, 256, 10),
        (350, 232, 50)))
    heap = "".join(bean(238 + col * 27 + row * 12, 294 - row * 11, 13,
                        col * 47 + row * 30, p.KRAFT)
                   for row in range(2) for col in range(9 - row))
    return (wall(p.COPPER) + shadow(330, 386, 250)
            + body(92, 250, 120, 132, p.BLACK, 8)
            + cylinder(158, 58, 96, 34, p.STEEL, 20)
            + body(64, 92, 190, 164, p.CLAY, 44, 46)
            + disc(158, 174, 56, p.STEEL.base, p.STEEL.edge)
            + disc(158, 174, 34, p.SCREEN, p.STEEL.edge)
            + bean(150, 182, 12, 20, p.KRAFT) + bean(172, 166, 12, 70, p.KRAFT)
            + path("M246 154l74 22-8 34-66-14z", p.STEEL.dark, p.STEEL.edge)
            + body(338, 320, 40, 62, p.BLACK, 4) + falling
            + oval(356, 296, 150, 34, p.STEEL.light, p.STEEL.edge)
            + oval(356, 296, 134, 26, p.STEEL.dark) + heap
            + path("M206 296a150 34 0 0 0 300 0v26a150 34 0 0 1-300 0z",
                   p.STEEL.base, p.STEEL.edge)
            + place(scoop(0, 0), 466, 254, .7)
            + hand(578, 226, 188, .8, p.MOSS))


def repair_evenings() -> str:
    """Draw two people at an open machine by lamplight, one with a torch."""
    torch = (path("M452 296L350 236v106z", p.AMBER.light, opacity=.5)
             + body(446, 286, 50, 20, p.BLACK, 5))
    return (arch(110, 12, 420, 344, p.NIGHT.base, opacity=.5)
            + lamp(320, 66, 230)
            + person(150, 352, p.MOSS, p.BEAN, 10)
            + person(432, 352, p.COPPER, p.BLACK, -8)
            + person(566, 352, p.NIGHT, p.KRAFT, -3)
            + stand(machine_open(p.STEEL), 300, .56) + torch
            + hand(222, 300, 8, .46, p.MOSS)
            + hand(516, 298, 184, .42, p.NIGHT) + bench()
            + place(screwdriver(0, 0), 190, 342, .5))


def burr_sharpening() -> str:
    """Draw two burrs on cloth: the left bright, the right dull."""
    bright = "M0-9l3 6 6 3-6 3-3 6-3-6-6-3 6-3z"
    dull = p.Tone("#a9aca9", "#8f9492", "#737876", "#3f4442")
    sparks = "".join(place(path(bright, p.AMBER.light, p.AMBER.dark, 2), x, y,
                           s) for x, y, s in ((90, 120, 2), (268, 92, 1.5),
                                              (286, 250, 1.2)))
    return (wall(p.COPPER) + bench() + cloth(320, 346, 540, p.MOSS)
            + shadow(186, 340, 96) + shadow(452, 340, 96)
            + disc(192, 228, 114, p.STEEL.dark, p.STEEL.edge)
            + place(burr(114, 18, p.STEEL), 186, 224)
            + disc(458, 228, 114, dull.dark, dull.edge)
            + place(burr(114, 18, dull), 452, 224, turn=14)
            + path("M386 182l16 12M500 300l14-12M474 138l-6 16", "none",
                   dull.edge, 4) + sparks)


def water_map() -> str:
    """Draw a coloured map on the wall and test tubes in a row."""
    land = (path("M150 60l88-16 84 22 90-22 82 20v176l-82-18-90 22-84-22-88 "
                 "18z", p.CREAM.light, p.CREAM.edge)
            + path("M170 84l62-22v70l-60 26z", p.SKY.base)
            + path("M240 64l76 24v60l-76-18z", p.MOSS.light)
            + path("M172 168l62-28 84 20v68l-80-20-66 14z", p.AMBER.light)
            + path("M326 88l80-24v80l-80 18z", p.SKY.light)
            + path("M414 64l66 16v130l-66-14z", p.COPPER.light)
            + path("M328 168l80-18v50l-80 20z", p.MOSS.base)
            + path("M238 44v164M322 66v164M412 44v174", "none", p.CREAM.dark,
                   3)
            + path("M176 200q60-50 110-30t90-40 96-30", "none", p.SKY.dark, 6)
            + disc(158, 66, 6, p.SIGNAL) + disc(486, 70, 6, p.SIGNAL))
    pins = "".join(drop(x, y, 9, p.SKY.dark, p.SKY.edge) for x, y in (
        (212, 114), (286, 132), (366, 116), (440, 164), (226, 190)))
    fluids = (p.SKY.light, p.SKY.base, p.WATER, p.SKY.base, p.AMBER.light,
              p.SKY.light, p.WATER)
    tubes = "".join(tube_of_water(176 + index * 48, 346, 34 + index * 5, fluid)
                    for index, fluid in enumerate(fluids))
    return (wall() + land + pins + tubes
            + rect(140, 308, 360, 12, p.WALNUT.light, p.WALNUT.edge, 4, 3)
            + rect(140, 336, 360, 18, p.WALNUT.base, p.WALNUT.edge, 4, 3)
            + bench(p.ASH, 354))


def new_gaskets() -> str:
    """Draw three gaskets on dark wood and a steel caliper."""
    return (path("M30 150L80 96h480l50 54v220q0 12-12 12H42q-12 0-12-12z",
                 p.WALNUT.dark, p.WALNUT.edge)
            + path("M60 170h220M330 190h240M70 260h120M420 300h160M60 350h250"
                   "M380 362h190", "none", p.WALNUT.base, 4)
            + ring(168, 186, 112, 44, .72, 22, p.CREAM)
            + ring(434, 190, 112, 44, .72, 22, p.BLACK)
            + ring(292, 268, 120, 48, .72, 22, p.CREAM)
            + caliper(316, 300, -4)
            + path("M92 300l10 10M110 318h.1", "none", p.WALNUT.light, 4))


def care_plan_launch() -> str:
    """Draw a service report beside a Finch Duo, two gaskets on it."""
    return (wall() + bench() + stand(duo(p.STEEL), 208, .84)
            + stand(clipboard(p.WALNUT), 492, .82)
            + ring(438, 322, 44, 16, .66, 9, p.BLACK)
            + path("M408 318l8 8M462 314l-8 8", "none", p.BLACK.light, 3)
            + ring(540, 330, 44, 16, .7, 9, p.SKY))


def quiet_pump() -> str:
    """Draw a pump in two pale silicone shells, the old clip beside it."""
    shell = "M-150 0h300v42q0 34-34 34h-232q-34 0-34-34z"
    lower = (path(shell, p.CREAM.base, p.CREAM.edge)
             + path("M104 2h44v38q0 34-34 34H84q20-30 20-72z", p.CREAM.dark)
             + path("M-134 16v28q2 16 16 18", "none", p.CREAM.light, 8)
             + path("M-80 50h120M-80 30h90", "none", p.CREAM.dark, 4))
    clip = "M0 0v-52q0-34 40-34t40 34V0"
    return (wall() + bench() + shadow(252, 352, 170)
            + around(place(path(shell, p.CREAM.dark, p.CREAM.edge), 250, 200,
                           1, 180), 250, 200, -4)
            + place(stand(pump_vibro(p.STEEL), 0, .66, 0), 244, 322)
            + place(lower, 252, 276)
            + place(path(clip, "none", p.STEEL.edge, 17)
                    + path(clip, "none", p.STEEL.base, 9)
                    + path("M-22 0h34M68 0h34", "none", p.STEEL.edge, 12)
                    + path("M-22 0h34M68 0h34", "none", p.STEEL.light, 5),
                    478, 342))


def finch_go_field_test() -> str:
    """Draw the Finch Go on a rock at sunrise, grinder and cup beside it."""
    rock = "M92 352q20-30 70-32l300-4q70 4 92 36l22 34H70z"
    return (rect(30, 16, 580, 368, "#f6d9b8", r=26)
            + disc(452, 176, 62, p.AMBER.light)
            + rays(452, 176, 76, 96, 16, p.AMBER.base, 6)
            + path("M30 252L146 130l66 66 84-100 118 136 74-60 122 108v100H"
                   "30z",
                   p.SKY.dark)
            + path("M146 130l-26 28 26 12 24-14zM296 96l-34 40 34 14 34-16z",
                   p.WHITE.light)
            + path("M30 300q120-60 260-34t320-26v118q0 26-26 26H56q-26 0-26"
                   "-26z", p.MOSS.base)
            + path(rock, p.STEEL.dark, p.STEEL.edge)
            + path("M120 344q30-16 100-16h220", "none", p.STEEL.base, 8)
            + path("M180 372l30-20M420 366l40-14", "none", p.STEEL.edge, 4)
            + stand(press(p.COPPER), 286, .84, 334)
            + stand(grinder_hand(p.STEEL), 446, .5, 336)
            + place(cup(0, 0, 56, p.CREAM), 150, 338) + steam(150, 296, 56))


NEWS: dict[str, Callable[[], str]] = {
    "workshop-reopens": workshop_reopens,
    "finch-1-farewell": finch_1_farewell,
    "spare-parts-2041": spare_parts_2041,
    "arabic-help": arabic_help,
    "taipei-desk": taipei_desk,
    "harvest-lantern": harvest_lantern,
    "repair-evenings": repair_evenings,
    "burr-sharpening": burr_sharpening,
    "water-map": water_map,
    "new-gaskets": new_gaskets,
    "care-plan-launch": care_plan_launch,
    "quiet-pump": quiet_pump,
    "finch-go-field-test": finch_go_field_test,
}

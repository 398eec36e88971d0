"""Brewing: scale, kettle, frother, baskets and the three coffees."""

from collections.abc import Callable

from . import palette as p
from .palette import Tone
from .shapes import (
    arch,
    bean,
    body,
    cup,
    cylinder,
    dashes,
    digits,
    disc,
    dots,
    drop,
    oval,
    path,
    place,
    rays,
    rect,
    shadow,
    steam,
    tube,
)


def scale_slab(tone: Tone, reading: str) -> str:
    """Return the scale alone; its front edge stands on y 436."""
    top = "M84 352h232l36 46H48z"
    return (path(top, tone.light, tone.edge)
            + path("M98 360h204l24 30H74z", tone.base)
            + path("M48 396h304v22q0 16-16 16H64q-16 0-16-16z", tone.base,
                   tone.edge)
            + path("M50 400h22v32q-22 0-22-16z", tone.light)
            + path("M350 400h-22v32q22 0 22-16z", tone.dark)
            + rect(118, 401, 164, 30, p.SCREEN, r=6)
            + digits(reading, 132, 406, 20, p.GLOW)
            + digits("0:28", 214, 406, 20, p.AMBER.light)
            + disc(98, 416, 7, p.SIGNAL) + disc(302, 416, 7, tone.edge))


def scale_tara(tone: Tone) -> str:
    """Draw the Tara scale with a cup and seven-segment digits."""
    return (shadow(200, 438, 158) + scale_slab(tone, "36.2")
            + oval(200, 374, 96, 13, "#000", opacity=.16)
            + cup(200, 376, 132, p.COPPER if tone == p.WHITE else p.WHITE)
            + steam(200, 270, 92))


def kettle(tone: Tone) -> str:
    """Return the Heron kettle alone: gooseneck and wooden handle."""
    neck = "M148 362C84 362 116 236 58 214"
    handle = "M262 232C340 212 352 268 336 344"
    return (path(handle, "none", p.WALNUT.edge, 28)
            + path(handle, "none", p.WALNUT.base, 20)
            + path("M272 236C326 224 338 270 327 330", "none",
                   p.WALNUT.light, 5)
            + path("M252 232h30", "none", tone.edge, 16)
            + path("M252 232h28", "none", tone.base, 9)
            + path(neck, "none", tone.edge, 24)
            + path(neck, "none", tone.base, 16)
            + path("M140 354C96 346 112 244 66 218", "none", tone.light, 4)
            + path("M50 202l22 8-12 22-18-10z", tone.dark, tone.edge)
            + cylinder(206, 208, 402, 62, tone, 88, .16)
            + oval(206, 206, 56, 10, tone.dark)
            + path("M150 204q6-26 56-26t56 26q-56 18-112 0z", tone.base,
                   tone.edge)
            + path("M168 196q8-10 28-11", "none", tone.light, 5)
            + rect(200, 158, 12, 22, p.STEEL.base, p.STEEL.edge, 3)
            + oval(206, 154, 20, 12, p.WALNUT.base, p.WALNUT.edge)
            + path("M190 320v-10a16 16 0 0 1 32 0v10", "none",
                   p.BRASS.light, 4))


def dripper(cx: float, base: float) -> str:
    """Return a paper filter in a dripper on a glass server."""
    return (path(f"M{cx - 34} {base - 66}q-22 26-14 66h96q8-40-14-66z",
                 p.GLASS.base, opacity=.8)
            + path(f"M{cx - 48} {base - 30}q-4 16 0 30h96q4-14 0-30z",
                   p.COFFEE)
            + path(f"M{cx - 34} {base - 66}q-22 26-14 66h96q8-40-14-66z",
                   "none", p.GLASS.edge)
            + path(f"M{cx - 32} {base - 52}q-8 10-8 24", "none", "#fff", 5)
            + path(f"M{cx} {base - 66}v34", "none", p.COFFEE, 4)
            + rect(cx - 46, base - 76, 92, 12, p.WALNUT.base, p.WALNUT.edge,
                   5)
            + path(f"M{cx - 66} {base - 152}l40 76h52l40-76z", p.WHITE.light,
                   p.WHITE.edge)
            + path(f"M{cx - 58} {base - 132}l32 56h52l32-56z", p.CREAM.base,
                   p.CREAM.edge)
            + path(f"M{cx - 34} {base - 124}l14 38M{cx} {base - 124}v38"
                   f"M{cx + 34} {base - 124}l-14 38", "none", p.CREAM.dark, 4)
            + oval(cx, base - 150, 60, 8, p.COFFEE, p.WHITE.edge, 3))


def kettle_heron(tone: Tone) -> str:
    """Draw the Heron kettle pouring a thin stream into a filter."""
    return (shadow(130, 440, 84) + shadow(296, 440, 50)
            + path("M138 246q-8 20-8 46", "none", p.WATER, 5)
            + dripper(126, 436)
            + place(kettle(tone), 64, 96, .76, -14)
            + steam(86, 270, 40))


def frother_wren(tone: Tone) -> str:
    """Draw the Wren frother, lid off, foam just below the rim."""
    ear = "M250 222c66-6 66 132-6 128"
    lid = (cylinder(0, 0, 14, 66, tone, flat=.3)
           + cylinder(0, -12, -2, 16, p.BLACK, flat=.3)
           + path("M-44-6q14-8 26-9", "none", "#fff", 4))
    return (shadow(196, 440, 140)
            + cylinder(176, 416, 432, 98, p.BLACK, flat=.16)
            + path(ear, "none", p.BLACK.edge, 26)
            + path(ear, "none", p.BLACK.base, 18)
            + path("M256 228c44 0 46 102 4 114", "none", p.BLACK.light, 4)
            + cylinder(176, 182, 404, 82, tone, 86, .2)
            + oval(176, 182, 72, 12, tone.dark, tone.edge, 3)
            + path("M108 186a70 12 0 0 1 136 0q-6 9-68 9t-68-9z", p.MILK)
            + path("M138 184q14-8 26-1M172 189q16-9 30-2M206 183q12-6 22 0",
                   "none", p.WHITE.dark, 4)
            + path("M96 214a82 15 0 0 0 160 0", "none", p.STEEL.edge, 11)
            + path("M96 214a82 15 0 0 0 160 0", "none", p.STEEL.light, 6)
            + path("M150 300v-10a14 14 0 0 1 28 0v10", "none", p.BRASS.base,
                   5)
            + disc(164, 350, 22, p.BLACK.dark, tone.edge)
            + disc(164, 350, 13, "none", p.GLOW, 4)
            + path("M164 342v8", "none", p.GLOW, 4)
            + path("M102 384a88 16 0 0 0 148 0", "none", tone.dark, 5)
            + place(lid, 302, 416) + steam(176, 160, 60))


def holes(cx: float, cy: float, r: float, colour: str, size: float = 5,
          rings: int = 6, flat: float = 1) -> str:
    """Return concentric rings of holes."""
    return disc(cx, cy, size * .6, colour) + "".join(
        dots(cx, cy, r * (index + 1) / rings, r / rings * .98, size, colour,
             flat) for index in range(rings))


def _basket(cx: float, depth: float, tone: Tone) -> str:
    """Return one basket seen from above; its floor stands on y 424."""
    top = 410 - depth
    return (cylinder(cx, top, 410, 62, tone, 52, .3)
            + path(f"M{cx - 60} {top + 32}a60 18 0 0 0 120 0", "none",
                   tone.edge, 2.5)
            + oval(cx, top, 70, 24, tone.light, tone.edge)
            + oval(cx, top, 58, 18, tone.dark, tone.edge, 3)
            + oval(cx, top + 5, 46, 12, tone.base)
            + dots(cx, top + 5, 38, 7, 3, tone.edge, .26)
            + dots(cx, top + 5, 26, 7, 3, tone.edge, .26)
            + dots(cx, top + 5, 13, 7, 3, tone.edge, .26)
            + path(f"M{cx - 62} {top - 2}a64 21 0 0 1 40-17", "none", "#fff",
                   4))


def basket_58(tone: Tone) -> str:
    """Draw three 58 mm baskets of different depth, side by side."""
    return (shadow(200, 438, 178) + _basket(86, 58, tone)
            + _basket(314, 122, tone) + _basket(200, 90, tone))


def _bag(tone: Tone, label: str, clip: Tone) -> str:
    """Return a coffee bag with side folds, valve, fold and label."""
    outline = ("M104 176Q92 300 98 420q2 18 20 18h164q18 0 20-18Q308 300 "
               "296 176z")
    return (shadow(200, 440, 124) + path(outline, tone.base)
            + path("M104 176Q92 300 98 420q2 18 20 18h14Q120 300 130 176z",
                   tone.light)
            + path("M296 176Q308 300 302 420q-2 18-20 18h-22Q280 300 270 176z",
                   tone.dark)
            + path("M270 180Q280 300 264 434", "none", tone.edge, 3, .6)
            + path(outline, "none", tone.edge)
            + body(98, 128, 204, 50, tone, 6, 22)
            + path("M104 164H296", "none", tone.edge, 3, .6)
            + rect(86, 136, 228, 16, clip.base, clip.edge, 8)
            + path("M98 141H300", "none", clip.light, 4)
            + disc(200, 200, 9, tone.dark, tone.edge, 3)
            + disc(196, 200, 1.6, tone.edge) + disc(204, 200, 1.6, tone.edge)
            + label
            + bean(92, 436, 14, 20) + bean(318, 434, 14, -40))


def _words(y: float, colour: str) -> str:
    """Return two lines that stand for small print on a label."""
    return path(f"M166 {y}h68M178 {y + 14}h44", "none", colour, 5)


def beans_courtyard(tone: Tone) -> str:
    """Draw the Courtyard blend: arches and a tree, a cup beside it."""
    label = (rect(134, 222, 132, 184, p.BOTTLE.base, p.BOTTLE.edge, 6)
             + rect(144, 232, 112, 106, "#dff0e6", r=4)
             + arch(150, 256, 28, 82, p.BOTTLE.light)
             + arch(222, 256, 28, 82, p.BOTTLE.light)
             + arch(182, 242, 36, 96, p.BOTTLE.dark)
             + path("M200 338v-44", "none", p.WALNUT.light, 6)
             + disc(200, 286, 14, p.MOSS.light)
             + disc(192, 294, 8, p.MOSS.base)
             + path("M142 338h116", "none", p.COPPER.base, 5)
             + _words(362, p.CREAM.light))
    return (place(_bag(tone, label, p.COPPER), -30, 0)
            + cup(312, 440, 78, p.WHITE, saucer=True))


def beans_lantern(tone: Tone) -> str:
    """Draw the Lantern: a light Ethiopian coffee, a glowing lantern."""
    label = (disc(200, 312, 82, "#dcebe6", p.BOTTLE.base)
             + rays(200, 298, 50, 64, 14, p.AMBER.base, 5, start=.22)
             + path("M186 262h28l12 20v40l-12 16h-28l-12-16v-40z", "#ffd95c",
                    p.CLAY.edge)
             + path("M182 264q18-22 36 0zM178 338h44l-6-10h-32z", p.CLAY.base,
                    p.CLAY.edge, 3)
             + path("M200 246v-8M187 268v62M213 268v62", "none", p.CLAY.edge,
                    3)
             + path("M200 318c-16-12-4-22 0-36c4 14 16 24 0 36z", p.SIGNAL)
             + path("M180 362h40M188 374h24", "none", p.WALNUT.dark, 5))
    return _bag(tone, label, p.CLAY)


def beans_night_shift(tone: Tone) -> str:
    """Draw the Night Shift: moon over roofs, beside a reading lamp."""
    star = "M0-9l2.5 6.5L9 0L2.5 2.5L0 9L-2.5 2.5L-9 0L-2.5-2.5z"
    stars = "".join(place(path(star, p.AMBER.light), x, y, s) for x, y, s in (
        (158, 268, 1), (238, 252, .7), (246, 304, 1), (172, 318, .7)))
    label = (arch(134, 218, 132, 188, p.NIGHT.edge, p.AMBER.base)
             + path("M210 262a34 34 0 1 0 24 56a28 28 0 1 1-24-56z",
                    p.AMBER.light) + stars
             + path("M136 372v-18h18l10-14 12 14h16v-24h22v16l14-10 14 14h22"
                    "v22z", p.NIGHT.dark, p.NIGHT.light, 2)
             + rect(198, 336, 8, 10, p.AMBER.base)
             + path("M166 386h68", "none", p.AMBER.base, 5))
    lamp = (cylinder(336, 424, 436, 40, p.BRASS)
            + tube("M336 424V200q0-44-34-52", p.BRASS, 7)
            + path("M250 172q4-44 48-44t48 44z", p.CLAY.base, p.CLAY.edge)
            + path("M262 162q6-24 30-26", "none", p.CLAY.light, 6)
            + oval(298, 172, 48, 9, p.AMBER.light, p.CLAY.edge)
            + path("M262 182L236 330h124L334 182z", p.AMBER.light,
                   opacity=.22))
    return place(_bag(tone, label, p.STEEL), -22, 88, .8) + lamp


def latte(cx: float, base: float, w: float = 110) -> str:
    """Return a wide cup with foam and a saucer, for scenes."""
    top = base - w * .62
    return (cup(cx, base, w, p.CREAM, saucer=True)
            + oval(cx, top + 1, w * .4, w * .065, CREMA_FOAM, p.COFFEE, 2)
            + oval(cx, top + 1, w * .18, w * .032, p.MILK))


CREMA_FOAM = "#d9a871"


def carafe(cx: float, base: float) -> str:
    """Return a glass jug of water, for scenes."""
    return (cylinder(cx, base - 130, base - 10, 40, p.GLASS, 50)
            + path(f"M{cx - 45} {base - 76}L{cx - 50} {base - 10}a50 10 0 0 0 "
                   f"100 0l-5-66z", p.WATER, opacity=.9)
            + oval(cx, base - 76, 45, 8, p.SKY.light)
            + path(f"M{cx - 30} {base - 110}l-6 80", "none", "#fff", 6, .8)
            + tube(f"M{cx + 42} {base - 116}q44 10 6 74", p.GLASS, 8)
            + drop(cx, base - 38, 10, p.SKY.light)
            + dashes(f"M{cx + 14} {base - 60}h22", p.SKY.edge, 3, "22 1"))


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "scale-tara": (scale_tara, ("black", "white")),
    "kettle-heron": (kettle_heron, ("copper", "steel", "black")),
    "frother-wren": (frother_wren, ("white", "black")),
    "basket-58": (basket_58, ("steel",)),
    "beans-courtyard": (beans_courtyard, ("kraft",)),
    "beans-lantern": (beans_lantern, ("white",)),
    "beans-night-shift": (beans_night_shift, ("night",)),
}

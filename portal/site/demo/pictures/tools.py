"""Barista tools: portafilters, tamper, ring, jug, screen, knock box."""

from collections.abc import Callable

from . import palette as p
from .brewing import holes
from .machines import spouts
from .palette import Tone
from .shapes import (
    body,
    cup,
    cylinder,
    dashes,
    digits,
    disc,
    grip,
    hatch,
    oval,
    path,
    place,
    rect,
    shadow,
)


def hand(x: float, y: float, turn: float, scale: float,
         sleeve: Tone) -> str:
    """Return a hand with its sleeve that points right."""
    fingers = "M-6-20H52M0-6H66M0 8H64M-6 22H50"
    thumb = "M-40 26Q-20 54 16 46"
    art = (path(thumb, "none", p.SKIN.edge, 24)
           + path(thumb, "none", p.SKIN.dark, 17)
           + path(fingers, "none", p.SKIN.edge, 20)
           + body(-76, -30, 86, 60, p.SKIN, 24)
           + path(fingers, "none", p.SKIN.base, 12)
           + path("M-4-22H44M4-9H56", "none", p.SKIN.light, 4)
           + body(-150, -38, 90, 76, sleeve, 8)
           + path("M-72-32v64", "none", sleeve.edge, 3))
    return place(art, x, y, scale, turn)


def portafilter_naked(tone: Tone) -> str:
    """Draw the bottomless portafilter, one stream of coffee below it."""
    head = (rect(-14, 70, 28, 62, p.STEEL.base, p.STEEL.edge, 6)
            + path("M-6 96v30", "none", p.STEEL.light, 7)
            + path("M-112-22h-14q-10 22 0 44h14zM112-22h14q10 22 0 44h-14z",
                   p.STEEL.dark, p.STEEL.edge)
            + disc(0, 0, 112, p.STEEL.base, p.STEEL.edge)
            + path("M20 101a102 102 0 0 0 80-70", "none", p.STEEL.light, 9)
            + path("M-46-90a102 102 0 0 0-54 72", "none", p.STEEL.dark, 9)
            + disc(0, 0, 90, p.STEEL.edge)
            + disc(0, 0, 84, p.STEEL.base, p.BLACK.edge, 3)
            + holes(0, 0, 70, p.STEEL.edge, 5.5, 7)
            + rect(-17, 126, 34, 14, p.BRASS.base, p.BRASS.edge, 4)
            + grip(0, 138, 152, 48, tone, 90))
    flow = (path("M118 232q32-40 62-2-8 24-22 32-4 20-4 140h-6q0-120-6-140"
                 "-16-8-24-30z", p.COFFEE)
            + path("M130 234q20-22 40-2-10 18-20 20-10-2-20-18z", p.CREMA))
    return (shadow(160, 440, 90) + place(head, 150, 230, .84, -122) + flow
            + cup(152, 438, 92, p.WHITE, saucer=True)
            + path("M152 376v8", "none", p.COFFEE, 6))


def portafilter_double(tone: Tone) -> str:
    """Draw the portafilter with two spouts, filling two cups."""
    cups = (cup(112, 438, 74) + cup(216, 438, 74)
            + path("M138 352q-20 10-24 42M190 352q20 10 24 42", "none",
                   p.COFFEE, 6))
    return (shadow(176, 440, 126) + cups
            + grip(244, 276, 140, 40, tone, 12)
            + rect(232, 260, 22, 30, p.BRASS.base, p.BRASS.edge, 4)
            + place(spouts(0, 0), 164, 324, 1.7)
            + body(84, 240, 160, 88, p.STEEL, 16, 26)
            + path("M60 250h26v26h-26q-8-12 0-26zM242 240h8v14h-8z",
                   p.STEEL.dark, p.STEEL.edge)
            + cylinder(164, 222, 244, 86, p.STEEL, 82)
            + oval(164, 221, 74, 13, p.BEAN.base, p.COFFEE)
            + path("M110 220q40-12 96-4", "none", p.BEAN.light, 4)
            + path("M106 300H226", "none", p.STEEL.dark, 5)
            + path("M152 276v-8a12 12 0 0 1 24 0v8", "none", p.STEEL.edge, 5))


def tamper(tone: Tone) -> str:
    """Return one tamper: a steel foot and a turned handle."""
    outline = ("M164 360C168 318 178 300 160 270C142 240 138 204 160 186"
               "Q200 164 240 186C262 204 258 240 240 270C222 300 232 318 236 "
               "360z")
    return (shadow(200, 440, 112)
            + cylinder(200, 382, 424, 96, p.STEEL)
            + oval(200, 378, 62, 12, p.STEEL.dark)
            + cylinder(200, 352, 376, 46, p.BRASS, 58)
            + path(outline, tone.base)
            + path("M222 178Q250 186 253 212Q254 246 240 270C222 300 232 318 "
                   "236 360h-26C204 300 206 284 222 262Q242 226 222 178z",
                   tone.dark)
            + path("M162 212q0 28 18 54M176 300q6 20 2 46", "none",
                   tone.light, 9)
            + path("M190 192q-10 30 4 62M196 292q6 30 2 60", "none",
                   tone.dark, 3, .8)
            + path(outline, "none", tone.edge)
            + oval(200, 184, 38, 9, tone.light, tone.edge)
            + disc(200, 184, 6, p.BRASS.base, p.BRASS.edge, 3)
            + digits("58.35", 164, 410, 22, p.STEEL.edge))


def tamper_58(tone: Tone) -> str:
    """Draw three tampers on a dark cloth; the first has the tone."""
    left, right = [t for t in (p.WALNUT, p.ASH, p.STEEL) if t != tone][:2]
    cloth = (path("M24 430L70 384H330L376 430q-60 18-176 18T24 430z",
                  p.BLACK.base, p.BLACK.edge)
             + dashes("M46 428Q200 454 354 428", p.BLACK.light, 3, "8 6"))
    return (cloth + place(tamper(left), -22, 158, .58)
            + place(tamper(right), 190, 158, .58)
            + place(tamper(tone), 50, 110, .75))


def dosing_ring(tone: Tone) -> str:
    """Draw the dosing ring on a portafilter, coffee heaped inside."""
    return (shadow(200, 440, 120)
            + grip(284, 394, 104, 36, p.WALNUT, 6)
            + rect(272, 382, 20, 26, p.BRASS.base, p.BRASS.edge, 4)
            + rect(96, 384, 20, 24, p.STEEL.dark, p.STEEL.edge, 4)
            + cylinder(200, 370, 428, 88, p.STEEL, 78)
            + oval(200, 368, 104, 21, p.STEEL.light, p.STEEL.edge)
            + oval(200, 366, 92, 18, p.STEEL.dark)
            + cylinder(200, 268, 356, 124, tone, 90)
            + path("M84 290a124 25 0 0 0 232 0", "none", tone.edge, 3, .6)
            + oval(200, 266, 112, 20, tone.dark, tone.edge)
            + path("M92 268a112 20 0 0 0 216 0q-40 22-108 22t-108-22z",
                   p.COFFEE)
            + path("M112 274q20-44 86-46t90 46q-88 28-176 0z", p.BEAN.base,
                   p.COFFEE)
            + path("M150 250q20-14 46-13M184 262q30-8 56 2", "none",
                   p.BEAN.light, 5)
            + path("M150 334v-6a10 10 0 0 1 20 0v6", "none", p.BRASS.light, 4)
            + path("M176 214h.1M206 204h.1M226 216h.1M194 190h.1M212 182h.1",
                   "none", p.BEAN.base, 7))


def jug_body(tone: Tone) -> str:
    """Return the milk jug alone; it stands on y 432."""
    outline = ("M112 214L96 236 128 262Q130 300 110 340Q98 380 104 416"
               "q2 16 20 16h152q18 0 20-16Q302 380 290 340Q270 300 272 214z")
    top = path("M98 228Q118 206 200 206t72 12q-20 24-110 26-30 2-34 18z",
               p.MILK, tone.edge)
    handle = "M274 238c84-20 94 120 18 142"
    return (path(handle, "none", tone.edge, 28)
            + path(handle, "none", tone.base, 20)
            + path("M284 240c56-4 58 92 14 124", "none", tone.light, 5)
            + path(outline, tone.base)
            + path("M132 260Q134 302 116 344Q106 384 112 424l24 6Q126 380 144 "
                   "340Q162 300 158 250z", tone.light)
            + path("M240 236Q238 300 256 340Q272 384 262 431h14q18 0 20-15Q"
                   "302 380 290 340Q270 300 272 214z", tone.dark)
            + path(outline, "none", tone.edge) + top)


def milk_jug(tone: Tone) -> str:
    """Draw three milk jugs in a row, from small to large."""
    mark = path("M190 296v-8a10 10 0 0 1 20 0v8M182 330h26M182 356h16M182 "
                "382h26", "none", tone.edge, 4)
    one = jug_body(tone) + mark
    return (shadow(200, 440, 176) + place(one, 154, 168, .62)
            + place(one, 54, 229, .48) + place(one, -23, 281, .36))


def puck_screen(tone: Tone) -> str:
    """Draw the puck screen between two fingers, light in its mesh."""
    index = "M388 424Q352 312 272 318"
    thumb = "M372 452Q300 440 262 376"
    return (disc(180, 272, 116, tone.dark, tone.edge)
            + disc(174, 268, 116, tone.base, tone.edge)
            + path("M68 256a107 107 0 0 1 84-94", "none", tone.light, 7)
            + path(index, "none", p.SKIN.edge, 50)
            + path(index, "none", p.SKIN.dark, 42)
            + disc(174, 268, 98, "#fdeeb9", tone.edge)
            + path("M104 300L212 186M128 338L250 212", "none", "#fff", 16)
            + place(hatch(96, 11, tone.edge, 2.5), 174, 268)
            + disc(174, 268, 108, "none", tone.base, 16)
            + disc(174, 268, 98, "none", tone.edge, 3)
            + path("M68 256a107 107 0 0 1 84-94", "none", tone.light, 7)
            + path(thumb, "none", p.SKIN.edge, 54)
            + path(thumb, "none", p.SKIN.base, 46)
            + path("M262 384q-4-16 10-14 14 6 18 22-16 6-28-8z",
                   p.SKIN.light, p.SKIN.edge, 3)
            + path("M306 410q30 24 60 28", "none", p.SKIN.light, 6)
            + path("M400 424v56h-60q-10-20-8-34 40-6 68-22z", p.MOSS.base,
                   p.MOSS.edge)
            + path("M334 456q36-2 66-14", "none", p.MOSS.dark, 5))


def knock_box(tone: Tone) -> str:
    """Draw the knock box with one coffee puck in its steel tray."""
    outline = "M72 262a128 42 0 0 0 256 0L308 416a108 22 0 0 1-216 0z"
    puck = (cylinder(0, 0, 22, 46, p.BEAN, 42, .34)
            + path("M-24-4q20 8 44-2", "none", p.BEAN.light, 4))
    bar = (rect(66, 234, 268, 26, p.BLACK.base, p.BLACK.edge, 13)
           + path("M90 242H306", "none", p.BLACK.light, 5))
    return (shadow(200, 440, 134)
            + oval(200, 262, 128, 42, tone.light, tone.edge)
            + oval(200, 262, 114, 34, p.STEEL.dark, p.STEEL.edge)
            + path("M90 266a114 34 0 0 0 220 0q-20 22-110 22T90 266z",
                   p.STEEL.light)
            + bar + place(puck, 206, 268)
            + path(outline, tone.base)
            + path("M72 262q2 12 18 22L116 430q-22-4-24-14z", tone.light)
            + path("M328 262q-4 22-52 34L262 436q40-6 46-20z", tone.dark)
            + path("M128 328q62 14 138 2M134 366q58 14 126 2M142 402q52 10 112"
                   " 0", "none", tone.dark, 4, .7)
            + path(outline, "none", tone.edge)
            + path("M182 386v-18a18 18 0 0 1 36 0v18", "none", p.BRASS.edge,
                   9)
            + path("M182 386v-18a18 18 0 0 1 36 0v18", "none",
                   p.BRASS.light, 5)
            + disc(78, 247, 9, p.STEEL.base, p.STEEL.edge)
            + disc(322, 247, 9, p.STEEL.base, p.STEEL.edge))


def thermo_probe(tone: Tone) -> str:
    """Draw the probe thermometer clipped to a milk jug."""
    stem = (path("M-5 40h10v170h-10z", tone.base, tone.edge, 3)
            + path("M-1 44v160", "none", tone.light, 3))
    head = (body(-62, -40, 124, 80, p.BLACK, 26, 26)
            + rect(-40, -25, 80, 50, "#cfe0d4", p.BLACK.edge, 8)
            + digits("60", -24, -16, 30, p.INK)
            + disc(26, -12, 4, "none", p.INK, 3)
            + rect(-10, 38, 20, 16, p.BRASS.base, p.BRASS.edge, 3))
    clip = (path("M-16 0v-18q0-10 12-10h8q12 0 12 10v66", "none", tone.edge,
                 11)
            + path("M-16 0v-18q0-10 12-10h8q12 0 12 10v66", "none",
                   tone.light, 5))
    return (shadow(200, 440, 112) + place(jug_body(p.STEEL), 4, 44, .9)
            + place(stem, 168, 118, 1, 7) + place(head, 168, 118, 1, 7)
            + path("M94 250Q112 238 184 236t64 6q-18 24-98 26-28 2-32 10z",
                   p.MILK, opacity=.92)
            + path("M132 250q26-12 52-4t-18 8-24 2", "none", p.WHITE.dark, 4)
            + place(clip, 152, 246, .8)
            + path("M178 360v-10a12 12 0 0 1 24 0v10", "none",
                   p.STEEL.edge, 4))


def screwdriver(x: float, y: float, turn: float = 0,
                tone: Tone = p.COPPER) -> str:
    """Return a screwdriver that points right from x, y, for scenes."""
    blade = (rect(86, -5, 92, 10, p.STEEL.base, p.STEEL.edge, 2, 3)
             + path("M176-7h12l8 3v8l-8 3h-12z", p.STEEL.dark, p.STEEL.edge,
                    3))
    return place(blade + body(0, -18, 92, 36, tone, 14, 16)
                 + path("M22-8h52M22 4h52", "none", tone.light, 5), x, y,
                 turn=turn)


def wrench(x: float, y: float, turn: float = 0, scale: float = 1) -> str:
    """Return an open wrench that points right from x, y, for scenes."""
    d = ("M0-14Q-16 0 0 14L112 12q14 26 44 18l-18-18 0-24 18-18q-30-8-44 18z")
    return place(path(d, p.STEEL.base, p.STEEL.edge)
                 + path("M8-5L112-4", "none", p.STEEL.light, 5)
                 + disc(8, 1, 5, p.STEEL.edge), x, y, scale, turn)


DRAWINGS: dict[str, tuple[Callable[[Tone], str], tuple[str, ...]]] = {
    "portafilter-naked": (portafilter_naked, ("walnut", "ash", "black")),
    "portafilter-double": (portafilter_double, ("walnut", "black")),
    "tamper-58": (tamper_58, ("walnut", "ash", "steel")),
    "dosing-ring": (dosing_ring, ("black", "steel")),
    "milk-jug": (milk_jug, ("steel",)),
    "puck-screen": (puck_screen, ("steel",)),
    "knock-box": (knock_box, ("walnut", "black")),
    "thermo-probe": (thermo_probe, ("steel",)),
}

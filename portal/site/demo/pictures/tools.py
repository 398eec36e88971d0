"""Barista tools: portafilters, tamper, ring, jug, screen, knock box."""

from collections.abc import Callable

from . import palette as p
from .brewing import holes
from .machines import spouts
from .palette import Tone
from .shapes import (
    around, body, cylinder, digits, disc, grip, hatch, oval, path, place,
    rect, ring, shadow, steam,
)


def portafilter_naked(tone: Tone) -> str:
    """Draw the bottomless portafilter from below, its handle down."""
    head = (rect(-14, 70, 28, 62, p.STEEL.base, p.STEEL.edge, 6)
            + path("M-6 96v30", "none", p.STEEL.light, 7)
            + path("M-112-22h-14q-10 22 0 44h14zM112-22h14q10 22 0 44h-14z",
                   p.STEEL.dark, p.STEEL.edge)
            + disc(0, 0, 112, p.STEEL.base, p.STEEL.edge)
            + path("M-101-10a102 102 0 0 1 84-90", "none", p.STEEL.light, 9)
            + path("M90 46a102 102 0 0 1-72 54", "none", p.STEEL.dark, 9)
            + disc(0, 0, 90, p.STEEL.edge)
            + disc(0, 0, 84, p.STEEL.base, p.BLACK.edge, 3)
            + holes(0, 0, 70, p.STEEL.edge, 5.5, 7)
            + oval(14, 18, 26, 20, p.COFFEE) + oval(8, 12, 10, 7, p.CREMA)
            + path("M16 34q2 14 0 22", "none", p.COFFEE, 9)
            + rect(-17, 126, 34, 14, p.BRASS.base, p.BRASS.edge, 4)
            + grip(0, 138, 152, 48, tone, 90))
    return shadow(236, 440, 76) + place(head, 164, 206, .86, -19)


def portafilter_double(tone: Tone) -> str:
    """Draw the portafilter with two spouts from the side, on a stand."""
    stand = (body(92, 404, 144, 32, p.WALNUT, 8)
             + path("M104 404v-78h24v78zM200 404v-78h24v78z", p.WALNUT.base,
                    p.WALNUT.edge)
             + path("M112 336v62M208 336v62", "none", p.WALNUT.light, 5))
    return (shadow(176, 440, 116) + stand
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


def tamper_58(tone: Tone) -> str:
    """Draw the tamper: a steel foot and a turned handle."""
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
            + digits("58.35", 164, 410, 22, p.STEEL.edge)
            + path("M262 432q18 6 36 0M284 437q8 4 20 1", "none", p.COFFEE,
                   6))


def dosing_ring(tone: Tone) -> str:
    """Draw the dosing ring: a funnel that stands on a basket."""
    return (shadow(200, 440, 120)
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


def jug_body(tone: Tone, milk: bool = True) -> str:
    """Return the milk jug alone; it stands on y 432."""
    outline = ("M112 214L96 236 128 262Q130 300 110 340Q98 380 104 416"
               "q2 16 20 16h152q18 0 20-16Q302 380 290 340Q270 300 272 214z")
    top = path("M98 228Q118 206 200 206t72 12q-20 24-110 26-30 2-34 18z",
               p.MILK if milk else tone.dark, tone.edge)
    handle = "M274 238c84-20 94 120 18 142"
    return (path(handle, "none", tone.edge, 28)
            + path(handle, "none", tone.base, 20)
            + path("M284 240c56-4 58 92 14 124", "none", tone.light, 5)
            + path(outline, tone.base)
            + path("M132 260Q134 302 116 344Q106 384 112 424l24 6Q126 380 144 "
                   "340Q162 300 158 250z", tone.light)
            + path("M240 236Q238 300 256 340Q272 384 262 431h14q18 0 20-15Q302 "
                   "380 290 340Q270 300 272 214z", tone.dark)
            + path(outline, "none", tone.edge) + top)


def milk_jug(tone: Tone) -> str:
    """Draw the milk jug with a folded swirl of foam."""
    marks = "M182 300h26M182 330h16M182 360h26M182 390h16"
    return (shadow(200, 438, 116) + jug_body(tone)
            + path("M150 226q30-12 60-4t-20 10-30 2 14-6", "none",
                   p.WHITE.dark, 4)
            + path(marks, "none", tone.edge, 4)
            + path("M190 276v-8a10 10 0 0 1 20 0v8", "none", tone.edge, 4)
            + steam(196, 196, 76))


def puck_screen(tone: Tone) -> str:
    """Draw two puck screens: one flat on a puck, one leaning."""
    lean = (disc(0, 0, 100, tone.dark, tone.edge)
            + hatch(84, 11, tone.light, 3)
            + disc(0, 0, 91, "none", tone.base, 20)
            + disc(0, 0, 100, "none", tone.edge)
            + disc(0, 0, 81, "none", tone.edge, 3)
            + path("M-90-14a92 92 0 0 1 70-76", "none", tone.light, 6))
    return (shadow(196, 440, 132) + place(lean, 232, 254)
            + cylinder(172, 394, 424, 92, p.BEAN, 88)
            + path("M104 420q20 10 44 13M190 430q24 0 40-6", "none",
                   p.BEAN.light, 4)
            + cylinder(172, 372, 386, 98, tone)
            + oval(172, 372, 78, 14, tone.dark, tone.edge, 3)
            + path("M104 368h136M100 374h144M112 380h120M122 363h100", "none",
                   tone.light, 2)
            + path("M120 364l30 20M150 360l40 26M180 359l40 22M224 364l-30 20"
                   "M194 360l-40 26M164 359l-40 22", "none", tone.light, 2))


def knock_box(tone: Tone) -> str:
    """Draw the knock box with its bar and two spent pucks."""
    bar = (rect(76, 252, 248, 26, p.BLACK.base, p.BLACK.edge, 13)
           + path("M96 260H300", "none", p.BLACK.light, 5))
    puck = cylinder(0, 0, 26, 40, p.BEAN, 36)
    return (shadow(200, 440, 140)
            + path("M78 266Q200 226 322 266L322 290H78z", tone.dark,
                   tone.edge)
            + path("M92 268Q200 236 308 268v20H92z", p.BLACK.edge)
            + around(place(puck, 164, 270), 164, 270, -14)
            + place(puck, 240, 276) + bar
            + path("M72 282q128 26 256 0L308 420q-2 16-20 16H112q-18 0-20-16z",
                   tone.base)
            + path("M72 282l30 7 18 147h-8q-18 0-20-16z", tone.light)
            + path("M328 282l-46 8-14 146h20q18 0 20-16z", tone.dark)
            + path("M134 322q60 12 132 0M140 366q60 10 124 0M146 404q50 8 114 "
                   "0", "none", tone.dark, 4, .7)
            + path("M72 282q128 26 256 0L308 420q-2 16-20 16H112q-18 0-20-16z",
                   "none", tone.edge)
            + path("M184 376v-16a16 16 0 0 1 32 0v16", "none", p.BRASS.edge,
                   9)
            + path("M184 376v-16a16 16 0 0 1 32 0v16", "none",
                   p.BRASS.light, 5)
            + disc(86, 265, 9, p.STEEL.base, p.STEEL.edge)
            + disc(314, 265, 9, p.STEEL.base, p.STEEL.edge))


def thermo_probe(tone: Tone) -> str:
    """Draw the probe thermometer in its wooden stand."""
    head = (body(-66, -40, 132, 80, p.BLACK, 26, 28)
            + rect(-46, -24, 92, 48, "#cfe0d4", p.BLACK.edge, 8)
            + digits("62.5", -34, -15, 28, p.INK)
            + rect(-8, 40, 16, 16, p.BRASS.base, p.BRASS.edge, 3)
            + path("M-5 56h10v190l-5 22-5-22z", tone.base, tone.edge, 3)
            + path("M-1.5 60v180", "none", tone.light, 3)
            + path("M0 92h34q10 0 10 12v60", "none", tone.edge, 9)
            + path("M0 92h34q10 0 10 12v60", "none", tone.light, 4)
            + disc(0, 92, 9, tone.base, tone.edge, 3))
    return (shadow(200, 440, 96)
            + place(head, 200, 162)
            + cylinder(200, 374, 428, 78, p.WALNUT)
            + oval(200, 372, 18, 5, p.WALNUT.edge)
            + path("M195 330h10v42h-10z", tone.base, tone.edge, 3)
            + path("M134 396q30 12 70 12M140 414q20 8 44 10", "none",
                   p.WALNUT.dark, 4)
            + path("M194 420v-8a9 9 0 0 1 18 0v8", "none", p.BRASS.light, 4)
            + ring(284, 424, 22, 9, .6, 4, p.CLAY))


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

"""Named tones of the demo pictures: each with a lighter and a darker plane."""

from typing import NamedTuple


class Tone(NamedTuple):
    """One material: its lit plane, body, shaded plane and firm edge."""

    light: str
    base: str
    dark: str
    edge: str


STEEL = Tone("#eef2f1", "#c6cdce", "#929ca0", "#3c464a")
MOSS = Tone("#8bab82", "#648560", "#466545", "#203320")
COPPER = Tone("#e9ad86", "#cb7d4f", "#9c552c", "#4d2712")
BLACK = Tone("#787b80", "#505358", "#383a3e", "#16181a")
WHITE = Tone("#fffdf8", "#f1ece1", "#d0c8b9", "#5b5449")
WALNUT = Tone("#b38259", "#8d5e3c", "#653f25", "#331d0f")
ASH = Tone("#f2e0c0", "#dfc499", "#ba996d", "#5c4427")
CREAM = Tone("#fbf4e2", "#efe3c8", "#d2c09b", "#5d4f36")
GLASS = Tone("#f3fbfa", "#cfe4e3", "#9dc0c0", "#3d5f60")
BRASS = Tone("#f0d58d", "#d3ac55", "#a07c31", "#4f3b12")
BOTTLE = Tone("#4fa693", "#217d6b", "#115a4c", "#06312a")
CLAY = Tone("#d9836b", "#b95a43", "#8a3d2b", "#451b12")
NIGHT = Tone("#6f7fa8", "#46557f", "#313d60", "#161d33")
AMBER = Tone("#f7d190", "#e6a94f", "#bd8030", "#5a3a10")
KRAFT = Tone("#e6cfa6", "#cfae7c", "#a78758", "#544023")
SKY = Tone("#cfe6ea", "#9ecad3", "#6fa5b1", "#2b525b")

TONES: dict[str, Tone] = {
    "steel": STEEL,
    "moss": MOSS,
    "copper": COPPER,
    "black": BLACK,
    "white": WHITE,
    "walnut": WALNUT,
    "ash": ASH,
    "cream": CREAM,
    "glass": GLASS,
    "brass": BRASS,
    "bottle": BOTTLE,
    "clay": CLAY,
    "night": NIGHT,
    "amber": AMBER,
    "kraft": KRAFT,
    "sky": SKY,
    # names under which some products sell the same tones
    "coated": BRASS,
    "silicone": SKY,
    "rubber": BLACK,
}

INK = "#1b1d1e"
COFFEE = "#4b2b1a"
CREMA = "#cf9555"
BEAN = Tone("#9a6a45", "#74492b", "#54321c", "#2b170b")
WATER = "#86c0cc"
MILK = "#fffaf0"
VAPOUR = "#a8bab6"
SCREEN = "#20302d"
GLOW = "#8fe0cb"
SIGNAL = "#e2763a"
SKIN = Tone("#dfb08c", "#c48e66", "#996845", "#4a2b17")
SIGNAL_TONE = Tone("#f2a06c", "#e2763a", "#a94e1c", "#5a260a")

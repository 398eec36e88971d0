"""Small builders that return SVG fragments; presentation attributes only."""

from math import cos, pi, sin, sqrt

from .palette import (
    BEAN,
    BLACK,
    COFFEE,
    CREMA,
    INK,
    SIGNAL,
    STEEL,
    VAPOUR,
    WHITE,
    Tone,
)

SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc",
    "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}


def num(value: float) -> str:
    """Write a number with at most one decimal."""
    return f"{round(value, 1) + 0:g}"


def _paint(fill: str, edge: str, width: float, opacity: float) -> str:
    """Return the presentation attributes shared by all shapes."""
    text = "" if fill == "none" else f' fill="{fill}"'
    if edge:
        text += f' stroke="{edge}"'
    if width:
        text += f' stroke-width="{num(width)}"'
    if opacity < 1:
        text += f' opacity="{opacity:g}"'
    return text


def path(d: str, fill: str = "none", edge: str = "", width: float = 0,
         opacity: float = 1) -> str:
    """Return a path."""
    rule = ' fill-rule="evenodd"' if d.upper().count("Z") > 1 else ""
    return f'<path d="{d}"{rule}{_paint(fill, edge, width, opacity)}/>'


def rect(x: float, y: float, w: float, h: float, fill: str, edge: str = "",
         r: float = 0, width: float = 0, opacity: float = 1) -> str:
    """Return a rectangle with corners of radius r."""
    corner = f' rx="{num(r)}"' if r else ""
    return (f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" '
            f'height="{num(h)}"{corner}{_paint(fill, edge, width, opacity)}/>')


def oval(cx: float, cy: float, rx: float, ry: float, fill: str,
         edge: str = "", width: float = 0, opacity: float = 1) -> str:
    """Return an ellipse."""
    return (f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" '
            f'ry="{num(ry)}"{_paint(fill, edge, width, opacity)}/>')


def disc(cx: float, cy: float, r: float, fill: str, edge: str = "",
         width: float = 0, opacity: float = 1) -> str:
    """Return a circle."""
    return (f'<circle cx="{num(cx)}" cy="{num(cy)}" r="{num(r)}"'
            f'{_paint(fill, edge, width, opacity)}/>')


def place(fragment: str, x: float = 0, y: float = 0, scale: float = 1,
          turn: float = 0) -> str:
    """Move, scale and turn a fragment (about its own origin)."""
    moves = f"translate({num(x)} {num(y)})"
    if turn:
        moves += f" rotate({num(turn)})"
    if scale != 1:
        moves += f" scale({scale:g})"
    return f'<g transform="{moves}">{fragment}</g>'


def around(fragment: str, cx: float, cy: float, turn: float) -> str:
    """Turn a fragment about a point."""
    return (f'<g transform="rotate({num(turn)} {num(cx)} {num(cy)})">'
            f"{fragment}</g>")


def dots(cx: float, cy: float, r: float, gap: float, size: float,
         colour: str, flat: float = 1) -> str:
    """Return a ring of round holes as one dotted ellipse."""
    ring = oval(cx, cy, r, r * flat, "none", colour, size)
    return ring.replace("/>", f' stroke-dasharray=".1 {num(gap)}"/>')


def dashes(d: str, colour: str, width: float, pattern: str) -> str:
    """Return a dashed line with square ends (slots, stitches)."""
    line = path(d, "none", colour, width)
    return line.replace(
        "/>", f' stroke-linecap="butt" stroke-dasharray="{pattern}"/>')


def rays(cx: float, cy: float, inner: float, outer: float, count: int,
         colour: str, width: float, twist: float = 0,
         flat: float = 1, start: float = 0) -> str:
    """Return count strokes from an inner to an outer circle, as one path."""
    parts = []
    for index in range(count):
        turn = 2 * pi * index / count + start
        far = turn + twist
        parts.append(
            f"M{num(cx + inner * cos(turn))} "
            f"{num(cy + inner * sin(turn) * flat)}"
            f"L{num(cx + outer * cos(far))} "
            f"{num(cy + outer * sin(far) * flat)}")
    return path("".join(parts), "none", colour, width)


def shadow(cx: float, cy: float, rx: float) -> str:
    """Return a soft shadow on the ground."""
    return (oval(cx, cy, rx, rx * .1 + 3, "#000", opacity=.13)
            + oval(cx, cy, rx * .86, rx * .07 + 2, "#000", opacity=.2))


def body(x: float, y: float, w: float, h: float, tone: Tone, r: float = 10,
         side: float = 0) -> str:
    """Return a rounded body with a lit left and a shaded right plane."""
    r = min(r, w / 2, h / 2)
    whole = rect(x, y, w, h, tone.base, tone.edge, r)
    s = max(side or w * .1, r) - 2
    x, y, w, h, r = x + 2, y + 2, w - 4, h - 4, max(0, r - 2)
    a, b, c = num(r), num(h - 2 * r), num(s - r)
    corner = f"a{a} {a} 0 0 0"
    lit = (f"M{num(x + s)} {num(y)}h-{c}{corner}-{a} {a}v{b}"
           f"{corner} {a} {a}h{c}z")
    corner = f"a{a} {a} 0 0 1"
    dim = (f"M{num(x + w - s)} {num(y)}h{c}{corner} {a} {a}v{b}"
           f"{corner}-{a} {a}h-{c}z")
    return whole + path(lit, tone.light) + path(dim, tone.dark)


def _slice(cx: float, top: float, bottom: float, radii: tuple[float, float],
           flat: float, span: tuple[float, float]) -> str:
    """Return the path of a vertical slice of a cylinder's side."""
    a, b = radii
    one, two = span
    drop = [sqrt(max(0, 1 - f * f)) * flat for f in span]
    return (f"M{num(cx + one * a)} {num(top + drop[0] * a)}"
            f"L{num(cx + one * b)} {num(bottom + drop[0] * b)}"
            f"A{num(b)} {num(b * flat)} 0 0 0 "
            f"{num(cx + two * b)} {num(bottom + drop[1] * b)}"
            f"L{num(cx + two * a)} {num(top + drop[1] * a)}z")


def cylinder(cx: float, top: float, bottom: float, r: float, tone: Tone,
             foot: float = 0, flat: float = .2, lid: str = "") -> str:
    """Return an upright cylinder or cone seen a little from above."""
    foot = foot or r
    radii = (r, foot)
    side = (f"M{num(cx - r)} {num(top)}L{num(cx - foot)} {num(bottom)}"
            f"A{num(foot)} {num(foot * flat)} 0 0 0 {num(cx + foot)} "
            f"{num(bottom)}L{num(cx + r)} {num(top)}z")
    low, far = bottom - 2, 1 - 2 / max(r, 4)
    return (path(side, tone.base, tone.edge)
            + path(_slice(cx, top, low, radii, flat, (-.82, -.5)),
                   tone.light)
            + path(_slice(cx, top, low, radii, flat, (.45, far)), tone.dark)
            + oval(cx, top, r, r * flat, lid or tone.light, tone.edge))


def ring(cx: float, cy: float, rx: float, ry: float, inner: float, h: float,
         tone: Tone) -> str:
    """Return a lying ring with a true hole; inner is a share of the radius."""
    ix, iy = rx * inner, ry * inner
    xi = ix * sqrt(max(0, 1 - (h / 2 / iy) ** 2))
    a, b, c, d = num(rx), num(ry), num(ix), num(iy)
    left, right = num(cx - xi), num(cx + xi)
    mid = num(cy + h / 2)
    wall = (f"M{num(cx - rx)} {num(cy)}A{a} {b} 0 0 1 {num(cx + rx)} {num(cy)}"
            f"v{num(h)}A{a} {b} 0 0 1 {num(cx - rx)} {num(cy + h)}z"
            f"M{left} {mid}A{c} {d} 0 0 1 {right} {mid}"
            f"A{c} {d} 0 0 1 {left} {mid}z")
    face = (f"M{num(cx - rx)} {num(cy)}a{a} {b} 0 1 1 {num(2 * rx)} 0"
            f"a{a} {b} 0 1 1-{num(2 * rx)} 0z"
            f"M{num(cx - ix)} {num(cy)}a{c} {d} 0 1 1 {num(2 * ix)} 0"
            f"a{c} {d} 0 1 1-{num(2 * ix)} 0z")
    gx, gy = (rx + ix) / 2, (ry + iy) / 2
    shine = (f"M{num(cx - gx * .9)} {num(cy - gy * .44)}"
             f"A{num(gx)} {num(gy)} 0 0 1 {num(cx - gx * .2)} "
             f"{num(cy - gy * .98)}")
    return (path(wall, tone.dark, tone.edge) + path(face, tone.base, tone.edge)
            + path(shine, "none", tone.light, max(4, (rx - ix) * .3)))


def tube(d: str, tone: Tone, width: float) -> str:
    """Return a bent tube along a path, with an edge and a lit core."""
    return (path(d, "none", tone.edge, width + 6)
            + path(d, "none", tone.base, width)
            + path(d, "none", tone.light, width * .35))


def grip(x: float, y: float, length: float, thick: float, tone: Tone,
         turn: float = 0) -> str:
    """Return a turned handle that starts at x, y and points right."""
    t = thick / 2
    n, f = num(t * .62), num(length)
    d = (f"M0-{n}C{num(length * .3)}-{n} {num(length * .5)}-{num(t)} "
         f"{num(length * .8)}-{num(t)}Q{f}-{num(t)} {f} 0"
         f"Q{f} {num(t)} {num(length * .8)} {num(t)}"
         f"C{num(length * .5)} {num(t)} {num(length * .3)} {n} 0 {n}z")
    low = (f"M0 {num(t * .2)}H{num(length * .97)}Q{num(length * .95)} "
           f"{num(t)} {num(length * .8)} {num(t)}C{num(length * .5)} {num(t)} "
           f"{num(length * .3)} {n} 0 {n}z")
    shine = (f"M{num(length * .25)}-{num(t * .4)}"
             f"L{num(length * .8)}-{num(t * .55)}")
    return place(path(d, tone.base) + path(low, tone.dark)
                 + path(shine, "none", tone.light, thick * .13)
                 + path(d, "none", tone.edge), x, y, turn=turn)


def gauge(cx: float, cy: float, r: float, turn: float = -30,
          tone: Tone = STEEL) -> str:
    """Return a round pressure gauge with ticks, a zone and a needle."""
    arc = r * .6
    zone = (f"M{num(cx - arc * .34)} {num(cy - arc * .94)}"
            f"A{num(arc)} {num(arc)} 0 0 1 {num(cx + arc * .64)} "
            f"{num(cy - arc * .77)}")
    needle = path(f"M{num(cx)} {num(cy + r * .2)}V{num(cy - r * .55)}",
                  "none", INK, max(2.5, r * .07))
    return (disc(cx, cy, r, tone.base, tone.edge)
            + disc(cx, cy, r * .8, WHITE.light, tone.edge, 2)
            + path(zone, "none", SIGNAL, r * .12)
            + rays(cx, cy, r * .64, r * .72, 12, INK, max(1.5, r * .04))
            + around(needle, cx, cy, turn) + disc(cx, cy, r * .11, INK))


def knob(cx: float, cy: float, r: float, tone: Tone, turn: float = 0) -> str:
    """Return a round knob with a pointer."""
    mark = path(f"M{num(cx)} {num(cy - r * .35)}V{num(cy - r * .75)}",
                "none", WHITE.light, r * .16)
    return (disc(cx, cy, r, tone.dark, tone.edge)
            + disc(cx - r * .06, cy - r * .08, r * .74, tone.base)
            + around(mark, cx, cy, turn))


def screw(cx: float, cy: float, r: float, turn: float = 40) -> str:
    """Return a slotted screw head."""
    slot = path(f"M{num(cx - r * .6)} {num(cy)}h{num(r * 1.2)}", "none",
                STEEL.edge, r * .35)
    return (disc(cx, cy, r, STEEL.base, STEEL.edge, max(1.5, r * .25))
            + around(slot, cx, cy, turn))


def steam(cx: float, y: float, h: float = 60) -> str:
    """Return two wisps of steam that rise from y."""
    q, w = num(h / 4), num(h / 7)
    wisp = f"c{w}-{q}-{w}-{q} 0-{num(h / 2)}s-{w}-{q} 0-{num(h / 2)}"
    return path(f"M{num(cx - 12)} {num(y)}{wisp}M{num(cx + 12)} "
                f"{num(y - 8)}{wisp}", "none", VAPOUR, 6, .75)


def cup(cx: float, base: float, w: float = 64, tone: Tone = WHITE,
        *, saucer: bool = False) -> str:
    """Return an espresso cup with crema; base is its lower edge."""
    h, a = w * .62, w / 2
    top = base - h
    ear = path(f"M{num(cx + a * .9)} {num(top + h * .2)}"
               f"q{num(w * .34)}-{num(h * .02)} {num(w * .26)} {num(h * .26)}"
               f"q-{num(w * .08)} {num(h * .22)}-{num(w * .34)} {num(h * .2)}",
               "none", tone.edge, w * .15)
    ear += ear.replace(tone.edge, tone.base).replace(
        f'"{num(w * .15)}"', f'"{num(w * .07)}"')
    d = (f"M{num(cx - a)} {num(top)}q{num(w * .02)} {num(h)} {num(w * .26)} "
         f"{num(h)}h{num(w * .48)}q{num(w * .24)} 0 {num(w * .26)}-{num(h)}z")
    dim = (f"M{num(cx + a * .4)} {num(top)}q0 {num(h * .8)}-{num(w * .14)} "
           f"{num(h)}h{num(w * .18)}q{num(w * .24)} 0 {num(w * .26)}"
           f"-{num(h)}z")
    plate = ""
    if saucer:
        plate = oval(cx, base, w * .82, w * .13, tone.dark, tone.edge)
    return (plate + ear + path(d, tone.base) + path(dim, tone.dark)
            + path(d, "none", tone.edge)
            + oval(cx, top, a, w * .1, tone.light, tone.edge)
            + oval(cx, top + 1, a * .8, w * .065, CREMA, COFFEE, 2))


def bean(cx: float, cy: float, size: float = 14, turn: float = 30,
         tone: Tone = BEAN) -> str:
    """Return one coffee bean: a single path, turned in place."""
    a, b, s = num(size), num(size * .68), num(size * .6)
    d = (f"M-{a} 0a{a} {b} 0 1 1 {num(size * 2)} 0a{a} {b} 0 1 1-"
         f"{num(size * 2)} 0zM-{s} 0q{num(size * .3)}-{num(size * .34)} {s} 0t"
         f"{s} 0")
    move = f' transform="translate({num(cx)} {num(cy)})'
    if turn:
        move += f"rotate({num(turn)})"
    return path(d, tone.base, tone.edge, 2.5).replace("/>", f'{move}"/>')


def digits(text: str, x: float, y: float, h: float, colour: str) -> str:
    """Return digits as seven segments in one path."""
    w, k = h * .5, h / 2
    ends = {
        "a": (0, 0, w, 0), "b": (w, 0, w, k), "c": (w, k, w, h),
        "d": (0, h, w, h), "e": (0, k, 0, h), "f": (0, 0, 0, k),
        "g": (0, k, w, k),
    }
    parts = []
    for sign in text:
        if sign == ":":
            parts.append(f"M{num(x)} {num(y + h * .3)}h.1"
                         f"m0 {num(h * .4)}h.1")
            x += h * .28
            continue
        if sign == ".":
            parts.append(f"M{num(x - h * .1)} {num(y + h)}h.1")
            x += h * .15
            continue
        for name in SEGMENTS.get(sign, ""):
            x1, y1, x2, y2 = ends[name]
            parts.append(f"M{num(x + x1)} {num(y + y1)}"
                         f"L{num(x + x2)} {num(y + y2)}")
        x += w + h * .28
    return path("".join(parts), "none", colour, h * .13)


def arch(x: float, y: float, w: float, h: float, fill: str, edge: str = "",
         width: float = 0, opacity: float = 1) -> str:
    """Return the house's arch: round above, straight below."""
    r = num(w / 2)
    d = (f"M{num(x)} {num(y + h)}v-{num(h - w / 2)}a{r} {r} 0 0 1 {num(w)} 0"
         f"v{num(h - w / 2)}z")
    return path(d, fill, edge, width, opacity)


def drop(cx: float, cy: float, r: float, fill: str, edge: str = "") -> str:
    """Return a drop of water around a centre."""
    d = (f"M{num(cx)} {num(cy - r * 1.7)}c{num(r * .7)} {num(r)} {num(r)} "
         f"{num(r * 1.2)} {num(r)} {num(r * 1.8)}a{num(r)} {num(r)} 0 0 1-"
         f"{num(2 * r)} 0c0-{num(r * .6)} {num(r * .3)}-{num(r * .8)} "
         f"{num(r)}-{num(r * 1.8)}z")
    return path(d, fill, edge)


def feet(x1: float, x2: float, y: float) -> str:
    """Return two dark rubber feet under a machine."""
    return (rect(x1, y, 26, 12, BLACK.dark, BLACK.edge, 3, 3)
            + rect(x2, y, 26, 12, BLACK.dark, BLACK.edge, 3, 3))


def hatch(r: float, gap: float, colour: str, width: float) -> str:
    """Return a woven mesh inside a circle around 0, 0, as one path."""
    parts = []
    steps = int(r / gap)
    for index in range(-steps, steps + 1):
        a = index * gap
        b = sqrt(max(0, r * r - a * a))
        parts.append(f"M{num((a - b) * .707)} {num((a + b) * .707)}"
                     f"L{num((a + b) * .707)} {num((a - b) * .707)}"
                     f"M{num((a - b) * .707)} {num((-a - b) * .707)}"
                     f"L{num((a + b) * .707)} {num((b - a) * .707)}")
    return path("".join(parts), "none", colour, width)


def svg(fragment: str, width: int = 400, height: int = 480) -> str:
    """Wrap a fragment into a whole SVG picture."""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {width} {height}"><g fill="none" stroke-width="4" '
            f'stroke-linejoin="round" stroke-linecap="round">'
            f"{fragment}</g></svg>\n")

"""Charts as inline SVG with a table beside them: no script, no library, themable, printable.

Rows are sequences of (label, value); values are numbers ≥ 0. Sizes are in SVG units.
"""

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()
_WIDTH, _HEIGHT = 320, 96


@register.filter
def bars_of(rows: Sequence[tuple[Any, float]]) -> list[dict[str, Any]]:
    """Bars for `ui/bars.html`: x, y, width, height of each, with its label and value.

    Sizes are strings: SVG knows no decimal comma, which a template would write in German or Arabic.
    """
    top = max((float(value) for _label, value in rows), default=0) or 1.0
    step = _WIDTH / max(len(rows), 1)
    return [
        {
            "label": label, "value": value, "x": f"{i * step + step * 0.12:.2f}", "width": f"{step * 0.76:.2f}",
            "height": f"{float(value) / top * _HEIGHT:.2f}", "y": f"{_HEIGHT - float(value) / top * _HEIGHT:.2f}",
        }
        for i, (label, value) in enumerate(rows)
    ]  # fmt: skip


@register.filter
def line_of(rows: Sequence[tuple[Any, float]]) -> str:
    """Points of a polyline for `ui/spark.html`."""
    top = max((float(value) for _label, value in rows), default=0) or 1.0
    step = _WIDTH / max(len(rows) - 1, 1)
    return " ".join(f"{i * step:.1f},{_HEIGHT - float(value) / top * _HEIGHT:.1f}" for i, (_label, value) in enumerate(rows))

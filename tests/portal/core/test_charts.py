"""Charts are drawn the same in every language."""

from django.template import engines
from django.utils import translation


def test_bars_hold_numbers_svg_can_read_whatever_the_language():
    source = '{% ui "bars" title="Visits" rows=rows %}'
    template = engines["django"].from_string(source)
    drawn = {}
    for code in ("en", "de", "ar"):
        with translation.override(code):
            text = template.render({"rows": [("Mon", 3), ("Tue", 7)]})
        drawn[code] = [part.split('"')[1] for part in text.split("<rect ")[1].split(" rx=")[0].split(" ")]
    assert drawn["en"] == ["19.20", "54.86", "121.60", "41.14"]
    assert drawn["de"] == drawn["ar"] == drawn["en"]

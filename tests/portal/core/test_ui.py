"""Components declare what they take; money, moments and addresses read as the language writes them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from portal.core.money import money, number, rounded
from portal.core.templatetags.ui import icon, price
from tests.house.tree import ROOT


def _render(source: str, **context) -> str:
    return Template(source).render(Context(context))


def test_a_component_renders_with_its_props_and_defaults():
    assert _render('{% ui "tag" text="New" tone="good" %}').strip() == '<span class="tag good">New</span>'
    assert _render('{% ui "tag" text="New" %}').strip() == '<span class="tag">New</span>'


def test_an_unknown_prop_is_a_template_error():
    with pytest.raises(TemplateSyntaxError, match="no prop colour"):
        _render('{% ui "tag" text="x" colour="red" %}')


def test_a_missing_prop_is_a_template_error():
    with pytest.raises(TemplateSyntaxError, match="needs text"):
        _render('{% ui "tag" tone="good" %}')


def test_a_block_component_has_slots():
    html = _render('{% uiblock "card" title="T" %}<p>Body</p>{% slot "foot" %}<b>Foot</b>{% endslot %}{% enduiblock %}')
    assert "<p>Body</p>" in html
    assert '<div class="row foot-row"><b>Foot</b></div>' in html


def test_values_are_escaped():
    assert "<script>" not in _render('{% ui "tag" text=x %}', x="<script>")


def test_every_component_stands_on_the_component_page():
    page = "".join((ROOT / f"portal/core/templates/{name}").read_text(encoding="utf-8") for name in ("desk/ui.html", "base.html"))
    names = {path.stem for path in (ROOT / "portal/core/templates/ui").glob("*.html")}
    assert {name for name in names if f'ui "{name}"' not in page and f'uiblock "{name}"' not in page} == set()


@pytest.mark.parametrize(("code", "text"), [("en", "€1,290.00"), ("de", "1.290,00\xa0€"), ("zh-hant", "€1,290.00")])
def test_money_is_written_as_the_language_does(code, text):
    assert money(Decimal(1290), "EUR", code) == text


def test_numbers_and_rounding():
    assert number(1234.5, "de") == "1.234,5"
    assert rounded(Decimal("2.345"), "EUR") == Decimal("2.35")
    assert rounded(Decimal("2.5"), "JPY") == Decimal(3)


def test_a_moment_carries_its_machine_form():
    with translation.override("de"):
        html = _render("{% when moment %}", moment=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert html == '<time datetime="2026-03-01T13:00:00+01:00">1. März 2026</time>'


def test_icons_that_point_along_the_text_are_marked_to_be_mirrored():
    assert 'class="icon along"' in icon("send")
    assert 'class="icon"' in icon("search")


def test_a_sum_without_a_currency_is_told_in_the_house_s_own(settings):
    settings.CURRENCY = "CHF"
    assert price(Decimal("1.5")) == money(Decimal("1.5"), "CHF")
    assert price(Decimal("1.5"), "EUR") == money(Decimal("1.5"), "EUR")

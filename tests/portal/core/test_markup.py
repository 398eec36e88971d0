"""Markup put together in Python is what Django's own helpers give."""

import pytest
from django.template import Context, Template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from portal.core.markup import escaped, filled, joined, tag

VALUES = [
    "plain", "<b>&\"'</b>", "", mark_safe("<i>safe</i>"), 7, 2**40, 1.5, None, True, gettext_lazy("Search"), b"<raw>", ["<x>"],
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_kind_of_value_is_escaped_as_django_does(language):
    with override(language):
        for value in VALUES:
            assert filled("<p>{}</p>", value) == format_html("<p>{}</p>", value)
            assert isinstance(filled("<p>{}</p>", value), SafeString)


@pytest.mark.parametrize("tone", ["", "good"])
def test_a_tag_is_that_of_the_templates(tone):
    for text in ("Agreed", "<b>", gettext_lazy("Search")):
        drawn = Template('{% ui "tag" text=text tone=tone %}').render(Context({"text": text, "tone": tone}))
        assert tag(text, tone) == drawn.strip()


def test_rows_are_joined_as_django_does():
    rows = [(value, other) for value in VALUES for other in VALUES]
    assert joined("<td>{}</td><td>{}</td>", rows) == format_html_join("", "<td>{}</td><td>{}</td>", rows)
    assert joined("<b>{}</b>", [("<a>",), ("b",)], "<br>") == "<b>&lt;a&gt;</b><br><b>b</b>"
    assert joined("<b>{}</b>", []) == ""
    assert isinstance(joined("<b>{}</b>", []), SafeString)


def test_a_text_that_only_calls_itself_safe_by_its_class_is_taken_as_django_takes_it():
    class Word(str):
        __slots__ = ()

    assert escaped(Word("<a>")) == "&lt;a&gt;"

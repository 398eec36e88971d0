"""Markdown becomes HTML that cannot act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.markdown import clean_html, excerpt, render, render_message


def test_message_has_no_headings_pictures_or_tables():
    html = render_message("# Big\n\n![x](/media/x.png)\n\n| a |\n|---|\n| b |")
    assert "<h1>" not in html
    assert "<img" not in html
    assert "<table>" not in html


def test_article_keeps_headings_lists_and_own_pictures_only():
    html = render("### Steps\n\n1. one\n2. two\n\n![in](/media/a.png) ![out](https://other.example/b.png) ![out](//other.example/c.png)")
    assert "<h3>Steps</h3>" in html
    assert 'src="/media/a.png"' in html
    assert "other.example" not in html
    assert html.count("src=") == 1


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "<a href='vbscript:x'>y</a>",
        "![x](javascript:alert(1))",
        "<svg><script>alert(1)</script></svg>",
        '[a](http://x.example "onmouseover=alert(1)")',
    ],
)
@pytest.mark.parametrize("profile", ["article", "message"])
def test_hostile_markdown_is_shown_as_text(source, profile):
    html = render(source, profile).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="vbscript' not in html


def test_links_of_customers_are_marked():
    assert 'rel="ugc nofollow noopener"' in render_message("[shop](https://shop.example)")


def test_links_can_be_rewritten():
    html = render("[Finch](product:finch-2)", rewrite=lambda target: "/en/shop/finch-2/" if target == "product:finch-2" else target)
    assert 'href="/en/shop/finch-2/"' in html


def test_somebody_elses_html_loses_what_acts():
    assert clean_html('<p onclick="x()">A<script>x</script><img src="//t.example"> <b>c</b></p>') == "<p>A c</p>"


@pytest.mark.slow
@given(st.text(max_size=400))
def test_any_text_renders_without_fault_and_without_script(source):
    assert "<script" not in render_message(source).lower()


def test_an_excerpt_has_no_marks_and_no_tags():
    assert excerpt(render_message("*sweet* `18 g`\n\n- one\n- two & three")) == "sweet 18 g one two & three"

"""Style sheets: one layer a file, tokens for colour, logical properties, small; templates: nothing inline."""

import re

import pytest

from portal.core import bundles
from tests.house.tree import ROOT, own

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch|oklab|lab|lch)\(|:\s*(white|black|red|green|blue|gray|grey)\b")
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border)-(left|right|top|bottom)\b|(?<![-\w])(left|right|top|bottom)\s*:|text-align:\s*(left|right)|float:\s*(left|right)|"
    r"(?<![-\w])(width|height|min-width|max-width|min-height|max-height)\s*:"
)
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\b(src=|type=\"application/ld\+json\"|type=\"application/json\"))", re.IGNORECASE)
MAIL_PAPER = "paper.css"
"""The style of mails: mail programs know neither layers nor variables nor logical properties."""
SITE_LIMIT, SCRIPTS_LIMIT, CHAT_LIMIT = 30_000, 15_000, 25_000


def sheet_faults(name: str, css: str) -> list[str]:
    """Faults of one style sheet."""
    faults = []
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    if not plain.strip().startswith("@layer"):
        faults.append(f"{name}: wrap it in a layer")
    if not name.endswith("tokens.css") and (found := COLOUR.search(plain)):
        faults.append(f"{name}: raw colour {found[0]}")
    without_queries = re.sub(r"@(media|container)[^{]*\{", "{", plain)
    if found := PHYSICAL.search(without_queries):
        faults.append(f"{name}: physical property {found[0]}")
    return faults


def template_faults(name: str, html: str) -> list[str]:
    """Faults of one template: style or script inside it."""
    faults = [f"{name}: {found[0].strip()}" for found in [INLINE.search(html)] if found]
    return faults + [f"{name}: inline script" for found in [SCRIPT.search(html)] if found]


def test_style_sheets_keep_to_layers_tokens_and_logical_properties():
    faults = []
    for path in own("*.css"):
        if path.name == MAIL_PAPER:
            continue
        faults += sheet_faults(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    assert faults == []


def test_a_raw_colour_a_physical_property_and_a_missing_layer_are_found():
    assert sheet_faults("a.css", ".x { color: #fff; margin-left: 1rem }") == ["a.css: wrap it in a layer", "a.css: raw colour #fff", "a.css: physical property margin-left"]


def test_templates_hold_no_inline_style_or_script():
    faults = []
    for path in own("*.html"):
        name = str(path.relative_to(ROOT))
        if "/mail/" not in name and "/email/" not in name:
            faults += template_faults(name, path.read_text(encoding="utf-8"))
    assert faults == []


@pytest.mark.parametrize("html", ['<p style="x">', "<style>a{}</style>", '<a onclick="x()">', "<script>x()</script>"])
def test_inline_style_and_script_are_found(html):
    assert len(template_faults("a.html", html)) == 1


def collected(name: str, text: str) -> int:
    """Bytes a browser reads, before the compression of the transfer."""
    return len(bundles.compact(name, text).encode())


def test_public_style_sheet_is_small():
    assert collected("site.css", bundles.bundle("core/site.css")) <= SITE_LIMIT


def test_all_scripts_outside_chat_and_desk_together_are_small():
    scripts = [path for path in own("*.js") if "/chat/" not in str(path) and "/moderation/" not in str(path)]
    assert sum(collected(path.name, path.read_text(encoding="utf-8")) for path in scripts) <= SCRIPTS_LIMIT


def test_chat_style_sheet_and_scripts_together_are_small():
    scripts = [path for path in own("*.js") if "/chat/" in str(path)]
    sizes = [collected("chat.css", bundles.bundle("core/chat.css"))] + [collected(path.name, path.read_text(encoding="utf-8")) for path in scripts]
    assert sum(sizes) <= CHAT_LIMIT

"""Puts banners into the places of pages. The choice is made for each reader anew; only a banner's own words are kept, one part a banner."""

from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html

from portal.campaigns.enums import Placement
from portal.campaigns.models import Banner
from portal.campaigns.queries import personal
from portal.core.i18n import current_language
from portal.core.kept import kept

_SCRIPT = "campaigns/banner-away.js"


def fill(context: Any, placement: str) -> str:
    """The banner this reader sees in the place, as HTML; '' for none."""
    request = context.get("request")
    if placement not in Placement.values or request is None or getattr(request, "is_preview", False):
        return ""
    banner = personal.banner_for(request, placement)
    if banner is None:
        return ""
    script = format_html('<script nonce="{}" type="module" src="{}"></script>', context.get("csp_nonce", ""), static(_SCRIPT))
    return format_html('<div class="wrap banner-place">{}{}</div>', rendered(banner), script)


def rendered(banner: Banner) -> str:
    """A banner's HTML in the active language: nothing in it depends on who reads it."""
    return kept(f"banner:{banner.pk}:{current_language()}", lambda: _render(banner), 60)


def _render(banner: Banner) -> str:
    return render_to_string("campaigns/_banner.html", {"banner": banner, "language": current_language()})

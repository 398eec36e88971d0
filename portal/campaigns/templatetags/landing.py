"""What landing pages are put together from beside their blocks: forms, words for a segment, addresses, structured data."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.campaigns.landing_forms import FORMS
from portal.campaigns.models import LandingPage
from portal.campaigns.queries import addresses, personal
from portal.core.i18n import current_language
from portal.customers.queries import consent

register = template.Library()
_HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.filter
def in_language(address: str, language: str) -> str:
    """An address marketers typed, in the reader's language."""
    return addresses.address_in(address, language or current_language())


@register.simple_tag(takes_context=True)
def landing_form(context: template.Context) -> dict[str, Any]:
    """The empty form of the block being shown, the text people agree to, and where it is sent; {} while no text is published."""
    page, block = context["page"], context["block"]
    text = consent.texts_shown(context["page_language"]).get(block.value["purpose"])
    if text is None:
        return {}
    block_id = str(block.id or "00000000-0000-0000-0000-000000000000")
    form = FORMS[block.value["kind"]](block_id=block_id, text_id=text.pk)
    with translation.override(context["page_language"]):
        address = reverse("landing_form", args=[page.pk or 0, block_id])
    return {"form": form, "consent": text, "address": address}


@register.simple_tag(takes_context=True)
def personal_block(context: template.Context, block: Any) -> SafeString:
    """Words for a segment, made for each reader anew and never kept: for its members, the others' words for everybody else."""
    request, value, page = context["request"], block.value, context["page"]
    preview = bool(getattr(request, "is_preview", False))
    member = preview or personal.sees_block(request, page, value["segment"])
    if not member and not value["other_heading"]:
        return mark_safe("")
    why = reverse("why_block", args=[page.pk, block.id]) if member and not preview else ""
    around = {"value": value, "member": member, "why": why, "page_language": context["page_language"]}
    return SafeString(render_to_string("campaigns/blocks/personal.html", around, request=request))


@register.simple_tag(takes_context=True)
def landing_data(context: template.Context, page: LandingPage) -> SafeString:
    """The page for search engines and those who pass it on: picture and schema.org data, with its offers."""
    address = page.get_full_url(context["request"]) or ""
    data: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "WebPage", "name": page.title, "url": address, "inLanguage": context["page_language"],
    }  # fmt: skip
    if words := page.search_description or page.summary:
        data["description"] = words
    offers = [_offer(block.value, address) for block in page.body if block.block_type == "offer"]
    if offers:
        data["offers"] = offers
    head = mark_safe("")
    if picture := _picture_of(page):
        source = picture.file.url if picture.is_svg() else picture.get_rendition("fill-1200x630").url
        data["primaryImageOfPage"] = settings.SITE_URL + source
        picture_tags = '<meta property="og:image" content="{}"><meta property="og:image:alt" content="{}">'
        head = format_html(picture_tags, settings.SITE_URL + source, picture.alt)
    text = mark_safe(json.dumps(data, ensure_ascii=False).translate(_HARMLESS))  # noqa: S308 - what could end the script is escaped
    return head + format_html('<script type="application/ld+json" nonce="{}">{}</script>', context.get("csp_nonce", ""), text)


def _picture_of(page: LandingPage) -> Any:
    return page.picture or next((block.value["picture"] for block in page.body if block.block_type == "hero"), None)


def _offer(value: Any, address: str) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Offer", "name": value["heading"], "url": address}
    if value["text"]:
        made["description"] = value["text"]
    if value["until"]:
        made["validThrough"] = value["until"].isoformat()
    return made

"""Loads the landing page of the repair evenings with its banners and advert links, and the visits of the last weeks."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from portal.campaigns.actions import links
from portal.campaigns.enums import FormKind, Visitor
from portal.campaigns.models import AdvertLink, AdvertVisit, Banner, Campaign, LandingPage
from portal.core.i18n import column
from portal.customers.actions import consent
from portal.customers.enums import Purpose
from portal.site.demo.book import LANGUAGES, Book, read
from portal.site.demo.load_pages import Tree, picture
from portal.site.models import HomePage

_BERLIN = ZoneInfo("Europe/Berlin")
_DAYS = 24
"""Over how many days the visits of a link are spread."""


@transaction.atomic
def load(book: Book) -> None:
    """Load the page, its banners where the campaign is there, and the links; what exists stays as it is."""
    words = read("landing")
    campaign = Campaign.objects.filter(slug=words["campaign"]).first()
    consent.publish_house_texts()
    if not LandingPage.objects.exists():
        _page(book, words, campaign)
    if campaign is not None and not campaign.banners.exists():
        _banners(words, campaign)
    for done, one in enumerate(words["links"], 1):
        _link(book, one, campaign)
        book.progress("links", done, len(words["links"]))


def first_wednesday(after: datetime) -> datetime:
    """18:30 in Freiburg on the first Wednesday of a month that is yet to come."""
    day = after.astimezone(_BERLIN).date() + timedelta(days=1)
    while day.weekday() != 2 or day.day > 7:
        day += timedelta(days=1)
    return datetime.combine(day, time(18, 30), tzinfo=_BERLIN)


def _page(book: Book, words: dict[str, Any], campaign: Campaign | None) -> None:
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    if set(homes) < set(LANGUAGES):
        return
    shown = picture(words["picture"], "landing repair evening", words["picture_alt"])
    tree = Tree(book)
    tree.add(
        homes, LandingPage,
        lambda code: {
            "title": words["title"][code], "slug": words["slug"][code], "summary": words["summary"][code], "campaign": campaign,
            "picture": shown, "body": _blocks(book, words, code, shown),
        },
        days_ago=12,
    )  # fmt: skip


def _blocks(book: Book, words: dict[str, Any], code: str, shown: Any) -> list[tuple[str, dict[str, Any]]]:
    begins = first_wednesday(book.started_at)
    things = {name: [book.products[one] for one in words[name]["products"] if one in book.products] for name in ("offer", "row")}
    none = {"label": "", "address": ""}

    def said(part: str, *names: str) -> dict[str, Any]:
        return {name: words[part][name][code] for name in names}

    return [
        ("hero", said("hero", "eyebrow", "heading") | {
            "text": words["summary"][code], "picture": shown, "action": {"label": words["hero"]["label"][code], "address": "#form"},
        }),
        ("offer", said("offer", "badge", "heading", "text", "small_print") | {"until": begins, "products": things["offer"], "action": none}),
        ("countdown", said("countdown", "heading", "after") | {"ends_at": begins}),
        ("form", said("call", "heading", "text", "button", "thanks") | {"kind": FormKind.CALL, "purpose": Purpose.OFFERS}),
        ("products", said("row", "heading") | {"text": "", "products": things["row"]}),
        ("quote", said("quote", "text", "who", "what") | {"picture": None}),
        ("form", said("letter", "heading", "text", "button", "thanks") | {"kind": FormKind.SIGN_UP, "purpose": Purpose.NEWS}),
    ]  # fmt: skip


def _banners(words: dict[str, Any], campaign: Campaign) -> None:
    page = LandingPage.objects.filter(locale__language_code="en").first()
    address = f"/{page.slug}/" if page else "/"
    shown = page.picture if page else None
    for one in words["banners"]:
        texts = {column(name, code): one[name][code] for name in ("heading", "text", "action") for code in LANGUAGES}
        Banner.objects.create(campaign=campaign, placement=one["placement"], address=address, picture=shown, **texts)


def _link(book: Book, one: dict[str, Any], campaign: Campaign | None) -> None:
    if AdvertLink.objects.filter(code=one["code"]).exists():
        return
    page = LandingPage.objects.filter(locale__language_code="en").first()
    fields = {name: one[name] for name in ("code", "name", "source", "medium", "tag")}
    link = links.make_link(by=None, target=f"/{page.slug}/" if page else "/", campaign=campaign, content="", term="", **fields)
    said = {name: one[name] for name in ("source", "medium", "tag")}
    moments = [(Visitor.PERSON, n) for n in range(one["people"])] + [(Visitor.MACHINE, n) for n in range(one["machines"])]
    rows = []
    for visitor, n in moments:
        at = book.moment((n * 7 % _DAYS) + (n * 37 % 90) / 100 + 0.1)
        rows.append(AdvertVisit(link=link, path=link.target, visitor=visitor, at=at, came_on=at.astimezone(_BERLIN).date(), **said))
    AdvertVisit.objects.bulk_create(rows)

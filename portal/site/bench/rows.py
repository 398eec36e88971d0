"""What is measured, in the order of the table, with the goals of the house."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count
from django.urls import reverse
from django.utils import translation

from catalog.products.models import Category, Product
from knowledgebase.faq.models import Question
from knowledgebase.tutorials.models import Tutorial
from portal.accounts.models import User
from portal.campaigns.models import Banner, Campaign, LandingPage
from portal.core.clock import now
from portal.customers.models import Party
from portal.pages.models import NewsPage
from portal.site.demo.bulk_products import MANY_VARIANTS
from portal.site.queries import VISITOR

STAFF = "bench-staff@mail.example"
SEVERAL = 12
"""How many addresses of a kind are asked in turn, so that no figure is that of one lucky row."""


class Reader(Enum):
    """Who asks for a page."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    STAFF = "staff"


@dataclass(frozen=True)
class Row:
    """One line of the table. `goal_ms`: CPU of application and database a request. `goal_ratio`: requests/s beside the trivial view's."""

    name: str
    paths: Callable[[], list[str]]
    goal_ms: float | None = None
    goal_ratio: float | None = None
    reader: Reader = Reader.VISITOR
    cached: bool = False
    bare: bool = False
    """Measured with nothing kept at all: what the first reader after a change of content waits for, again and again."""


def _in_english(addresses: Callable[[], list[str]]) -> Callable[[], list[str]]:
    def answer() -> list[str]:
        with translation.override("en"):
            return addresses()

    return answer


def _home() -> list[str]:
    return [reverse("home")]


def _content() -> list[str]:
    pages = NewsPage.objects.live().filter(locale__language_code="en").order_by("pk")[:SEVERAL]
    return [page.get_url() or reverse("home") for page in pages]


def _articles() -> list[str]:
    return [row.get_absolute_url() for row in Question.objects.visible_to(VISITOR).order_by("pk")[:SEVERAL]]


def _tutorials() -> list[str]:
    return [row.get_absolute_url() for row in Tutorial.objects.visible_to(VISITOR).order_by("pk")[:SEVERAL]]


def _shelves() -> list[str]:
    fullest = Category.objects.annotate(n=Count("products")).order_by("-n", "pk")[:4]
    return [f"{row.get_absolute_url()}{query}" for row in fullest for query in ("", "?sort=price", "?sort=-price")]


def _products() -> list[str]:
    rows = Product.objects.filter(live=True).annotate(n=Count("variants")).filter(n=MANY_VARIANTS).order_by("pk")[:SEVERAL]
    return [row.get_absolute_url() for row in rows]


def _searches() -> list[str]:
    words = [
        "grinder",
        "clean the grinder",
        "water hardness",
        "descale",
        "milk foam",
        "warranty",
        "espresso beans",
        "gasket",
        "filter paper",
        "steam",
    ]
    return [f"{reverse('search')}?{urlencode({'q': text})}" for text in words]


def _beginnings() -> list[str]:
    return [f"{reverse('suggest')}?{urlencode({'q': text})}" for text in ("gr", "gri", "grin", "wat", "esp", "fil", "mil", "cle")]


def _named(*names: str) -> Callable[[], list[str]]:
    return lambda: [reverse(name) for name in names]


def _landing() -> list[str]:
    pages = LandingPage.objects.live().public().filter(locale__language_code="en").order_by("pk")[:SEVERAL]
    return [page.get_url() or reverse("home") for page in pages]


def _with_banners() -> list[str]:
    """Pages for visitors that hold a banner just now."""
    places = {"home": "home", "shop": "products:home", "help": "help_home", "community": "chat:rooms"}
    shown = {place: Banner.objects.showing(place, now()) for place in places}
    return [reverse(places[place]) for place, rows in shown.items() if any(one.is_for(language="en", signed_in=False) for one in rows)]


def _busiest() -> list[str]:
    """The desk's pages of customers with the longest timelines."""
    busiest = Party.objects.annotate(n=Count("interactions")).order_by("-n", "pk")[:SEVERAL]
    return [reverse("desk_customer", args=[party.pk]) for party in busiest]


def _results() -> list[str]:
    begun = Campaign.objects.filter(mailing__isnull=False).order_by("pk")[:SEVERAL]
    return [reverse("desk_campaign_results", args=[campaign.pk]) for campaign in begun]


ROWS = [
    Row("home, kept", _in_english(_home), goal_ratio=0.8, cached=True),
    Row("product, kept", _in_english(_products), goal_ratio=0.8, cached=True),
    Row("home", _in_english(_home), goal_ms=10),
    Row("content page", _in_english(_content), goal_ms=10),
    Row("help article", _in_english(_articles), goal_ms=10),
    Row("tutorial", _in_english(_tutorials), goal_ms=10),
    Row("product list of 24", _in_english(_shelves), goal_ms=8),
    Row("product, 12 variants", _in_english(_products), goal_ms=10),
    Row("search", _in_english(_searches), goal_ms=15),
    Row("autocomplete", _in_english(_beginnings), goal_ms=6),
    Row("landing page", _in_english(_landing), goal_ms=10),
    Row("page with a banner", _in_english(_with_banners), goal_ms=10),
    Row("my page", _in_english(_named("my_page")), goal_ms=15, reader=Reader.CUSTOMER),
    Row("inbox", _in_english(_named("messaging:inbox")), goal_ms=15, reader=Reader.CUSTOMER),
    Row("preferences", _in_english(_named("customers:preferences")), goal_ms=15, reader=Reader.CUSTOMER),
    Row("desk: customers", _named("desk_customers"), goal_ms=15, reader=Reader.STAFF),
    Row("desk: a customer", _busiest, goal_ms=15, reader=Reader.STAFF),
    Row("desk: messages", _named("messaging_desk:messages"), goal_ms=15, reader=Reader.STAFF),
    Row("desk: outbox", _named("messaging_desk:outbox"), goal_ms=15, reader=Reader.STAFF),
    Row("desk: segments", _named("desk_segments"), goal_ms=15, reader=Reader.STAFF),
    Row("desk: campaigns", _named("desk_campaigns"), goal_ms=15, reader=Reader.STAFF),
    Row("desk: results", _results, goal_ms=15, reader=Reader.STAFF),
    Row("content page, nothing kept", _in_english(_content), bare=True),
    Row("help article, nothing kept", _in_english(_articles), bare=True),
    Row("product list, nothing kept", _in_english(_shelves), bare=True),
    Row("product, nothing kept", _in_english(_products), bare=True),
]


def headers_of(row: Row) -> dict[str, str]:
    """What the reader's browser sends beside the address; a visitor comes from a new network each time."""
    if row.reader is Reader.CUSTOMER:
        return session_of_a_customer()
    return session_of_staff() if row.reader is Reader.STAFF else {}


def session_of_staff() -> dict[str, str]:
    """The headers of one of the staff with every right; made where there is none."""
    staff = User.objects.filter(email=STAFF).first() or User.objects.create_superuser(STAFF)  # no row: a person of the bench's own
    return session_of(staff) | {"X-Forwarded-For": "10.200.0.2"}


def session_of_a_customer() -> dict[str, str]:
    """The headers of a signed-in customer with a timeline: the one with the most facts."""
    user = (
        User.objects.filter(is_active=True, is_staff=False, party__isnull=False)
        .annotate(n=Count("party__interactions"))
        .order_by("-n", "pk")
        .first()
    )
    return session_of(user) | {"X-Forwarded-For": "10.200.0.1"} if user else {}  # a member comes from one address, not a new one each time


def session_of(user: User) -> dict[str, str]:
    """The headers of a new session of this user."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()  # no row: of the portal's; a session of the bench's own
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}

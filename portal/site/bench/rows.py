"""What is measured, in the order of the table, with the goals of the house."""

from collections.abc import Callable
from dataclasses import dataclass
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
from portal.pages.models import NewsPage
from portal.site.demo.bulk_products import MANY_VARIANTS
from portal.site.queries import VISITOR

SEVERAL = 12
"""How many addresses of a kind are asked in turn, so that no figure is that of one lucky row."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `goal_ms`: CPU of application and database a request. `goal_ratio`: requests/s beside the trivial view's."""

    name: str
    paths: Callable[[], list[str]]
    goal_ms: float | None = None
    goal_ratio: float | None = None
    signed_in: bool = False
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


def _mine() -> list[str]:
    return [reverse("my_page")]


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
    Row("my page", _in_english(_mine), goal_ms=15, signed_in=True),
    Row("content page, nothing kept", _in_english(_content), bare=True),
    Row("help article, nothing kept", _in_english(_articles), bare=True),
    Row("product list, nothing kept", _in_english(_shelves), bare=True),
    Row("product, nothing kept", _in_english(_products), bare=True),
]


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

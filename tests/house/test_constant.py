"""However much there is, every page of a customer and of the desk asks the database as often: walked with one row of everything, then with
three. What the pages show is made by `objects` and `more` of urls/<app>.py, so that an address with a row in the table is walked here."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from portal.accounts.roles import Role
from portal.config import urls as root
from portal.customers.models import Party
from tests.factories import chat, customers
from tests.house import url_table
from tests.house.url_table import Row

OURS = ("portal.", "catalog.", "knowledgebase.", "community.", "allauth.")
ELSEWHERE = {
    "products": "test_scale.py multiplies the catalogue",
    "pages": "test_scale.py multiplies pages",
    "core": "marks of the machinery, on no page",
    "site": "one home page in each language",
}
FIXED = {
    "accounts.User_user_permissions": "rights come with roles alone",
    "search.IndexState": "one row a language",
    "customers.DirtyParty": "a queue that counting anew empties",
    "customers.FeatureClock": "one row",
    "customers.MatchWeights": "one set that holds; pages read that one",
    "faq.Question_products": "test_scale.py multiplies articles",
    "tutorials.Tutorial_products": "test_scale.py multiplies articles",
}
"""Tables that do not grow here, and why."""

OTHERWISE = {
    "desk_audit": ["q=telephoned", "act=accounts.role_given"],
    "desk_campaign_audience": ["channel=email", "variant=last"],
    "desk_campaign_messages": ["state=sent"],
    "desk_campaign_result_rows": ["measure=asked", "measure=reached&arm=treat", "arm=treat&variant=last"],
    "desk_campaigns": ["show=running", "show=over"],
    "desk_customers": ["q=Anna", "q=%2B49761555010"],
    "desk_duplicates": ["show=never"],
    "desk_households": ["kind=household"],
    "desk_segment": ["count"],
    "desk_who": ["phone=%2B49761555010", "name=Anna+Bergmann"],
    "imports:one": ["rows=error"],
    "messaging:inbox": ["show=archived"],
    "messaging_desk:calls": ["state=done", "state=claimed"],
    "messaging_desk:messages": ["channel=email", "state=queued", "party={customer}"],
    "messaging_desk:outbox": ["channel=sms"],
    "messaging_desk:template": ["language=de&look=dark"],
    "moderation:queue": ["show=done"],
}
"""What else a page shows when it is asked for it."""
MOST = 25
"""Statements of the greatest page: a list that is full in both walks hides nothing either, it would ask fifty times."""


def each_asked_for(request: HttpRequest) -> HttpResponse:
    """A page as none of ours may be."""
    return HttpResponse(", ".join(str(party.identifiers.count()) for party in Party.objects.all()))


urlpatterns = [path("each/", each_asked_for), *root.urlpatterns]


@dataclass
class World:
    """The people who look at pages, and what each app has made for its addresses."""

    customer: Any
    staff: Any
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)

    def begin(self) -> None:
        """One row of everything."""
        for app in sorted({row.app for row in url_table.rows()}):
            self.objects[app] = url_table.objects_of(app)
        self.grow()

    def grow(self) -> None:
        """One more of everything, about the customer and about others."""
        for app, objects in self.objects.items():
            url_table.grow(app, objects, self)


@pytest.fixture
def world(tmp_path, settings):
    for name in ("OUTBOX_DIR", "EXPORTS_DIR"):
        setattr(settings, name, tmp_path / name)
    settings.VAR_DIR = tmp_path
    return World(customer=chat.person().user, staff=chat.person(roles=tuple(Role)).user)


def walked() -> list[Row]:
    """Every page that somebody sees."""
    return [row for row in url_table.rows() if row.method == "GET" and 200 in row.expected.values()]


def address_of(row: Row, objects: dict[str, Any]) -> str:
    arguments = {key: str(value).format_map(objects) if isinstance(value, str) else value for key, value in row.args.items()}
    query = urlencode({key[1:]: arguments.pop(key) for key in list(arguments) if key.startswith("?")})
    return reverse(row.name, kwargs=arguments) + (f"?{query}" if query else "")


def shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"\((?:NULL|, )+\)", "(…)", re.sub(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b", "NULL", sql))


def asked(client: Client, address: str, expected: Counter | None = None) -> Counter:
    """The statements of one request. The first one may fill what is kept or mark as read: unless it asked as often as expected, the second
    counts.
    """
    for _try in range(2):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200, address
        if expected is not None and len(caught) == expected.total():
            break
    return Counter(shape(one["sql"]) for one in caught)


def more_often(before: Counter, after: Counter) -> list[str]:
    """What is asked more (+) or less (-) often than before."""
    return [f"{sign}{count} {sql[:1200]}" for sign, one in (("+", after - before), ("-", before - after)) for sql, count in one.items()]


def walk(world: World, before: dict[str, Counter] | None = None) -> dict[str, Counter]:
    """Every page as whoever it is for → its statements; `before` are those of an earlier walk."""
    found: dict[str, Counter] = {}
    people = {"customer": Client(), "administrator": Client(), "anonymous": Client()}
    people["customer"].force_login(world.customer)
    people["administrator"].force_login(world.staff)
    for row in walked():
        client = next(client for name, client in people.items() if row.expected[name] == 200)
        for query in ["", *OTHERWISE.get(row.name, [])]:
            asked_for = f"?{query.format(customer=world.customer.party.pk)}" if query else ""
            address = address_of(row, world.objects[row.app]) + asked_for
            name = f"{row.name} {row.args or ''} {query}"
            found[name] = asked(client, address, (before or {}).get(name))
    return found


def counts() -> dict[str, int]:
    models: list[type[Model]] = [one for one in apps.get_models(include_auto_created=True) if one.__module__.startswith(OURS) and one._meta.managed]
    return {one._meta.label: one._base_manager.count() for one in models if one._meta.app_label not in ELSEWHERE and one._meta.label not in FIXED}


@pytest.mark.slow
@pytest.mark.django_db
def test_every_page_asks_as_often_for_three_rows_as_for_one(world):
    world.begin()
    ContentType.objects.clear_cache()
    rows, before = counts(), walk(world)
    world.grow()
    world.grow()
    assert ", ".join(label for label, count in counts().items() if count < rows[label] + 2) == ""
    after = walk(world, before)
    assert {name: found.total() for name, found in after.items() if found.total() > MOST} == {}
    assert {name: more_often(before[name], after[name]) for name in after if before[name].total() != after[name].total()} == {}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_that_asks_once_a_row_is_found(client):
    customers.party()
    before = asked(client, "/each/")
    customers.party(), customers.party()
    found = more_often(before, asked(client, "/each/"))
    assert [line.split(" AS ")[0] for line in found] == ["+2 SELECT COUNT(*)"]

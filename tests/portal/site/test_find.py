"""The search page: results, filters, help when nothing is found, suggestions, limits, and what it writes."""

import json

import pytest
from django.test import Client

from knowledgebase.feedback.models import MissingAnswer
from portal.core import limits
from portal.customers.models import Interaction
from portal.search import actions
from portal.search.events import nothing_found
from tests.factories import accounts
from tests.portal.search.conftest import empty_indexes, make_topic

__all__ = ["empty_indexes", "make_topic"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_indexes")]


@pytest.fixture
def heard():
    seen = []

    def hear(sender, text, language, **kwargs):
        seen.append((text, language))

    nothing_found.connect(hear)
    yield seen
    nothing_found.disconnect(hear)


def beans(make_topic, count):
    for number in range(count):
        make_topic(f"Bean {number}", "Roasted & fresh beans.", code=f"b{number}", slug_en=f"b{number}", name_de=f"Bohne {number}")
    actions.drain()


def test_results_show_marked_titles_and_their_addresses(client, make_topic):
    beans(make_topic, 1)
    page = client.get("/en/search/", {"q": "bean"}).content.decode()
    assert '<a href="/en/topics/b0/"><mark>Bean</mark> 0</a>' in page
    assert "Roasted &amp; fresh <mark>beans</mark>." in page
    assert 'value="bean"' in page


def test_without_a_question_the_page_only_asks(client, make_topic, heard):
    response = client.get("/en/search/")
    assert (response.status_code, "answer" in response.context) == (200, False)
    assert heard == []


def test_more_results_stand_on_further_pages_and_odd_pages_do_no_harm(client, make_topic):
    beans(make_topic, 12)
    assert len(client.get("/en/search/", {"q": "bean"}).context["answer"].results) == 10
    assert len(client.get("/en/search/", {"q": "bean", "page": "2"}).context["answer"].results) == 2
    for page in ("0", "-1", "x", "99999999999999999999", "²", "50"):
        assert client.get("/en/search/", {"q": "bean", "page": page}).status_code == 200
    assert client.get("/en/search/", {"q": "bean", "kind": "<no>"}).context["answer"].total == 12


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_visitor_asks_the_database_nothing(keeping, client, make_topic, django_assert_num_queries, count):
    beans(make_topic, count)
    client.get("/en/search/", {"q": "bean"})
    with django_assert_num_queries(0):
        assert client.get("/en/search/", {"q": "bean"}).context["answer"].total == count


def test_the_page_of_a_visitor_may_be_kept_and_holds_no_token(client, make_topic, settings, django_capture_on_commit_callbacks):
    settings.PAGE_CACHE_SECONDS = 60
    beans(make_topic, 1)
    first = client.get("/en/search/", {"q": "bean"})
    assert "public" in first.headers["Cache-Control"]
    assert "csrf" not in first.content.decode()
    second = client.get("/en/search/", {"q": "bean"})
    assert second.context is None
    make_topic("Bean new", code="new", slug_en="new")
    with django_capture_on_commit_callbacks(execute=True):
        actions.drain()
    assert client.get("/en/search/", {"q": "bean"}).context["answer"].total == 2


def test_nothing_found_helps_tells_everybody_who_listens_and_counts_the_missing_answer(client, make_topic, heard, django_capture_on_commit_callbacks):
    beans(make_topic, 1)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.get("/de/search/", {"q": " <b>Zwetschge</b> "}).content.decode()
    assert "&lt;b&gt;Zwetschge&lt;/b&gt;" in page
    assert "<b>Zwetschge" not in page
    assert "/de/community/" in page
    assert heard == [("<b>Zwetschge</b>", "de")]
    assert MissingAnswer.objects.count() == 1
    assert Interaction.objects.filter(kind="search.nothing_found").count() == 0


def test_a_customer_who_found_nothing_has_it_on_the_timeline_once_a_day(client, make_topic):
    beans(make_topic, 1)
    user = accounts.user()
    client.force_login(user)
    for text in ("zwetschge", "Zwetschge", "zwetschge", "quitte"):
        client.get("/en/search/", {"q": text})
    kept = Interaction.objects.filter(kind="search.nothing_found", party=user.party).order_by("pk")
    assert [one.attrs for one in kept] == [{"text": "zwetschge", "language": "en"}, {"text": "quitte", "language": "en"}]


def test_found_or_filtered_away_is_not_missing(client, make_topic, heard, django_capture_on_commit_callbacks):
    beans(make_topic, 1)
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/en/search/", {"q": "bean"})
        client.get("/en/search/", {"q": "bean", "kind": "product", "page": "3"})
        client.get("/en/search/", {"q": "x"})
    assert heard == []


def test_a_typing_error_gets_a_link_to_the_better_spelling(client, make_topic):
    make_topic("Espresso <basics>", code="one")
    actions.drain()
    page = client.get("/en/search/", {"q": "espreso"}).content.decode()
    assert '<a class="strong" href="?q=espresso">espresso</a>' in page


def test_suggestions_are_titles_with_kind_and_address(client, make_topic):
    beans(make_topic, 2)
    response = client.get("/en/search/suggest/", {"q": "bea"})
    assert json.loads(response.content) == {
        "suggestions": [{"title": f"Bean {n}", "url": f"/en/topics/b{n}/", "kind": "Topics"} for n in range(2)], "status": "2 suggestions",
    }  # fmt: skip
    assert "private" in response.headers["Cache-Control"]
    assert client.get("/en/search/suggest/").json()["suggestions"] == []


def test_a_visitor_may_search_thirty_times_a_minute_and_a_customer_more(client, make_topic, settings):
    beans(make_topic, 1)
    answers = [client.get("/en/search/", {"q": f"bean {n}"}).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    assert int(client.get("/en/search/", {"q": "bean"}).headers["Retry-After"]) > 0
    assert client.get("/en/search/").status_code == 200
    member = Client()
    member.force_login(accounts.user())
    assert member.get("/en/search/", {"q": "bean"}).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/en/search/", {"q": "bean"}).status_code == 200


def test_suggestions_have_a_limit_too(client, monkeypatch):
    monkeypatch.setattr(limits, "cache", type("Full", (), {"add": staticmethod(lambda *a: False), "incr": staticmethod(lambda *a: 10**6)}))
    response = client.get("/en/search/suggest/", {"q": "bea"})
    assert (response.status_code, response.json()["suggestions"]) == (429, [])


def test_the_address_behind_proxies_is_the_one_the_outermost_saw(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.1, 10.0.0.1"}, REMOTE_ADDR="10.0.0.2")
    assert limits.address_of(request) == "10.0.0.2"
    settings.PROXY_COUNT = 2
    assert limits.address_of(request) == "192.0.2.1"


@pytest.mark.parametrize("text", ["\x00", "\ud800x", "a" * 10_000, "\u202eabc", "👨‍👩‍👧‍👦", "<script>", "%00", "'\"--"])
def test_odd_questions_get_a_page(client, make_topic, text):
    beans(make_topic, 1)
    for code in ("en", "ar", "zh-hant"):
        assert client.get(f"/{code}/search/", {"q": text.encode("utf-8", "surrogatepass")}).status_code == 200
        assert client.get(f"/{code}/search/suggest/", {"q": text.encode("utf-8", "surrogatepass")}).status_code == 200


def test_only_get_is_answered(client):
    assert client.post("/en/search/", {"q": "x"}).status_code == 405
    assert client.post("/en/search/suggest/", {"q": "x"}).status_code == 405

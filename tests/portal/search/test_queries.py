"""Searching: analysis of each language, ranking, typing errors, counts and rights."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from portal.search import actions, queries
from portal.search.rules import audiences_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_indexes")]
VISITOR = AnonymousUser()


def codes(text, language="en", user=VISITOR, **options):
    with translation.override(language):
        return [result.code.removeprefix("topic:") for result in queries.search(text, user=user, **options).results]


@pytest.mark.parametrize(
    ("language", "name", "query"),
    [
        ("en", "Descaling the boiler", "descale boilers"),
        ("en", "Café gaskets", "cafe gasket"),
        ("de", "Mühlen reinigen", "muehle"),
        ("de", "Mühlen reinigen", "Mühle"),
        ("de", "Große Häuser", "haus gross"),
        ("de", "Die Bohrmaschine", "Maschine"),
        ("de", "Dichtung und Gruppe", "Gruppendichtung"),
        ("ar", "إزالة الكلس من الآلة", "ازالة كلس"),
        ("ar", "كِتَاب المضخّة", "مضخة"),
        ("zh-hant", "如何清洗磨豆機", "磨豆機"),
        ("zh-hant", "如何清洗磨豆機", "豆"),
    ],
)
def test_each_language_finds_its_own_forms(make_topic, language, name, query):
    column = language.replace("-", "_")
    make_topic("x" if language != "en" else name, code="right", **({f"name_{column}": name} if language != "en" else {}))
    make_topic("y", code="wrong", **({f"name_{column}": "Ganz anderes 其他 آخر"} if language != "en" else {}))
    actions.drain()
    assert codes(query, language) == ["right"]


def test_a_title_stands_above_a_body(make_topic):
    make_topic("Grinding", "Milk milk milk milk and more milk in the text", code="body")
    make_topic("Milk", "Something short", code="title")
    actions.drain()
    assert codes("milk") == ["title", "body"]


def test_the_last_word_may_be_unfinished_but_an_earlier_one_may_not(make_topic):
    make_topic("Portafilter handles", code="one")
    actions.drain()
    assert codes("portaf") == ["one"]
    assert codes("portaf nothing") == []


def test_typing_errors_are_forgiven_when_nothing_else_is_found_and_a_correction_is_offered(make_topic):
    make_topic("Espresso", code="one")
    actions.drain()
    assert codes("espreso") == ["one"]
    assert queries.search("espreso", user=VISITOR).suggestion == "espresso"
    assert queries.search("espresso", user=VISITOR).suggestion == ""


def test_hits_are_marked_with_the_analysis_of_their_language_and_escaped(make_topic):
    make_topic("x", name_de="Alte <b>Häuser</b>", intro_de="Viele & schöne Häuser stehen hier.", code="one")
    actions.drain()
    with translation.override("de"):
        result = queries.search("Haus", user=VISITOR).results[0]
    assert result.title == "Alte <mark>Häuser</mark>"
    assert result.snippet == "Viele &amp; schöne <mark>Häuser</mark> stehen hier."


def test_each_language_has_its_own_address_and_rows_without_translation_stay_away(make_topic):
    make_topic("Water", name_de="Wasser", slug_de="wasser", code="both")
    make_topic("Waterfall", code="english")
    actions.drain()
    with translation.override("de"):
        assert [result.url for result in queries.search("Wasser", user=VISITOR).results] == ["/de/topics/wasser/"]
        assert queries.search("Waterfall", user=VISITOR).total == 0


@pytest.fixture
def canaries(make_topic):
    make_topic("Descaling for all", code="public")
    make_topic("Descaling for members, zanzibar", code="members-one")
    make_topic("Descaling for staff, kalahari", code="staff-one")
    actions.drain()


def test_what_a_reader_may_not_find_shows_in_no_hit_count_suggestion_or_completion(canaries, django_user_model):
    member = django_user_model(pk=1, email="m@example.org", is_active=True)
    for user, seen in ((VISITOR, {"public"}), (member, {"public", "members-one"})):
        answer = queries.search("descaling", user=user)
        assert {result.code.removeprefix("topic:") for result in answer.results} == seen
        assert answer.total == answer.all_total == len(seen)
        assert [count.count for count in answer.kinds] == [len(seen)]
        for secret in ("kalahari", "kalahar", "kalahary", "kala"):
            hidden = queries.search(secret, user=user)
            assert (hidden.total, hidden.suggestion, queries.suggest(secret, user=user)) == (0, "", [])
        assert len(queries.suggest("desc", user=user)) == len(seen)
    assert queries.search("zanzibr", user=VISITOR).suggestion == ""
    assert queries.search("zanzibr", user=member).suggestion == "zanzibar"


def test_visitors_are_the_public_and_nothing_more(django_user_model):
    assert audiences_of(VISITOR) == audiences_of(None) == {"public"}
    assert audiences_of(django_user_model(is_active=False)) == {"public"}


def test_pages_and_filters(make_topic):
    for number in range(25):
        make_topic(f"Bean {number}")
    actions.drain()
    first, third = queries.search("bean", user=VISITOR), queries.search("bean", user=VISITOR, page=3)
    assert (first.total, first.pages, len(first.results), len(third.results)) == (25, 3, 10, 5)
    assert not {r.code for r in first.results} & {r.code for r in third.results}
    assert queries.search("bean", user=VISITOR, kind="topic").total == 25
    assert queries.search("bean", user=VISITOR, kind="no such kind").total == 25


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "a" * 10_000, "*", "?", '"', "AND OR NOT", "title:x", "(((", "\u202e\u200b", "٣٤", "😀", "a" * 90 + " " + "b " * 500, "ﷺ", "ß", "ſ"])
def test_odd_questions_find_nothing_and_break_nothing(make_topic, text):
    make_topic("Something", code="one")
    actions.drain()
    for language in ("en", "de", "ar", "zh-hant"):
        with translation.override(language):
            assert queries.search(text, user=VISITOR).total in {0, 1}
            assert len(queries.suggest(text, user=VISITOR)) <= 1


def test_completion_offers_titles_in_which_every_word_begins_so(make_topic):
    make_topic("Finch 2 espresso machine", code="a")
    make_topic("Finch Go", code="b")
    make_topic("Cleaning a finch", code="c")
    actions.drain()
    assert [one.title for one in queries.suggest("fin", user=VISITOR)] == ["Finch Go", "Finch 2 espresso machine", "Cleaning a finch"]
    assert [one.title for one in queries.suggest("finch ma", user=VISITOR)] == ["Finch 2 espresso machine"]
    assert queries.suggest("inch", user=VISITOR) == []

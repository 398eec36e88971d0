"""Topics: made and brought up to date by code, with an address in each language, and places to ask."""

import pytest
from django.utils.translation import override

from community.chat.models import Room
from portal.core.translation_state import translation_of
from portal.topics import actions, asking
from portal.topics.models import Topic
from tests.factories import topics

pytestmark = pytest.mark.django_db
TEXTS = {"en": {"name": "Water", "slug": "water"}, "de": {"name": "Wasser", "slug": "wasser"}}


def test_a_topic_is_made_once_and_brought_up_to_date():
    above = topics.topic()
    made = actions.put_topic("water", by=None, texts=TEXTS, parent=above, position=3)
    again = actions.put_topic("water", by=None, texts={"en": {"intro": "Hard or soft."}}, position=4)
    assert Topic.objects.filter(code="water").count() == 1
    assert (again.pk, again.name_de, again.intro_en, again.position, again.parent) == (made.pk, "Wasser", "Hard or soft.", 4, None)


def test_a_topic_has_an_address_in_each_language_and_falls_back_to_english():
    made = actions.put_topic("water", by=None, texts=TEXTS)
    found = {}
    for code in ("en", "de", "ar"):
        with override(code):
            found[code] = made.get_absolute_url()
    assert found == {"en": "/en/help/topics/water/", "de": "/de/help/topics/wasser/", "ar": "/ar/help/topics/water/"}


def test_a_translation_older_than_its_source_is_known():
    actions.put_topic("water", by=None, texts=TEXTS)
    made = actions.put_topic("water", by=None, texts={"en": {"name": "Water and scale"}})
    assert (translation_of(made, "de").state, translation_of(made, "ar").state, made.is_stale_somewhere) == ("stale", "missing", True)


def test_places_to_ask_are_the_open_rooms_of_the_topic_in_the_readers_language():
    topic = topics.topic("water")
    for code, fields in {
        "all": {}, "german": {"language": "de"}, "closed": {"state": "archived"}, "elsewhere": {"topic": topics.topic("beans")},
    }.items():  # fmt: skip
        Room.objects.create(**{"code": code, "title_en": code, "slug_en": code, "topic": topic} | fields)
    assert [place.title for place in asking.places_for(topic, None)] == ["all"]
    with override("de"):
        assert [place.title for place in asking.places_for(topic, None)] == ["german", "all"]

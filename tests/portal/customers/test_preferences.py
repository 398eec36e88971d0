"""What customers would rather have: said, seen, concluded; confirmed by use and worn by time."""

from datetime import timedelta

import pytest

from portal.core.clock import now
from portal.customers.actions import preferences
from portal.customers.models import MergeEdge, PartyAlias, PreferenceEvent
from portal.customers.queries import preferences as queries
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db


def test_somebody_who_has_said_nothing_has_the_houses_ways():
    held = queries.preferences_of(customers.party(language="de"))
    assert held == queries.Preferences(language="de")
    assert (held.personalised, held.quiet, held.paused_until, held.stale) == (True, None, None, [])


def test_what_is_said_holds_is_kept_beside_the_login_and_is_told_once():
    user = accounts.user()
    said = {"language": "ar", "time_zone": "Asia/Riyadh", "theme": "dark", "topics": ["espresso"], "personalised": False,
            "channels.service": ["email", "sms"], "quiet": {"from": "22:00", "to": "07:00"}}  # fmt: skip
    assert sorted(preferences.declare(user.party, said, by=user)) == sorted(said)
    held = queries.preferences_of(user.party)
    assert (held.language, held.time_zone, held.theme, held.topics, held.personalised) == ("ar", "Asia/Riyadh", "dark", ["espresso"], False)
    assert (held.channels, held.quiet) == ({"service": ["email", "sms"]}, {"from": "22:00", "to": "07:00"})
    user.refresh_from_db()
    assert (user.language, user.party.language, user.party.time_zone) == ("ar", "ar", "Asia/Riyadh")
    assert preferences.declare(user.party, said, by=user) == []
    assert user.party.interactions.filter(kind="customers.preferences_changed").count() == 1
    assert PreferenceEvent.objects.filter(party=user.party, validated_at=None).count() == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("colour", "red"), ("language", "xx"), ("theme", "pink"), ("quiet", {"from": "x"}), ("quiet", None), ("personalised", "yes"), ("topics", "all"),
     ("topics", [1]), ("topics", ["x" * 81]), ("paused_until", "soon"), ("paused_until", "2027-01-01T00:00"), ("channels.news", "email")],
)  # fmt: skip
def test_what_is_no_preference_changes_nothing(key, value):
    party = customers.party()
    with pytest.raises(ValueError):  # noqa: PT011 - UnknownPreferenceError, or what reading a moment says
        preferences.declare(party, {"theme": "dark", key: value}, by=None)
    assert PreferenceEvent.objects.count() == 0


def test_a_newer_word_of_the_same_source_replaces_the_older():
    party = customers.party()
    for language in ("de", "ar", "de"):
        preferences.declare(party, {"language": language}, by=None)
    assert queries.preferences_of(party).language == "de"
    assert PreferenceEvent.objects.count() == 3


def test_what_is_said_outweighs_what_is_seen_until_nothing_has_confirmed_it_for_long():
    party, moment = customers.party(), now()
    preferences.declare(party, {"language": "de"}, by=None, at=moment - timedelta(days=340))
    preferences.observe(party, "language", "ar", at=moment)
    assert queries.preferences_of(party, at=moment).language == "de"
    assert queries.preferences_of(party, at=moment).stale == []
    later = moment + timedelta(days=60)
    assert queries.preferences_of(party, at=later).stale == ["language"]
    much_later = moment + timedelta(days=400)
    preferences.observe(party, "language", "ar", at=much_later)
    assert queries.preferences_of(party, at=much_later).language == "ar"


def test_use_confirms_what_was_said():
    party, moment = customers.party(), now()
    preferences.declare(party, {"language": "de", "channels.news": ["email"]}, by=None, at=moment - timedelta(days=500))
    assert queries.preferences_of(party, at=moment).stale == ["channels.news", "language"]
    preferences.observe(party, "language", "de", at=moment)
    assert preferences.confirm_use(party, "email", "news", at=moment)
    assert not preferences.confirm_use(party, "sms", "news", at=moment)
    assert queries.preferences_of(party, at=moment).stale == []
    assert PreferenceEvent.objects.count() == 2


def test_the_same_sight_again_confirms_the_first():
    party, moment = customers.party(), now()
    for hours in (0, 1, 23, 25):
        preferences.observe(party, "language", "ar", at=moment + timedelta(hours=hours))
    assert PreferenceEvent.objects.get().validated_at == moment + timedelta(hours=25)
    assert queries.preferences_of(party).language == "en"
    assert queries.preferences_of(party, at=moment + timedelta(days=1200)).stale == ["language"]
    preferences.observe(party, "language", "ar", at=moment + timedelta(days=1200))
    assert queries.preferences_of(party, at=moment + timedelta(days=1200)).language == "ar"
    assert preferences.forget_observations(party, by=None) == 1


def test_wishes_for_rest_do_not_wear():
    party, moment = customers.party(), now()
    preferences.declare(party, {"quiet": {"from": "20:00", "to": "09:00"}, "personalised": False, "theme": "dark"}, by=None, at=moment)
    held = queries.preferences_of(party, at=moment + timedelta(days=3000))
    assert (held.quiet, held.personalised, held.theme, held.stale) == ({"from": "20:00", "to": "09:00"}, False, "dark", ["language"])


def test_a_pause_that_is_over_is_none():
    party, moment = customers.party(), now()
    preferences.declare(party, {"paused_until": (moment + timedelta(days=7)).isoformat()}, by=None)
    assert queries.preferences_of(party, at=moment).paused_until == moment + timedelta(days=7)
    assert queries.preferences_of(party, at=moment + timedelta(days=7)).paused_until is None


def test_who_is_read_as_one_has_one_set_of_preferences_and_many_are_asked_at_once(django_assert_num_queries):
    one, other, third = customers.party(), customers.party(), customers.party()
    edge = MergeEdge.objects.create(survivor=one, loser=other, reason="the same")
    PartyAlias.objects.create(party=other, canonical=one, edge=edge)
    preferences.declare(other, {"channels.news": ["sms", "email", "pigeon"]}, by=None)
    for ids in ([one.pk], [one.pk, other.pk, third.pk]):
        with django_assert_num_queries(3):
            liked = queries.preferred_channels_of(ids, "news")
        assert liked == {pk: ["sms", "email"] if pk != third.pk else [] for pk in ids}
    assert queries.preferred_channels(one, "news") == ["sms", "email"]
    assert queries.preferred_channels(one, "offers") == []
    with django_assert_num_queries(2):
        queries.preferences_of(one)

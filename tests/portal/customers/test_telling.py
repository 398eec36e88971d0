"""The timeline in words: what staff read of an act."""

from portal.customers import telling, timeline
from tests.factories.customers import party


def test_staff_read_words_not_codes_or_moments_for_machines(db):
    who = party()
    attrs = {"place": "The bench", "reason": "spam", "why": "Advertising", "note": "", "until": "2026-09-15T09:09:03+00:00", "ends": "15 September"}
    silenced = timeline.record(who, "moderation.silenced", attrs=attrs)
    changed = timeline.record(who, "customers.preferences_changed", attrs={"fields": ["channels.service", "theme"]})
    voted = timeline.record(who, "feedback.voted", attrs={"title": "Cleaning", "helpful": True})
    sent = timeline.record(who, "messaging.sent", attrs={"title": "Hello", "purpose": "offers"})
    assert [told.noted("en") for told in telling.tell([silenced, changed, voted, sent])] == [
        line("Place: The bench", "Reason: Advertising", "Ends: 15 September"),
        line("Fields: Your orders and requests, Appearance"),
        line("Title: Cleaning", "Helpful: Yes"),
        line("Title: Hello", "Purpose: Offers"),
    ]


def test_what_was_noted_is_told_in_the_order_of_its_kind_whatever_the_database_keeps(db):
    voted = timeline.record(party(), "feedback.voted", attrs={"title": "Cleaning", "helpful": True})
    voted.attrs = dict(reversed(voted.attrs.items()))
    [told] = telling.tell([voted])
    assert told.noted("en") == line("Title: Cleaning", "Helpful: Yes")


def line(*noted):
    told = (f"<bdi>{name}: <bdi>{value}</bdi></bdi>" for name, value in (one.split(": ") for one in noted))
    return f'<p class="small soft">{" · ".join(told)}</p>'

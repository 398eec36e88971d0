"""Small worlds of customers by number, and trees as hypothesis draws them."""

import random
from datetime import timedelta

from django.db.models import JSONField, Value
from hypothesis import strategies as st

from portal.core.clock import now
from portal.customers.actions import features
from portal.customers.models import (
    ConsentEvent,
    ConsentState,
    DirtyParty,
    Identifier,
    Interaction,
    Party,
    PartyFact,
    Relationship,
)
from portal.customers.queries import features as counting
from portal.segments.models import Segment, SegmentMember
from tests.factories import segments

KINDS = ["chat.sent", "feedback.voted", "customers.renamed"]
CITIES = ["Kiel", "ÄGYPTEN", "ägypten", "台北", "عمّان", "100%_!"]
STRAY = [Value(None, JSONField()), True, False, 7, "", "Kiel", {"product": "milk-jug"}, ["Kiel"], [], ["milk-jug", 5, None, True, [1]], [{"other": 1}, {"product": None}]]
"""What a damaged import may state of anything."""
STRAY_OWNED = [*STRAY, ["x", {"product": "finch-2"}, {"product": ["milk-jug"]}], [{"product": {"product": "milk-jug"}}, {"product": 7}]]
OWNED = ["finch-2", "grinder-g1", "milk-jug"]
AGREED = ["news:email", "offers:email", "offers:sms"]


def make(seed: int, people: int = 14) -> None:
    """A world of its own for every number: parties, facts, acts, consents, households, merges."""
    dice = random.Random(seed)
    moment = now()

    def some_time():
        return moment - timedelta(days=dice.choice([0, 1, 29, 30, 31, 89, 90, 91, 200, 364, 366]), seconds=dice.randrange(90_000))

    parties = Party.objects.bulk_create(
        Party(
            kind=dice.choice(["person"] * 5 + ["organisation", "household"]), language=dice.choice(["en", "de", "ar", "zh-hant"]),
            time_zone=dice.choice(["", "Asia/Taipei", "Europe/Berlin"]), created_at=some_time(), erased_at=dice.choice([None] * 9 + [moment]),
        )
        for _ in range(people)
    )
    facts, acts, corrections = [], [], []
    for party in parties:
        facts += [
            PartyFact(party=party, attribute=name, value=value, source=dice.choice(["import", "shop", "phone", "staff", "customer"]), observed_at=some_time(), confidence=dice.choice([1, 1, 0.5]))
            for name, value in [
                *[("city", dice.choice(CITIES)) for _ in range(dice.randrange(3))],
                *[("country", dice.choice(["DE", "TW", "JO"])) for _ in range(dice.randrange(2))],
                *[("birth_date", dice.choice(["1980-02-29", "2001-12-31", "1999-01-01"])) for _ in range(dice.randrange(2))],
                *[("owns", [{"product": one} for one in dice.sample(OWNED, dice.randrange(3))]) for _ in range(dice.randrange(2))],
                *[("owns", dice.choice(STRAY_OWNED)) for _ in range(dice.random() < 0.2)],
                *[(name, dice.choice(STRAY)) for name in ("city", "country", "birth_date") if dice.random() < 0.1],
            ]
        ]
        own = [
            Interaction(
                party=party, kind=dice.choice(KINDS), at=some_time(), direction=dice.choice(["in", "in", "out"]),
                **dice.choice([{}, {}, {"amount": dice.randrange(-500, 20_000) / 100, "currency": dice.choice(["EUR", "TWD"])}]),
            )
            for _ in range(dice.randrange(7))
        ]
        if own and dice.random() < 0.3:
            corrections.append(Interaction(party=party, kind=own[0].kind, at=own[0].at, corrects=own[0]))
        acts += own
    for model, rows in ((PartyFact, facts), (Interaction, acts), (Interaction, corrections)):
        model.objects.bulk_create(rows)
    _agree(dice, parties, moment)
    home = next((p for p in parties if p.kind == "household"), None)
    if home:
        for party in dice.sample(parties, 3):
            if party != home:
                Relationship.objects.create(party=party, role="household_member", other=home, ended_on=dice.choice([None, None, moment.date()]))
    for _ in range(dice.randrange(3)):
        survivor, loser = dice.sample(parties, 2)
        if not hasattr(loser, "merged"):
            survivor.merged = loser.merged = True
            segments.merge(survivor, loser)
    inner = Segment.objects.create(slug="inner", name="Inner")
    SegmentMember.objects.bulk_create(SegmentMember(segment=inner, party=party) for party in dice.sample(parties, 4))
    features.count_anew(None, counting.site_today())
    DirtyParty.objects.all().delete()


def _agree(dice, parties, moment):
    identifiers = Identifier.objects.bulk_create(
        Identifier(party=party, kind="email", value_norm=f"{party.pk}@example.org", value_raw="x", ended_at=dice.choice([None, None, moment]))
        for party in parties
    )
    events = []
    for identifier in identifiers:
        ways = (one.split(":") for one in dice.sample(AGREED, dice.randrange(3)))
        events += [ConsentEvent(identifier=identifier, purpose=purpose, channel=channel, action="grant", source="test") for purpose, channel in ways]
    ConsentEvent.objects.bulk_create(events)
    ConsentState.objects.bulk_create(
        ConsentState(
            identifier=event.identifier, purpose=event.purpose, channel=event.channel, status=dice.choice(["granted", "granted", "withdrawn"]),
            since_at=moment, event=event,
        )
        for event in events
    )


days = st.sampled_from([0, 1, 29, 30, 31, 90, 91, 365])
some_days = st.integers(0, 400).map(lambda n: (now() - timedelta(days=n)).date().isoformat())
two_days = st.tuples(some_days, some_days).map(sorted)
windows = st.one_of(
    st.just({}), days.map(lambda n: {"days": n}), days.map(lambda n: {"before_days": n}), some_days.map(lambda d: {"first": d}),
    some_days.map(lambda d: {"last": d}), two_days.map(lambda d: {"first": d[0], "last": d[1]}),
)
kinds = st.sampled_from(KINDS)
counts = st.sampled_from(["at_least", "at_most", "exactly"])
numbers = st.sampled_from(["acts", "acts_30", "acts_90", "acts_365", "talk", "talk_30", "talk_90", "help", "help_30", "contacts", "contacts_30"])


def some(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


def asks(slugs, op, values):
    return st.builds(lambda slug, op, value: {"trait": slug, "op": op, "value": value}, slugs, op, values)


leaves = st.one_of(
    st.builds(lambda k, o, c, w: {"did": k, "op": o, "count": c, "window": w}, kinds, counts, st.integers(0, 3), windows),
    st.builds(
        lambda k, o, a, w: {"spent": k, "op": o, "amount": a, "currency": "EUR", "window": w},
        kinds, counts, st.sampled_from(["0", "-1.5", "10.25", "100"]), windows,
    ),
    st.builds(lambda k, w: {"never": k, "window": w}, kinds, windows),
    st.builds(lambda n, k, w: {n: k, "window": w}, st.sampled_from(["first", "last"]), kinds, windows),
    asks(numbers, st.sampled_from(["at_least", "at_most", "more_than", "less_than", "exactly"]), st.integers(0, 4)),
    asks(numbers, st.just("between"), st.sampled_from([[0, 1], [1, 3]])),
    asks(st.just("city"), st.sampled_from(["is", "is_not", "contains", "begins"]), st.sampled_from(["kiel", "Ägypten", "台北", "%", "_!", "ä", "عم", "7", "true"])),
    asks(st.just("city"), st.just("in"), some(CITIES)),
    asks(st.sampled_from(["city", "country", "birth_date", "time_zone", "last_seen"]), st.sampled_from(["known", "unknown"]), st.none()),
    asks(st.just("country"), st.sampled_from(["in", "not_in"]), some(["DE", "TW", "JO"])),
    asks(st.just("language"), st.sampled_from(["in", "not_in"]), some(["en", "de", "ar"])),
    asks(st.just("kind"), st.just("in"), st.just(["person"])),
    asks(st.sampled_from(["joined", "last_seen", "birth_date"]), st.sampled_from(["last_days", "before_days"]), days),
    asks(st.sampled_from(["joined", "last_seen"]), st.sampled_from(["since", "until"]), some_days),
    asks(st.just("birth_date"), st.sampled_from(["since", "until"]), st.sampled_from(["1980-02-29", "1999-01-02"])),
    asks(st.sampled_from(["joined", "last_seen"]), st.just("between"), two_days),
    asks(st.just("household"), st.sampled_from(["yes", "no"]), st.none()),
    asks(st.just("owns"), st.sampled_from(["any", "every", "none"]), some([*OWNED, "7"])),
    asks(st.just("agreed"), st.sampled_from(["any", "every", "none"]), some(AGREED)),
    st.just({"segment": "inner"}),
)
groups = st.recursive(
    leaves, lambda inner: st.builds(lambda j, of: {"join": j, "of": of}, st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=8,
)
trees = st.builds(lambda j, of: {"join": j, "of": of}, st.sampled_from(["all", "any", "none"]), st.lists(groups, min_size=1, max_size=3))

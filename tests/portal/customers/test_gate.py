"""The only door out: every reason for a no, every ground for a yes, and as few statements for many as for one."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core.clock import now
from portal.customers import actions, gate
from portal.customers.actions import consent, preferences
from portal.customers.actions.contacts import Made
from portal.customers.enums import IdentifierKind, SuppressionReason
from portal.customers.gate import Reason
from portal.customers.models import Identifier, MergeEdge, Party, PartyAlias
from tests.factories import consent as factory
from tests.factories import customers

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 11, 0, tzinfo=UTC)


def reason(row, purpose="news", channel="email", at=None):
    return gate.may_send(row, purpose, channel, at=at).reason


def wrote(row, at, purpose="offers", channel="email", reference=None):
    consent.note_contacts([Made(row.party_id, channel, purpose, reference or f"test:{row.pk}:{at.isoformat()}", row.pk, at)])


def test_each_purpose_has_its_ground():
    row = factory.email()
    assert reason(row, "account") == Reason.CONTRACT
    assert reason(row, "service") == Reason.CONTRACT
    assert reason(row, "community") == Reason.INTEREST
    assert [reason(row, purpose) for purpose in ("news", "offers", "surveys")] == [Reason.NO_CONSENT] * 3


def test_a_yes_is_for_one_address_one_purpose_and_one_channel():
    row, other = factory.agreed(factory.email()), factory.email()
    answer = gate.may_send(row, "news", "email")
    assert (answer.allowed, answer.reason, answer.again_at) == (True, Reason.CONSENT, None)
    assert answer.event_id == row.consent_events.get().pk
    assert reason(row, "offers") == Reason.NO_CONSENT
    assert reason(other) == Reason.NO_CONSENT
    number = factory.phone(row.party)
    assert reason(number, "news", "sms") == Reason.NO_CONSENT


def test_every_way_of_no():
    waiting = factory.agreed(factory.email(verified=False))
    assert reason(waiting) == Reason.PENDING
    withdrawn = factory.agreed(factory.email())
    consent.withdraw(withdrawn, "news", "email", source="preferences")
    assert reason(withdrawn) == Reason.WITHDRAWN
    objected = factory.email()
    consent.object_to(objected, "community", "email", source="preferences")
    assert reason(objected, "community") == Reason.OBJECTED
    short = factory.agreed(factory.email(), ends_at=NOON)
    assert reason(short, at=NOON - timedelta(seconds=1)) == Reason.CONSENT
    assert reason(short, at=NOON) == Reason.EXPIRED
    assert reason(factory.email(verified=False), "community") == Reason.UNVERIFIED
    assert reason(factory.phone(), "community", "sms") == Reason.NO_CONSENT
    assert reason(factory.phone(), "account", "email") == Reason.UNFIT


def test_an_ended_address_and_an_erased_customer_get_nothing_at_all():
    row = factory.agreed(factory.email())
    actions.end_identifier(row, by=None)
    assert reason(row) == reason(row, "account") == Reason.ENDED
    gone = factory.agreed(factory.email())
    Party.objects.filter(pk=gone.party_id).update(erased_at=now())
    assert reason(gone) == reason(gone, "account") == Reason.ERASED
    assert gate.verdicts([987654321], "account", "email")[987654321].reason == Reason.ENDED


def test_a_consent_that_begins_later_holds_later():
    row = factory.agreed(factory.email(), effective_at=NOON)
    assert reason(row, at=NOON - timedelta(seconds=1)) == Reason.NO_CONSENT
    assert reason(row, at=NOON) == Reason.CONSENT


@pytest.mark.parametrize(
    ("why", "owed"),
    [(SuppressionReason.BOUNCE, Reason.SUPPRESSED), (SuppressionReason.STAFF, Reason.SUPPRESSED), (SuppressionReason.COMPLAINT, Reason.CONTRACT),
     (SuppressionReason.REQUEST, Reason.CONTRACT), (SuppressionReason.ERASURE, Reason.CONTRACT)],
)  # fmt: skip
def test_a_suppressed_address_hears_nothing_and_what_is_owed_only_where_it_can_arrive(why, owed):
    row = factory.agreed(factory.email(address="Some.One@MAIL.example"))
    consent.suppress("some.one@mail.example", "email", reason=why)
    assert reason(row) == Reason.SUPPRESSED
    assert reason(row, "account") == owed
    assert gate.address_verdict("SOME.ONE@mail.example", "email", "account").reason == owed
    assert gate.address_verdict("some.one@mail.example", "email", "news").reason == Reason.SUPPRESSED


def test_a_suppression_for_one_purpose_stops_that_one():
    row = factory.agreed(factory.agreed(factory.email()), "offers")
    consent.suppress(row.value_norm, "email", reason="complaint", purpose="offers")
    assert (reason(row), reason(row, "offers")) == (Reason.CONSENT, Reason.SUPPRESSED)


def test_an_address_that_nobody_has_is_written_to_only_for_what_is_owed():
    assert gate.address_verdict("new@mail.example", "email", "account").reason == Reason.CONTRACT
    assert gate.address_verdict("new@mail.example", "email", "offers").reason == Reason.NO_CONSENT
    for bad in ("", "no address", "a@b@c", "x" * 5000, "nul\x00@mail.example", "evil@mail.example\r\nBcc: all@mail.example"):
        assert gate.address_verdict(bad, "email", "account").reason == Reason.UNFIT


def test_the_caps_count_news_and_offers_together_and_tell_when_there_is_room():
    row = factory.agreed(factory.agreed(factory.email()), "offers")
    wrote(row, NOON, "offers")
    answer = gate.may_send(row, "news", "email", at=NOON + timedelta(hours=2))
    assert (answer.allowed, answer.reason, answer.again_at) == (False, Reason.CAPPED, NOON + timedelta(days=1))
    assert gate.may_send(row, "news", "email", at=answer.again_at).allowed
    wrote(row, NOON + timedelta(days=2), "news")
    answer = gate.may_send(row, "offers", "email", at=NOON + timedelta(days=4))
    assert (answer.reason, answer.again_at) == (Reason.CAPPED, NOON + timedelta(days=7))
    assert reason(row, "account", at=NOON + timedelta(days=4)) == Reason.CONTRACT
    assert reason(row, "community", at=NOON + timedelta(days=4)) == Reason.INTEREST


def test_the_caps_count_every_sender_and_channel_but_not_the_inbox(settings):
    row = factory.agreed(factory.email())
    number = factory.phone(row.party)
    wrote(row, NOON, "offers", "inbox")
    assert reason(row, at=NOON + timedelta(hours=1)) == Reason.CONSENT
    wrote(number, NOON, "offers", "sms")
    assert reason(row, at=NOON + timedelta(hours=1)) == Reason.CAPPED
    settings.ADVERTS_A_DAY = settings.ADVERTS_A_WEEK = 0
    assert reason(row, at=NOON + timedelta(hours=1)) == Reason.CONSENT


def test_a_person_read_as_two_parties_is_capped_paused_and_let_sleep_as_one():
    row = factory.agreed(factory.email())
    other = factory.agreed(factory.email())
    edge = MergeEdge.objects.create(survivor=row.party, loser=other.party, reason="the same")
    PartyAlias.objects.create(party=other.party, canonical=row.party, edge=edge)
    wrote(row, NOON)
    assert reason(other, at=NOON + timedelta(hours=1)) == Reason.CAPPED
    preferences.declare(row.party, {"quiet": {"from": "12:00", "to": "14:00"}, "time_zone": "Asia/Taipei"}, by=None)
    assert reason(other, at=datetime(2027, 3, 20, 5, 0, tzinfo=UTC)) == Reason.QUIET
    assert reason(other, at=datetime(2027, 3, 20, 6, 0, tzinfo=UTC)) == Reason.CONSENT
    stranger = factory.agreed(factory.email())
    assert reason(stranger, at=NOON + timedelta(hours=1)) == Reason.CONSENT


def test_quiet_hours_are_the_customers_and_the_houses_only_for_what_rings():
    row = factory.agreed(factory.email())
    number = factory.agreed(factory.phone(row.party), "news", "sms")
    night = datetime(2027, 3, 10, 22, 30, tzinfo=UTC)
    assert reason(row, at=night) == Reason.CONSENT
    answer = gate.may_send(number, "news", "sms", at=night)
    assert (answer.reason, answer.again_at) == (Reason.QUIET, datetime(2027, 3, 11, 7, 0, tzinfo=UTC))
    preferences.declare(row.party, {"quiet": {"from": "23:00", "to": "06:00"}}, by=None)
    assert reason(row, at=night) == Reason.QUIET
    assert reason(row, "service", at=night) == Reason.CONTRACT
    preferences.declare(row.party, {"quiet": {}}, by=None)
    assert reason(number, "news", "sms", at=night) == Reason.CONSENT


def test_a_pause_holds_everything_back_but_what_is_owed_until_it_is_over():
    row = factory.agreed(factory.email())
    preferences.declare(row.party, {"paused_until": NOON.isoformat()}, by=None)
    before = NOON - timedelta(hours=1)
    answer = gate.may_send(row, "news", "email", at=before)
    assert (answer.reason, answer.again_at) == (Reason.PAUSED, NOON)
    assert reason(row, "community", at=before) == Reason.PAUSED
    assert reason(row, "account", at=before) == Reason.CONTRACT
    assert reason(row, at=NOON) == Reason.CONSENT


def test_when_several_things_stand_in_the_way_the_moment_is_one_at_which_none_does():
    row = factory.agreed(factory.email())
    wrote(row, NOON)
    preferences.declare(
        row.party, {"quiet": {"from": "10:00", "to": "18:00"}, "paused_until": (NOON + timedelta(hours=3)).isoformat()}, by=None
    )
    answer = gate.may_send(row, "news", "email", at=NOON + timedelta(hours=1))
    assert answer.reason == Reason.PAUSED
    assert answer.again_at == datetime(2027, 3, 11, 17, 0, tzinfo=UTC)  # a day after the last, and then not before six in Berlin
    assert gate.may_send(row, "news", "email", at=answer.again_at).allowed


@pytest.mark.parametrize(("purpose", "queries"), [("account", 3), ("community", 6), ("news", 7)])
def test_one_and_many_are_asked_for_in_the_same_statements(django_assert_num_queries, purpose, queries):
    rows = [factory.agreed(factory.email()) for _ in range(4)]
    for some in (rows[:1], rows):
        with django_assert_num_queries(queries):
            answers = gate.verdicts([row.pk for row in rows if row in some], purpose, "email")
        assert [a.allowed for a in answers.values()] == [True] * len(some)


def test_more_numbers_than_a_statement_has_places_for(django_assert_num_queries):
    row = factory.agreed(factory.email())
    numbers = [row.pk, *range(10**6, 10**6 + 50_000)]
    with django_assert_num_queries(7):
        answers = gate.verdicts(numbers, "news", "email")
    assert len(answers) == 50_001
    assert [pk for pk, answer in answers.items() if answer.allowed] == [row.pk]


def test_a_withdrawal_is_in_force_with_its_commit():
    row = factory.agreed(factory.email())
    assert gate.may_send(row, "news", "email").allowed
    consent.withdraw(Identifier.objects.get(pk=row.pk), "news", "email", source="one_click")
    assert not gate.may_send(row, "news", "email").allowed


def test_an_unknown_purpose_or_channel_is_a_fault_of_the_sender():
    row = factory.email()
    for purpose, channel in (("advertising", "email"), ("news", "pigeon")):
        with pytest.raises(ValueError, match="is not a valid"):
            gate.may_send(row, purpose, channel)


def test_the_inbox_writes_to_the_login_and_a_letter_to_the_postal_address():
    party = customers.party()
    login = actions.add_identifier(party, IdentifierKind.LOGIN, "4711", by=None, source="signup")
    post = actions.add_identifier(party, IdentifierKind.POST, "12 Mill Lane", by=None, source="customer")
    assert reason(login, "community", "inbox") == Reason.INTEREST
    assert reason(post, "service", "letter") == Reason.CONTRACT
    factory.agreed(post, "offers", "letter")
    assert reason(post, "offers", "letter", at=datetime(2027, 3, 10, 23, 0, tzinfo=UTC)) == Reason.CONSENT

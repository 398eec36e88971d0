"""The ledger of consent: what follows from it, whatever came in which order, and nobody changes it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from portal.core.clock import now
from portal.customers import gate, telling
from portal.customers.actions import consent
from portal.customers.actions.contacts import Made
from portal.customers.enums import ConsentAction, ConsentStatus, SuppressionReason
from portal.customers.models import ConsentEvent, ConsentState, ConsentText, Contact, Identifier, Suppression
from portal.customers.queries import consent as queries
from tests.factories import accounts
from tests.factories import consent as factory
from tests.races import one_writer_at_a_time, together

pytestmark = pytest.mark.django_db


def status(row, purpose="news", channel="email"):
    state = queries.state_of(row, purpose, channel)
    return state and state.status


def test_the_words_of_every_purpose_are_published_in_every_language_with_their_hash():
    texts = ConsentText.objects.all()
    assert {(t.purpose, t.language) for t in texts} == {
        (p, code) for p in ("account", "service", "community", "news", "offers", "surveys") for code in ("en", "de", "ar", "zh-hant")
    }
    assert all(t.sha256 == queries.sha256_of(t.body) and "{site}" not in t.body for t in texts)


def test_other_words_are_another_version_and_the_same_words_are_none():
    first = queries.current_text("news", "en")
    assert consent.publish_text("news", "en", first.body) == first
    second = consent.publish_text("news", "en", "Other words.")
    assert (second.version, queries.current_text("news", "en")) == (first.version + 1, second)
    assert ConsentText.objects.get(pk=first.pk).body == first.body
    assert queries.current_texts("de")["news"].language == "de"
    assert queries.current_text("news", "fr") == second


def test_a_yes_keeps_the_words_the_door_and_who_noted_it_and_is_told():
    agent = accounts.user(roles=("agent",))
    row = factory.email()
    text = queries.current_text("news", "de")
    state = consent.grant(row, "news", "email", source="telephone", text=text, evidence={"call": "14:02, asked for news"}, by=agent)
    event = row.consent_events.get()
    assert (state.status, state.event) == (ConsentStatus.GRANTED, event)
    assert (event.text, event.source, event.actor, event.basis) == (text, "telephone", agent, "consent")
    fact = row.party.interactions.get(kind="customers.consent_given")
    assert (fact.attrs, fact.channel) == ({"purpose": "news", "by": "email", "source": "telephone"}, "phone")
    [told] = telling.tell([fact])
    assert told.sentence == "You agreed: News by E-mail."
    noted = [("Purpose", "News"), ("Way", "E-mail"), ("Source", "Told on the telephone")]
    line = " · ".join(f"<bdi>{name}: <bdi>{value}</bdi></bdi>" for name, value in noted)
    assert told.noted("en") == f'<p class="small soft">{line}</p>'


def test_a_yes_without_words_and_without_evidence_is_none():
    row = factory.email()
    with pytest.raises(consent.NoProofError):
        consent.grant(row, "offers", "email", source="import")
    with pytest.raises(consent.UnfitError):
        consent.grant(row, "offers", "sms", source="import", evidence={"list": "2024"})
    with pytest.raises(ValueError, match="future"):
        consent.grant(row, "offers", "email", source="import", evidence={"list": "2024"}, at=now() + timedelta(days=1))
    assert ConsentEvent.objects.count() == ConsentState.objects.count() == 0


def test_the_same_key_twice_is_one_act():
    row = factory.email()
    for _ in range(2):
        factory.agreed(row, key="form:17")
    assert row.consent_events.count() == 1
    consent.withdraw(row, "news", "email", source="preferences")
    factory.agreed(row, key="form:17")
    assert status(row) == ConsentStatus.WITHDRAWN


def test_an_address_nobody_proved_waits_for_its_confirmation(django_capture_on_commit_callbacks):
    row = factory.agreed(factory.email(verified=False))
    assert status(row) == ConsentStatus.PENDING
    assert consent.confirm_waiting(row) == 1
    assert consent.confirm_waiting(row) == 0
    assert status(row) == ConsentStatus.GRANTED
    assert row.party.interactions.filter(kind="customers.consent_given").count() == 1
    confirmed = row.consent_events.get(action=ConsentAction.CONFIRM)
    assert confirmed.text == row.consent_events.get(action=ConsentAction.GRANT).text


def test_a_confirmation_that_comes_after_a_withdrawal_confirms_nothing():
    row = factory.agreed(factory.email(verified=False))
    grant = row.consent_events.get()
    consent.withdraw(row, "news", "email", source="one_click")
    assert consent.confirm_waiting(row, event_ids=[grant.pk]) == 0
    assert consent.confirm(row, "news", "email").status == ConsentStatus.WITHDRAWN


def test_what_another_system_confirmed_need_not_be_confirmed_again():
    row = factory.agreed(factory.email(verified=False), source="import", evidence={"list": "shop 2024", "confirmed": "2024-05-01"})
    assert status(row) == ConsentStatus.GRANTED


def test_of_the_same_moment_the_withdrawal_wins_whatever_came_first():
    moment = now() - timedelta(hours=1)
    first, second = factory.email(), factory.email()
    factory.agreed(first, at=moment)
    consent.withdraw(first, "news", "email", source="preferences", at=moment)
    consent.withdraw(second, "news", "email", source="preferences", at=moment)
    factory.agreed(second, at=moment)
    assert status(first) == status(second) == ConsentStatus.WITHDRAWN


def test_what_is_noted_late_counts_from_when_it_happened():
    row = factory.email()
    consent.withdraw(row, "news", "email", source="preferences")
    factory.agreed(row, at=now() - timedelta(days=30))
    assert status(row) == ConsentStatus.WITHDRAWN


def test_a_withdrawal_now_comes_after_everything_known_also_where_clocks_differ():
    row = factory.agreed(factory.email(), at=now() + timedelta(minutes=4))
    consent.withdraw(row, "news", "email", source="one_click")
    assert status(row) == ConsentStatus.WITHDRAWN


def test_withdrawing_everything_leaves_what_is_owed():
    row = factory.agreed(factory.agreed(factory.email()), "offers")
    assert consent.withdraw_all([row], source="link") == 3
    assert consent.withdraw_all([row], source="link") == 0
    answers = {p: gate.may_send(row, p, "email").allowed for p in ("account", "service", "community", "news", "offers", "surveys")}
    assert answers == {"account": True, "service": True, "community": False, "news": False, "offers": False, "surveys": False}


def test_consents_and_questions_run_out():
    row, silent = factory.agreed(factory.email(), ends_at=now() + timedelta(seconds=1)), factory.agreed(factory.email(verified=False))
    assert consent.expire_due() == 0
    assert consent.expire_due(at=now() + timedelta(minutes=1)) == 1
    assert status(row) == ConsentStatus.EXPIRED
    ConsentState.objects.filter(identifier=silent).update(since_at=now() - timedelta(days=31))
    assert consent.expire_due() == 1
    assert status(silent) == ConsentStatus.EXPIRED
    assert consent.expire_due() == 0


def test_the_ledger_and_the_words_cannot_be_changed():
    row = factory.agreed(factory.email())
    event = row.consent_events.get()
    for statement in (
        f"UPDATE customers_consentevent SET action = 'withdraw' WHERE id = {event.pk}",  # noqa: S608 - a number of ours
        f"DELETE FROM customers_consentevent WHERE id = {event.pk}",  # noqa: S608 - a number of ours
        f"UPDATE customers_consenttext SET body = 'forged' WHERE id = {event.text_id}",  # noqa: S608 - a number of ours
        f"DELETE FROM customers_consenttext WHERE id = {event.text_id}",  # noqa: S608 - a number of ours
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ConsentEvent.objects.get().action == ConsentAction.GRANT


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "confirm", "withdraw", "object", "expire"]), st.integers(0, 4), st.sampled_from(["news", "offers"])
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, verified=st.booleans())
def test_what_is_derived_act_by_act_is_what_a_rebuild_derives(acts, verified):
    with transaction.atomic():
        row = factory.email(verified=verified)
        for name, minutes, purpose in acts:
            play(row, name, purpose, now() - timedelta(days=1) + timedelta(minutes=minutes))
        kept = list(
            ConsentState.objects.filter(identifier=row).order_by("purpose").values_list("purpose", "status", "since_at", "event_id")
        )
        assert queries.differences([row.pk]) == []
        ConsentState.objects.filter(identifier=row).delete()
        assert consent.rebuild_states([row.pk]) == len(kept)
        again = list(
            ConsentState.objects.filter(identifier=row).order_by("purpose").values_list("purpose", "status", "since_at", "event_id")
        )
        assert again == kept
        check_against_the_plain_rule(row)
        transaction.set_rollback(True)


def play(row, name, purpose, at):
    if name == "grant":
        factory.agreed(row, purpose, at=at)
    elif name == "expire":
        consent._act(row, purpose, "email", ConsentAction.EXPIRE, source="system", at=at)
    else:
        {"confirm": consent.confirm, "withdraw": consent.withdraw, "object": consent.object_to}[name](
            row, purpose, "email", source="preferences", at=at
        )


def check_against_the_plain_rule(row):
    """Whoever refused at or after his last yes is not written to."""
    for purpose in ("news", "offers"):
        events = list(row.consent_events.filter(purpose=purpose))
        refused = max((e.at for e in events if e.action in {"withdraw", "object"}), default=None)
        agreed = max((e.at for e in events if e.action == "grant"), default=None)
        if agreed is None or (refused is not None and refused >= agreed):
            assert not gate.may_send(row, purpose, "email").allowed


def test_a_state_that_was_tampered_with_is_found_and_put_right():
    row = factory.agreed(factory.email())
    consent.withdraw(row, "news", "email", source="preferences")
    ConsentState.objects.filter(identifier=row).update(status=ConsentStatus.GRANTED)
    assert gate.may_send(row, "news", "email").allowed
    assert consent.rebuild_states([row.pk]) == 1
    assert not gate.may_send(row, "news", "email").allowed
    assert consent.rebuild_states([row.pk]) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_grant_and_withdrawal_at_once_leave_what_the_ledger_says():
    rows = [factory.agreed(factory.email()) for _ in range(6)]
    for row in rows:
        results = together(
            lambda row=row: consent.withdraw(row, "news", "email", source="one_click"), lambda row=row: factory.agreed(row),
            lambda row=row: consent.withdraw(row, "news", "email", source="link"), lambda row=row: factory.agreed(row),
        )  # fmt: skip
        assert [one for one in results if isinstance(one, Exception)] == []
    assert queries.differences([row.pk for row in rows]) == []
    assert ConsentEvent.objects.count() == 6 * 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@one_writer_at_a_time
def test_without_the_lock_two_at_once_leave_a_state_that_the_ledger_does_not_say(monkeypatch):
    """The negative control: each derives from what it sees, and the last to write wins."""
    import threading

    meet, real = threading.Barrier(2), consent._keep_state

    def slow(*args):
        meet.wait(10)
        return real(*args)

    rows = [factory.agreed(factory.email()) for _ in range(4)]
    manager = type(Identifier.objects)
    monkeypatch.setattr(manager, "select_for_update", lambda self: self.all())
    monkeypatch.setattr(consent, "_keep_state", slow)
    for row in rows:
        together(
            lambda row=row: consent.withdraw(row, "news", "email", source="one_click"),
            lambda row=row: consent.object_to(row, "news", "email", source="link"),
        )
    assert ConsentEvent.objects.count() == 12
    states = {s.identifier_id: s.status for s in ConsentState.objects.all()}
    derived = {row.pk: queries.derive(row.consent_events.all()).status for row in rows}
    assert set(derived.values()) == {ConsentStatus.OBJECTED}
    assert queries.differences([row.pk for row in rows]) != [] or states != derived


def test_what_was_sent_is_noted_once_a_reference_and_can_be_taken_back():
    row = factory.email()
    made = [Made(row.party_id, "email", "news", f"messaging.message:{n}", row.pk) for n in (1, 2, 2)]
    assert consent.note_contacts(made) == 2
    assert consent.note_contacts(made) == 0
    assert Contact.objects.count() == 2
    assert consent.drop_contacts(["messaging.message:1", "messaging.message:9"]) == 1
    assert consent.note_contacts([]) == consent.drop_contacts([]) == 0


def test_an_address_is_suppressed_once_and_the_graver_reason_stays():
    one = consent.suppress("Reader@mail.example", "email", reason="complaint")
    assert consent.suppress("reader@MAIL.example", "email", reason="complaint") == one
    assert consent.suppress("reader@mail.example", "email", reason="bounce", note="550 5.1.1") == one
    assert consent.suppress("reader@mail.example", "email", reason="request").reason == SuppressionReason.BOUNCE
    assert "reader" not in one.address_hash
    assert list(queries.suppressions_for("READER@mail.example")) == [one]
    assert list(queries.suppressions_for("else@mail.example")) == list(queries.suppressions_for("\x00")) == []


def test_a_suppression_is_lifted_once_for_a_reason_and_may_come_again():
    agent = accounts.user(roles=("agent",))
    row = consent.suppress("reader@mail.example", "email", reason="bounce")
    with pytest.raises(ValueError, match="reason"):
        consent.lift(row, by=agent, reason="  ")
    assert consent.lift(row, by=agent, reason="The mailbox is back, he telephoned.")
    assert not consent.lift(row, by=agent, reason="again")
    assert (row.lifted_by, row.lifted_because) == (agent, "The mailbox is back, he telephoned.")
    assert gate.address_verdict("reader@mail.example", "email", "account").allowed
    assert consent.suppress("reader@mail.example", "email", reason="bounce") != row


def test_who_left_and_agrees_anew_has_lifted_his_own_wish_but_no_complaint():
    row = factory.email()
    for why in ("erasure", "complaint"):
        consent.suppress(row.value_norm, "email", reason=why, purpose="" if why == "erasure" else "offers")
    factory.agreed(factory.agreed(row), "offers")
    assert [s.reason for s in Suppression.objects.filter(lifted_at=None)] == ["complaint"]
    assert (gate.may_send(row, "news", "email").allowed, gate.may_send(row, "offers", "email").allowed) == (True, False)


@pytest.mark.django_db
def test_the_words_bear_the_name_editors_gave_the_site():
    """Who agrees must know to whom: the name on the pages, not that of the software."""
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page_id": 1, "site_name": "Calder & Finch"})
    before = queries.current_text("news", "de")
    consent.publish_house_texts()
    after = queries.current_text("news", "de")
    assert (after.version, "Calder & Finch" in after.body) == (before.version + 1, True)
    consent.publish_house_texts()
    assert queries.current_text("news", "de") == after

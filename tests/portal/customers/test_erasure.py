"""Leaving: everything that names the customer goes from tables, files, index and caches; what stays says why; cut off, it goes on."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import IntegrityError, connection, transaction

from community.chat.models import Message
from knowledgebase.feedback import actions as feedback
from knowledgebase.feedback.models import MissingAnswer
from portal.accounts.models import AuditEntry
from portal.core import privacy
from portal.core.clock import now
from portal.core.privacy import Declaration
from portal.customers import gate
from portal.customers.actions import privacy as actions
from portal.customers.enums import ErasureState, IdentifierKind
from portal.customers.models import Erasure, Identifier, Interaction, Party, Suppression
from portal.customers.privacy import farewell, tasks
from portal.customers.privacy.words import title_of
from portal.customers.queries import privacy as reads
from portal.site import actions as site
from tests.caches import everything_kept
from tests.factories import accounts
from tests.portal.customers import canaries, lived
from tests.portal.customers.canaries import CANARY

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    for name in ("MEDIA_ROOT", "OUTBOX_DIR", "EXPORTS_DIR", "ERASURE_JOURNAL"):
        setattr(settings, name, tmp_path / name.lower())
    return [tmp_path]


def carried_out(erasure):
    tasks.erase.call(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def ask(user, **choices):
    choices = {"keep_words": False, "at_once": True, "language": "en"} | choices
    return actions.ask_erasure(user.party, by=user, **choices)


def test_after_an_erasure_no_word_of_the_customer_is_left_anywhere(client, folders):
    user = lived.customer(client)
    tasks.make_export.call(user.party.data_exports.get().pk)
    subject = lived.filled(user)
    planted = canaries.plant(subject)
    assert sum(map(len, planted.values())) > 40
    assert len(canaries.found_in_database()) > 40
    assert len(canaries.found_in_files(*folders)) >= 1
    erasure = carried_out(ask(user))
    assert erasure.state == ErasureState.DONE
    assert ", ".join(canaries.found_in_database()) == ""
    assert canaries.found_in_files(*folders) == []
    assert [key for key, value in everything_kept().items() if CANARY.encode() in value] == []


@pytest.mark.slow
def test_without_its_declaration_a_table_keeps_the_word_and_the_search_finds_it(client):
    """The negative control: the dump above is able to find what an erasure leaves behind."""
    user = lived.customer(client)
    canaries.plant(lived.filled(user))
    before = privacy.declarations._things["chat.Membership"], privacy.declarations._things["feedback.Vote"]
    try:
        privacy.declarations._things["feedback.Vote"] = Declaration("feedback.Vote", of=("party",), keep="Because.")
        carried_out(ask(user))
    finally:
        privacy.declarations._things["feedback.Vote"] = before[1]
    assert canaries.found_in_database() == ["feedback_vote.text"]


def test_every_table_that_keeps_rows_says_why_in_the_report(client):
    user = lived.customer(client)
    subject = lived.filled(user)
    erasure = carried_out(ask(user))
    said = {line.title: line for line in reads.report(erasure)}
    for declaration in canaries.declared():
        line = said[title_of(declaration)]
        assert line.count >= 1
        if declaration.rows(subject).exists():
            assert line.kept, declaration.label
    assert erasure.subject == {}


def test_the_login_is_gone_and_its_sessions_with_it(client):
    user = lived.customer(client)
    assert client.get("/en/me/").status_code == 200
    carried_out(ask(user))
    assert client.get("/en/me/").status_code == 302
    user.refresh_from_db()
    assert (user.email, user.is_active, user.has_usable_password()) == (f"erased-{user.pk}@erased.invalid", False, False)
    response = client.post("/en/accounts/login/", {"login": lived.EMAIL, "password": accounts.PASSWORD})
    assert response.status_code == 200
    assert not client.session.get("_auth_user_id")


def test_words_in_rooms_may_stay_without_the_name(client):
    user = lived.customer(client)
    carried_out(ask(user, keep_words=True))
    message = Message.objects.get(sender=user.party)
    assert message.body_md == f"I am {CANARY} still."
    assert message.sender_name == f"guest-{user.party.pk}"
    assert message.deleted_at is None
    assert set(canaries.found_in_database()) == {"chat_message.body_md", "chat_message.body_html"}


def test_words_that_go_leave_a_gap_that_open_rooms_hear_of(client):
    user = lived.customer(client)
    before = Message.objects.get(sender=user.party)
    carried_out(ask(user))
    after = Message.objects.get(pk=before.pk)
    assert (after.body_md, after.body_html, after.gone) == ("", "", "deleted")
    assert after.change_seq > before.change_seq


def test_nobody_writes_to_the_address_again_but_it_may_sign_up_anew(client):
    user = lived.customer(client)
    carried_out(ask(user))
    stopped = gate.address_hash(IdentifierKind.EMAIL, lived.EMAIL)
    assert Suppression.objects.filter(address_hash=stopped, channel="email", reason="erasure").exists()
    assert not gate.address_verdict(lived.EMAIL, "email", "news").allowed
    assert gate.address_verdict(lived.EMAIL, "email", "account").allowed
    again = accounts.user(lived.EMAIL, handle=CANARY)
    assert again.party.pk != user.party.pk


def test_all_parties_read_as_one_are_erased_together(client):
    user = lived.customer(client)
    other = Party.objects.get(billed_name=f"{CANARY} senior")
    carried_out(ask(user))
    other.refresh_from_db()
    assert other.erased_at is not None
    assert not Identifier.objects.filter(party=other, ended_at=None).exists()


def test_somebody_else_loses_nothing(client):
    neighbour = accounts.user("neighbour@mail.example", handle="neighbour")
    user = lived.customer(client)
    before = Interaction.objects.exclude(party=user.party).exclude(party__alias__canonical=user.party).count()
    carried_out(ask(user))
    neighbour.refresh_from_db()
    assert neighbour.is_active
    assert neighbour.party.handle == "neighbour"
    assert Identifier.objects.filter(party=neighbour.party, value_norm="neighbour@mail.example", ended_at=None).exists()
    assert Interaction.objects.filter(party=user.party, attrs={}).count() == Interaction.objects.filter(party=user.party).count()
    assert before == Interaction.objects.exclude(party=user.party).exclude(party__alias__canonical=user.party).count()


@pytest.mark.slow
def test_cut_off_anywhere_it_goes_on_and_does_nothing_twice(client, monkeypatch):
    user = lived.customer(client)
    canaries.plant(lived.filled(user))
    erasure, done = ask(user), []
    whole = privacy.erased

    def cut_off(declaration, subject):
        if len(done) % 4 == 3:
            done.append("cut")
            raise KeyboardInterrupt
        done.append(declaration.label)
        return whole(declaration, subject)

    monkeypatch.setattr(privacy, "erased", cut_off)
    for _try in range(60):
        try:
            tasks.erase.call(erasure.pk)
            break
        except KeyboardInterrupt:
            continue
    labels = [one for one in done if one != "cut"]
    assert done.count("cut") > 5
    assert len(labels) == len(set(labels))
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert canaries.found_in_database() == []


def test_a_step_that_fails_leaves_its_table_as_it_was(client, monkeypatch):
    user = lived.customer(client)
    facts = list(user.party.facts.values_list("value", flat=True))

    def fail(declaration, subject):
        declaration.rows(subject).exists()
        raise RuntimeError("disk")

    monkeypatch.setattr(privacy, "erased", fail)
    with pytest.raises(RuntimeError, match="disk"):
        tasks.erase.call(ask(user).pk)
    assert list(user.party.facts.values_list("value", flat=True)) == facts


def test_one_that_was_cut_off_is_taken_up_by_the_clock(client):
    user = lived.customer(client)
    erasure = ask(user)
    actions.begin_erasure(erasure.pk)
    assert tasks.look_after.call() == 0
    Erasure.objects.filter(pk=erasure.pk).update(started_at=now() - timedelta(minutes=20))
    assert tasks.look_after.call() == 1


def test_it_waits_fourteen_days_and_may_be_taken_back(client, monkeypatch):
    user = accounts.user()
    erasure = ask(user, at_once=False)
    assert (erasure.due_at - erasure.asked_at).days in {13, 14}
    tasks.erase.call(erasure.pk)
    assert tasks.look_after.call() == 0
    user.refresh_from_db()
    assert user.is_active
    actions.withdraw_erasure(erasure, by=user)
    with pytest.raises(actions.TooLateError):
        actions.withdraw_erasure(erasure, by=user)
    Erasure.objects.update(due_at=now())
    tasks.erase.call(erasure.pk)
    user.refresh_from_db()
    assert user.is_active
    assert AuditEntry.objects.filter(act="privacy.erasure_withdrawn").count() == 1


def test_staff_give_their_role_back_first(client):
    user = accounts.user(roles=("agent",))
    with pytest.raises(actions.StillStaffError):
        ask(user)
    assert Erasure.objects.count() == 0


def test_asking_twice_is_refused():
    user = accounts.user()
    ask(user, at_once=False)
    with pytest.raises(actions.AlreadyAskedError):
        ask(user)
    assert Erasure.objects.count() == 1


def run(statement, *, with_pass):
    with transaction.atomic(), canaries.erasure_pass() if with_pass else nullcontext(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_an_erasure_may_empty_append_only_tables_and_only_their_personal_columns(client):
    user = lived.customer(client)
    row = Interaction.objects.filter(party=user.party).first()
    statements = {
        f"UPDATE customers_interaction SET attrs = '{{}}' WHERE id = {row.pk}": False,  # noqa: S608 - a number of ours
        f"UPDATE customers_interaction SET kind = 'forged' WHERE id = {row.pk}": True,  # noqa: S608 - same
        f"DELETE FROM customers_interaction WHERE id = {row.pk}": True,  # noqa: S608 - same
    }
    for statement, with_pass in statements.items():
        with pytest.raises(IntegrityError, match="append-only"):
            run(statement, with_pass=with_pass)
    with canaries.erasure_pass():
        assert Interaction.objects.filter(pk=row.pk).update(attrs={}, key=None) == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Interaction.objects.filter(pk=row.pk).update(attrs={"a": 1})
    row.refresh_from_db()
    assert row.attrs == {}


def test_the_audit_log_cannot_be_changed(client):
    user = lived.customer()
    entry = AuditEntry.objects.first()
    for change in ({"act": "forged"}, {"reason": "forged"}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEntry.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.filter(pk=entry.pk, act=entry.act, reason=entry.reason).exists()
    assert user.is_active


def test_the_journey_asks_for_the_password_and_the_address(client, settings):
    user = accounts.user("leaver@mail.example")
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    response = client.get("/en/me/privacy/leave/")
    assert response.url.startswith("/en/accounts/reauthenticate/")
    assert client.post(response.url, {"password": accounts.PASSWORD}).status_code == 302
    assert client.get("/en/me/privacy/leave/").status_code == 200
    wrong = client.post("/en/me/privacy/leave/", {"words": "drop", "when": "now", "typed": "else@mail.example"})
    assert wrong.status_code == 200
    assert Erasure.objects.count() == 0
    mail.outbox.clear()
    done = client.post("/en/me/privacy/leave/", {"words": "drop", "when": "now", "typed": "Leaver@mail.example"})
    erasure = Erasure.objects.get()
    assert done.url == farewell.report_path(erasure)
    assert "under way" in client.get(done.url).content.decode() or "begins" in client.get(done.url).content.decode()
    assert len(mail.outbox) == 1
    assert settings.SITE_URL + done.url in mail.outbox[0].body
    carried_out(erasure)
    client.logout()
    page = client.get(done.url).content.decode()
    assert "It was done on" in page
    assert "leaver@mail.example" not in page


def test_a_forged_report_address_shows_nothing(client):
    erasure = ask(accounts.user(), at_once=False)
    address = farewell.report_path(erasure)
    assert client.get(address).status_code == 200
    assert client.get(address[:-3] + "xx/").status_code == 404
    assert client.get("/en/me/privacy/report/%00/").status_code == 404


def test_the_customer_takes_it_back_on_his_page(client):
    user = accounts.user()
    client.force_login(user)
    ask(user, at_once=False)
    assert "I changed my mind" in client.get("/en/me/privacy/").content.decode()
    assert client.post("/en/me/privacy/stay/").status_code == 302
    assert Erasure.objects.get().state == ErasureState.WITHDRAWN
    assert client.post("/en/me/privacy/stay/").status_code == 404


def test_an_administrator_erases_for_a_reason_typed_twice(client):
    user = accounts.user()
    chief = accounts.user(roles=("administrator",))
    client.force_login(chief)
    address = f"/desk/customers/{user.party.pk}/privacy/"
    refused = client.post(address, {"erase": "1", "erase-reason": "Asked by letter", "erase-words": "drop", "erase-typed": "0"})
    assert refused.status_code == 200
    assert Erasure.objects.count() == 0
    done = client.post(address, {"erase": "1", "erase-reason": "Asked by letter", "erase-words": "drop", "erase-typed": f"{user.party.pk}"})
    assert done.status_code == 302
    entry = AuditEntry.objects.get(act="privacy.erasure_asked")
    assert (entry.actor_id, entry.reason, entry.about_id) == (chief.pk, "Asked by letter", user.party.pk)


def test_after_an_older_backup_is_restored_the_erasure_is_carried_out_again(client, capsys):
    from django.core.management import call_command

    user = lived.customer(client)
    point = transaction.savepoint()
    carried_out(ask(user))
    transaction.savepoint_rollback(point)  # the backup comes back
    assert canaries.found_in_database() != []
    call_command("repeat_erasures")
    assert capsys.readouterr().out == "1 erasures were carried out again.\n"
    assert canaries.found_in_database() == []
    call_command("repeat_erasures")
    assert capsys.readouterr().out == "0 erasures were carried out again.\n"


def test_a_search_that_another_customer_made_too_stays(client):
    user, other = lived.customer(client), accounts.user()
    site.note_nothing_found("lost gasket", language="en", by=user)
    site.note_nothing_found("Lost gasket", language="en", by=other)
    site.note_nothing_found("only his", language="en", by=user)
    for text in ("lost gasket", "lost gasket", "only his", "only his"):
        feedback.note_missing_answer(text, language="en")
    carried_out(ask(user))
    assert list(MissingAnswer.objects.values_list("text_norm", "times")) == [("lost gasket", 2)]

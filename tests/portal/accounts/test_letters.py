"""Mails leave by a worker: nothing is lost while the mail server is away, and no code stays readable."""

import json
import re
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends import smtp
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from portal.accounts import actions, mails, tasks
from portal.accounts.models import Letter
from portal.accounts.roles import Role
from portal.core import clock
from portal.jobs.work import later
from tests.factories import accounts
from tests.portal.jobs import sample_jobs
from tests.portal.jobs.test_reaper import start_worker, wait_until

pytestmark = pytest.mark.django_db
CARRIER = "django.core.mail.backends.locmem.EmailBackend"


class Carrier(EmailBackend):
    """A mail server that may be away, or answer with an error."""

    error: Exception | None = None

    def send_messages(self, messages):
        if Carrier.error:
            raise Carrier.error
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def letterbox(settings, monkeypatch):
    settings.EMAIL_BACKEND = "portal.accounts.letterbox.Letterbox"
    settings.MAIL_CARRIER = f"{__name__}.Carrier"
    monkeypatch.setattr(Carrier, "error", None)


def parsed(message):
    return BytesParser(policy=policy.default).parsebytes(message.message().as_bytes())


def body(message):
    return parsed(message).get_body(preferencelist=("plain",)).get_content()


def code_in(message):
    return re.search(r"^ {4}(\S+)$", body(message), re.MULTILINE)[1]


def everything_in_the_job_table():
    return json.dumps(list(DBTaskResult.objects.values()), default=str)


def test_a_code_waits_for_the_worker_and_signs_in_once_it_has_come(client):
    user = accounts.user()
    page = client.post("/en/accounts/login/code/", {"email": user.email})
    assert page.status_code == 302
    assert mail.outbox == []
    assert Letter.objects.get().recipients == [user.email]
    accounts.work_off_mails()
    (message,) = mail.outbox
    assert message.recipients() == [user.email]
    done = client.post(page.url, {"code": code_in(message)})
    assert (done.status_code, done.url) == (302, "/en/me/")


def test_a_code_is_readable_nowhere_once_it_has_left(client):
    client.post("/en/accounts/login/code/", {"email": accounts.user().email})
    waiting = everything_in_the_job_table()
    accounts.work_off_mails()
    code = code_in(mail.outbox[0])
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert code not in waiting
    assert code not in everything_in_the_job_table()
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("error", [ConnectionRefusedError(111, "Connection refused"), TimeoutError("timed out"), SMTPServerDisconnected("gone")])
def test_a_mail_server_that_is_away_breaks_no_page_and_loses_no_code(client, error, monkeypatch):
    Carrier.error = error
    page = client.post("/en/accounts/signup/", {"email": "new@mail.example", "handle": "amber-cup", "password1": accounts.PASSWORD})
    assert (page.status_code, page.url) == (302, "/en/accounts/confirm-email/")
    accounts.work_off_mails()
    row = DBTaskResult.objects.get(queue_name="mail")
    assert (row.status, len(row.worker_ids), Letter.objects.count(), mail.outbox) == ("READY", 1, 1, [])
    assert row.run_after < clock.now() + timedelta(seconds=4)
    Carrier.error = None
    soon = clock.now() + timedelta(seconds=4)
    monkeypatch.setattr("django_tasks_db.models.timezone.now", lambda: soon)
    accounts.work_off_mails()
    done = client.post(page.url, {"code": code_in(mail.outbox[0])})
    assert (done.status_code, done.url) == (302, "/en/me/")


def test_the_answer_of_a_server_that_repeats_the_code_is_not_kept(client):
    Carrier.error = SMTPDataError(451, b"try later: Your code for signing in: ABC-DEF")
    client.post("/en/accounts/login/code/", {"email": accounts.user().email})
    accounts.work_off_mails()
    row = DBTaskResult.objects.get()
    assert row.exception_class_path.endswith("NotSentError")
    assert "SMTPDataError 451" in row.traceback
    assert "ABC-DEF" not in everything_in_the_job_table()


def test_the_desk_shows_the_job_and_not_what_the_letter_says(client):
    Carrier.error = OSError("no route")
    client.post("/en/accounts/login/code/", {"email": accounts.user().email})
    code = re.search(rb"^ {4}(\S+)$", bytes(Letter.objects.get().content), re.MULTILINE)[1].decode()
    accounts.work_off_mails()
    row = DBTaskResult.objects.get()
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    for address in ("/desk/jobs/", f"/desk/jobs/{row.pk}/"):
        page = client.get(address).content.decode()
        assert "send_code" in page
        assert code not in page


def test_a_letter_of_a_transaction_that_rolls_back_never_leaves():
    class GivenUpError(Exception):
        pass

    def write_and_give_up():
        with transaction.atomic():
            send_mail("Subject", "Words", None, ["ann@mail.example"])
            raise GivenUpError

    with pytest.raises(GivenUpError):
        write_and_give_up()
    accounts.work_off_mails()
    assert (Letter.objects.count(), DBTaskResult.objects.count(), mail.outbox) == (0, 0, [])


def test_a_code_that_is_no_longer_good_is_dropped_unsent(client):
    client.post("/en/accounts/login/code/", {"email": accounts.user().email})
    letter = Letter.objects.get()
    assert timedelta(minutes=14) < letter.good_until - clock.now() <= timedelta(minutes=15)
    Letter.objects.update(good_until=clock.now() - timedelta(seconds=1))
    accounts.work_off_mails()
    assert (Letter.objects.count(), mail.outbox) == (0, [])


def test_stale_letters_are_forgotten_even_when_no_job_asks_for_them():
    send_mail("Old", "Words", None, ["ann@mail.example"])
    Letter.objects.update(good_until=clock.now() - timedelta(seconds=1))
    send_mail("New", "Words", None, ["ann@mail.example"])
    assert actions.drop_stale_letters() == 1
    accounts.work_off_mails()
    assert [parsed(message)["Subject"] for message in mail.outbox] == ["New"]


def test_a_letter_sent_twice_by_the_queue_leaves_once():
    send_mail("Once", "Words", None, ["ann@mail.example"])
    number = Letter.objects.get().pk
    accounts.work_off_mails()
    tasks.send_letter.call(number)
    assert len(mail.outbox) == 1


def test_codes_go_before_other_letters():
    send_mail("News", "Words", None, ["ann@mail.example"])
    mails.compose("account/email/login_code", "ben@mail.example", {"code": "ABC-DEF"}).send()
    accounts.work_off_mails()
    assert [message.recipients() for message in mail.outbox] == [["ben@mail.example"], ["ann@mail.example"]]


def test_every_part_of_a_letter_arrives_as_it_was_written():
    message = EmailMultiAlternatives("Grüße, 怡君", "Hallo\nFrom here", "حاسوب <help@mail.example>", ["ann@mail.example"], bcc=["ben@mail.example"])
    message.attach_alternative("<p>مرحبا</p>", "text/html")
    message.attach("list.csv", b"a;b\r\n1;2\r\n", "text/csv")
    message.send()
    accounts.work_off_mails()
    (left,) = mail.outbox
    read = parsed(left)
    assert (read["Subject"], read["From"], read["To"]) == ("Grüße, 怡君", "حاسوب <help@mail.example>", "ann@mail.example")
    assert sorted(left.recipients()) == ["ann@mail.example", "ben@mail.example"]
    assert b"ben@" not in left.message().as_bytes()
    assert body(left).splitlines() == ["Hallo", "From here"]
    assert read.get_body(preferencelist=("html",)).get_content().strip() == "<p>مرحبا</p>"
    assert [part.get_filename() for part in read.iter_attachments()] == ["list.csv"]


def test_the_smtp_carrier_takes_a_stored_letter(settings, monkeypatch):
    taken = []

    class Line:
        def sendmail(self, *envelope):
            taken.append(envelope)

    def open_line(self):
        self.connection = Line()
        return False

    monkeypatch.setattr(smtp.EmailBackend, "open", open_line)
    settings.MAIL_CARRIER = "django.core.mail.backends.smtp.EmailBackend"
    send_mail("Subject", "One\nTwo", "Desk <help@mail.example>", ["ann@mail.example"])
    accounts.work_off_mails()
    ((sender, recipients, content),) = taken
    assert (sender, recipients) == ("Desk <help@mail.example>", ["ann@mail.example"])
    assert b"One\r\nTwo" in content
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_letter_to_nobody_is_none():
    assert EmailMultiAlternatives("Subject", "Words", None, []).send() == 0
    assert Letter.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_code_lies_in_the_outbox_within_about_a_second_whatever_else_the_worker_does(settings):
    later(sample_jobs.nap, 20)
    process = start_worker(EMAIL_URL="outbox://")
    try:
        assert wait_until(lambda: DBTaskResult.objects.filter(task_path__endswith="nap", status="RUNNING").exists())
        mails.compose("account/email/login_code", "ann@mail.example", {"code": "ABC-DEF"}).send()
        begun = clock.now()
        assert wait_until(lambda: list(settings.OUTBOX_DIR.glob("*.eml")), 10)
        assert clock.now() - begun < timedelta(seconds=1.5)
        assert wait_until(lambda: not Letter.objects.exists(), 5)
        assert DBTaskResult.objects.get(task_path__endswith="nap").status == "RUNNING"
    finally:
        process.kill()
        process.wait(30)

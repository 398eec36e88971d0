"""E-mail over SMTP: one open connection, and what each answer of the server means."""

import pytest

from portal.core import clock
from portal.messaging import sender
from portal.messaging.channels import smtp
from portal.messaging.models import DeliveryEvent, Message
from portal.site.bench import mailing, smtp_sink
from tests.factories import messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(tmp_path, settings):
    with mailing.sink(tmp_path) as (port, path):
        settings.MAIL_CARRIER = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        yield lambda: smtp_sink.taken(path)


def test_many_mails_take_one_connection(server, monkeypatch):
    opened = []
    greet = smtp._greeted
    monkeypatch.setattr(smtp, "_greeted", lambda: opened.append(1) or greet())
    messages.mailing(*[messages.reader() for _n in range(30)])
    sender.send_due(seconds=30)
    assert messages.states() == {"sent": 30}
    assert (len(opened), len(server()), len(set(server()))) == (1, 30, 30)


def test_every_answer_of_the_server_has_its_meaning(server):
    for name in ("fine", "gone", "later", "spam", "lost", "also"):
        messages.mailing(messages.reader(address=f"{name}-1@mail.example"))
    sender.send_due(seconds=30)
    rows = {row.address_norm.partition("-")[0]: (row.state, row.reason) for row in Message.objects.all()}
    assert rows == {
        "fine": ("sent", ""), "also": ("sent", ""), "gone": ("failed", "no_mailbox"), "later": ("queued", "temporary"), "spam": ("failed", "refused"),
        "lost": ("unknown", rows["lost"][1]),
    }  # fmt: skip
    assert [(one.kind, one.message.address_norm) for one in DeliveryEvent.objects.all()] == [("hard", "gone-1@mail.example")]
    Message.objects.filter(state="queued").update(due_at=clock.now())
    sender.send_due(seconds=30)
    assert Message.objects.get(address_norm="later-1@mail.example").state == "sent"
    assert sorted(address for _id, address in server()) == ["also-1@mail.example", "fine-1@mail.example", "later-1@mail.example", "lost-1@mail.example"]


def test_an_advertisement_that_was_lost_is_not_sent_again_and_one_that_is_owed_is(server):
    messages.mailing(messages.reader(address="lost-2@mail.example"))
    messages.mailing(messages.reader("service", address="lost-3@mail.example"), purpose="service")
    for _time in range(8):
        sender.send_due(seconds=30)
    sent = server()
    assert [address for _id, address in sent].count("lost-2@mail.example") == 1
    assert [address for _id, address in sent].count("lost-3@mail.example") == 4
    assert len({message_id for message_id, address in sent if address == "lost-3@mail.example"}) == 1
    assert {row.reason for row in Message.objects.filter(state="unknown")} == {"not_resent", "resent_too_often"}


def test_a_server_that_is_away_costs_nothing(server, settings):
    settings.EMAIL_PORT = 1
    messages.mailing(messages.reader(), messages.reader())
    sender.send_due(seconds=5)
    assert {(row.state, row.tries) for row in Message.objects.all()} == {("queued", 0)}


def test_a_connection_the_server_closed_is_opened_again(server):
    line = smtp.Connection()
    mail = b"Message-ID: <a@b>\r\n\r\nhello\r\n"
    line.hand_over("a@portal.example", "b@mail.example", mail, lambda: None)
    line._smtp.sock.shutdown(2)
    line.hand_over("a@portal.example", "c@mail.example", mail, lambda: None)
    assert [address for _id, address in server()] == ["b@mail.example", "c@mail.example"]
    line.close()


def test_what_is_handed_over_is_begun_only_before_the_last_dot(server):
    begun = []
    line = smtp.Connection()
    with pytest.raises(smtp.RefusedError):
        line.hand_over("a@portal.example", "gone-1@mail.example", b"x\r\n", lambda: begun.append(1))
    assert begun == []
    with pytest.raises(smtp.LostError):
        line.hand_over("a@portal.example", "lost-1@mail.example", b"x\r\n", lambda: begun.append(1))
    assert begun == [1]


@pytest.mark.parametrize(
    ("code", "reply", "stage", "away", "again", "gone"),
    [
        (550, "5.1.1 x", "rcpt", False, False, True), (550, "no such user", "rcpt", False, False, True), (550, "5.7.1 spam", "rcpt", False, False, False),
        (552, "5.2.2 full", "rcpt", False, False, False), (450, "4.2.1 busy", "rcpt", False, True, False), (421, "bye", "mail", True, True, False),
        (530, "sign in", "mail", True, False, False), (550, "sender refused", "mail", True, False, False), (554, "5.7.1 no", "end", False, False, False),
    ],
)  # fmt: skip
def test_what_a_refusal_means(code, reply, stage, away, again, gone):
    error = smtp.RefusedError(code, reply, stage)
    assert (error.is_ours, error.is_for_now, error.is_no_mailbox) == (away, again, gone)

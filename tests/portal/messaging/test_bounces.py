"""Mails that come back: bounces, complaints, ways out and answers told apart; forged and damaged ones change nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.customers import gate, links
from portal.customers.models import ConsentEvent, Interaction, Suppression
from portal.messaging import references
from portal.messaging.bounces import reading
from portal.messaging.bounces.reading import Kind
from portal.messaging.bounces.reports import is_hard
from portal.messaging.bounces.taking_in import take_in
from portal.messaging.models import DeliveryEvent, Message
from tests.factories import messages

DSN = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--B
Content-Type: message/rfc822

From: help@portal.example
Message-ID: {message_id}
Subject: News

Hello
--B--
"""
ARF = """From: feedback@provider.example
To: abuse@portal.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an abuse report.
--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1
Version: 1
--B
Content-Type: message/rfc822

Message-ID: {message_id}

Hello
--B--
"""
EXIM = """From: Mail Delivery System <Mailer-Daemon@mx.example>
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  {address}
    host mx.example: 550 {said}

------ This is a copy of the message, including all the headers. ------

Message-ID: {message_id}
"""


def dsn(row=None, *, status="5.1.1", action="failed", said="550 5.1.1 no such user", to="help@portal.example", message_id=None):
    return DSN.format(
        to=to, address="ada@mail.example", status=status, action=action, said=said, message_id=message_id or references.rfc_message_id(row.pk if row else 7)
    ).encode()


@pytest.fixture
def row(db, settings):
    settings.MAIL_BOUNCES = "bounces@portal.example"
    messages.mailing(messages.reader())
    Message.objects.update(state="sent")
    return Message.objects.get()


def suppressed():
    return list(Suppression.objects.values_list("reason", flat=True))


def test_a_hard_bounce_stops_the_address_and_repeats_change_nothing(row):
    assert [take_in(dsn(row)) for _time in range(3)] == ["bounce"] * 3
    assert [(one.kind, one.detail["status"]) for one in DeliveryEvent.objects.all()] == [("hard", "5.1.1")]
    assert suppressed() == ["bounce"]
    assert gate.may_send(row.identifier, "account", "email").reason == gate.Reason.SUPPRESSED
    assert Interaction.objects.filter(kind="messaging.undeliverable").count() == 1


def test_a_full_mailbox_stops_nothing_until_it_was_full_five_times(row):
    party = row.party
    for _time in range(3):
        messages.mailing(party)
    rows = list(Message.objects.order_by("pk"))
    for one in rows:
        take_in(dsn(one, status="5.2.2", said="552 5.2.2 mailbox full"))
    take_in(dsn(rows[0], status="4.2.2", said="452 4.2.2 mailbox full"))  # the same message again is no fifth one
    assert suppressed() == []
    messages.mailing(party)
    take_in(dsn(Message.objects.latest("pk"), status="5.2.2", said="552 5.2.2 mailbox full"))
    assert suppressed() == ["bounce"]


def test_a_bounce_that_only_the_return_address_names_is_ours_too(row):
    raw = dsn(to=references.return_address(row.pk), message_id="<gone@elsewhere.example>")
    assert take_in(raw) == "bounce"
    assert suppressed() == ["bounce"]


@pytest.mark.parametrize("forged", ["<m1.00000000000000000000@portal.example>", "<x@portal.example>", "<m7.@portal.example>"])
def test_a_forged_bounce_stops_nobody(row, forged):
    assert take_in(dsn(message_id=forged.replace("m1.", f"m{row.pk}."))) == "not ours"
    assert suppressed() == []
    assert DeliveryEvent.objects.count() == 0


def test_a_complaint_stops_advertising_takes_consent_back_and_leaves_what_is_owed(row):
    assert take_in(ARF.format(kind="abuse", message_id=references.rfc_message_id(row.pk)).encode()) == "complaint"
    assert suppressed() == ["complaint"]
    assert ConsentEvent.objects.filter(action="withdraw", source="complaint").count() == 1
    assert not gate.may_send(row.identifier, "news", "email").allowed
    assert gate.may_send(row.identifier, "account", "email").allowed


def test_not_spam_is_no_complaint(row):
    assert take_in(ARF.format(kind="not-spam", message_id=references.rfc_message_id(row.pk)).encode()) != "complaint"
    assert suppressed() == []


def test_a_bounce_without_the_standard_is_read_by_what_its_server_writes(row):
    raw = EXIM.format(address="ada@mail.example", said="5.1.1 User unknown", message_id=references.rfc_message_id(row.pk)).encode()
    assert take_in(raw) == "bounce"
    assert DeliveryEvent.objects.get().kind == "hard"


def test_a_delay_is_no_bounce(row):
    assert take_in(dsn(row, action="delayed", status="4.4.1", said="connection timed out")) != "bounce"
    assert DeliveryEvent.objects.count() == 0


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied\nSubject: Re: News",
        "Subject: Out of office: back on Monday",
        "Subject: =?utf-8?q?Automatische_Antwort=3A_Urlaub?=",
        "X-Autoreply: yes\nSubject: I am away",
        "Precedence: auto_reply\nSubject: I could not be delivered from my holidays",
        "Auto-Submitted: auto-generated\nSubject: Undeliverable holidays",
    ],
)
def test_a_vacation_notice_is_neither_bounce_nor_answer(row, head):
    raw = f"From: ada@mail.example\nIn-Reply-To: {references.rfc_message_id(row.pk)}\n{head}\n\nI am away, user unknown to me.\n".encode()
    assert take_in(raw) == "automatic"
    assert DeliveryEvent.objects.count() == 0


def test_an_answer_is_noted_once(row):
    raw = f"From: ada@mail.example\nMessage-ID: <r1@mail.example>\nIn-Reply-To: {references.rfc_message_id(row.pk)}\nSubject: Re: News\n\nThank you\n".encode()
    assert [take_in(raw), take_in(raw)] == ["reply", "reply"]
    assert [one.kind for one in DeliveryEvent.objects.all()] == ["replied"]


def test_a_mail_to_the_way_out_takes_consent_back(row):
    address = links.unsubscribe_address(row.identifier, "news", "email")
    raw = f"From: ada@mail.example\nTo: <{address}>\nMessage-ID: <u1@mail.example>\nSubject: unsubscribe\n\n".encode()
    assert [take_in(raw), take_in(raw)] == ["way_out", "way_out"]
    assert ConsentEvent.objects.filter(action="withdraw", source="mailto").count() == 1
    assert not gate.may_send(row.identifier, "news", "email").allowed


def test_a_forged_way_out_takes_nothing_back(row):
    address = links.unsubscribe_address(row.identifier, "news", "email").replace(f"u{row.identifier_id}-", f"u{row.identifier_id + 1}-")
    take_in(f"From: ada@mail.example\nTo: <{address}>\nSubject: unsubscribe\n\n".encode())
    assert ConsentEvent.objects.filter(action="withdraw").count() == 0


@pytest.mark.parametrize(
    ("status", "said", "hard"),
    [
        ("5.1.1", "", True), ("5.1.2", "", True), ("5.1.10", "", True), ("5.1.8", "", False), ("5.2.2", "", False), ("4.1.1", "", False),
        ("5.7.1", "550 5.7.1 blocked for spam", False), ("5.0.0", "550 user unknown", True), ("5.0.0", "550 rejected", False), ("5.2.1", "disabled", True),
        ("5.4.4", "Host or domain name not found", True), ("", "550 5.1.1 x", True), ("", "550 no such user", True), ("", "452 mailbox full", False),
        ("", "550 listed in a blacklist", False), ("", "mailbox is full", False), ("4.4.7", "550 user unknown", False),
    ],
)  # fmt: skip
def test_what_a_status_says_of_an_address(status, said, hard):
    assert is_hard(status, said) == hard


def test_the_interpreters_own_mails_are_read_without_a_fault_and_are_no_bounces_of_ours(db):
    samples = pytest.importorskip("test.test_email", reason="this interpreter came without its own tests (test.test_email)")
    files = [path for path in (Path(samples.__file__).parent / "data").iterdir() if path.suffix == ".txt"]
    assert len(files) > 40
    kinds = {path.name: reading.read(path.read_bytes()).kind for path in files}
    assert {name for name, kind in kinds.items() if kind == Kind.BOUNCE} <= {"msg_05.txt", "msg_16.txt", "msg_43.txt"}
    assert kinds["msg_43.txt"] == Kind.BOUNCE
    assert {take_in(path.read_bytes()) for path in files} <= {"not ours", "other", "automatic", "reply"}
    assert Suppression.objects.count() == 0


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.integers(0, 1500), st.integers(0, 40))
def test_damaged_mails_are_read_without_a_fault(noise, place, length):
    whole = dsn(message_id="<x@y>")
    assert reading.read(whole[:place] + noise + whole[place + length :]).kind in Kind
    assert reading.read(noise).kind in Kind


def test_a_maildir_is_read_once(row, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(dsn(row))
    (tmp_path / "new" / "2.host").write_bytes(b"\xff\x00 no mail at all")
    out = io.StringIO()
    call_command("read_mail", maildir=tmp_path, stdout=out)
    assert out.getvalue().strip() == "1 bounce, 1 other"
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    out = io.StringIO()
    call_command("read_mail", maildir=tmp_path, stdout=out)
    assert out.getvalue().strip() == "nothing new"
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("read_mail", maildir=tmp_path / "new")

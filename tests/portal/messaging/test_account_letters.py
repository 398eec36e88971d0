"""The letters of accounts ask the gate too: an address that bounced gets none."""

import pytest
from django.core.mail import EmailMessage

from portal.accounts import gates
from portal.accounts.letterbox import Letterbox
from portal.accounts.models import Letter
from portal.customers import actions as customer_actions
from portal.customers.actions import contacts
from portal.customers.models import Contact
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return lambda: sorted(path.read_bytes().count(b"To:") for path in settings.OUTBOX_DIR.glob("*.eml"))


def write(*recipients):
    Letterbox().send_messages([EmailMessage("Code", "123456", "help@portal.example", list(recipients))])
    accounts.work_off_mails()


def test_a_letter_goes_to_an_address_nothing_is_known_of(outbox):
    write("ada@mail.example")
    assert len(outbox()) == 1
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(("reason", "letters"), [("bounce", 0), ("staff", 0), ("complaint", 1), ("request", 1), ("erasure", 1)])
def test_only_what_bounced_or_was_blocked_stops_a_letter(outbox, reason, letters):
    contacts.suppress("ada@mail.example", "email", reason=reason)
    write("ADA@mail.example")
    assert len(outbox()) == letters
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("address", ["root@localhost", "x" * 400, "", "a\x00b", "nobody"])
def test_an_odd_address_is_the_carriers_to_judge(address):
    assert gates.let_through([address]) == [address]


def test_one_of_two_recipients_still_gets_it(outbox):
    contacts.suppress("gone@mail.example", "email", reason="bounce")
    write("ada@mail.example", "gone@mail.example")
    assert len(outbox()) == 1


def test_a_letter_that_left_stands_in_the_ledger_of_everything_that_reached_a_person(outbox):
    user = accounts.user("ada@mail.example")
    stranger = customers.party()
    customer_actions.add_identifier(stranger, "email", "ada@mail.example", by=None, source="import")
    write('"Ada" <ADA@mail.example>', "nobody-we-know@mail.example")
    [noted] = Contact.objects.all()
    assert (noted.party, noted.purpose, noted.channel, noted.reference.split(":")[0]) == (user.party, "account", "email", "accounts.letter")


def test_a_letter_that_did_not_leave_is_not_noted(outbox):
    accounts.user("ada@mail.example")
    contacts.suppress("ada@mail.example", "email", reason="bounce")
    write("ada@mail.example")
    assert Contact.objects.count() == 0

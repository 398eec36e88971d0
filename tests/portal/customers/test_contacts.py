"""The contact ledger is forgotten once nothing looks back so far; what caps count stays."""

from datetime import timedelta

import pytest

from portal.core import pruning
from portal.core.clock import now
from portal.core.schedules import schedules
from portal.customers import gate
from portal.customers.actions import consent, contacts
from portal.customers.actions.contacts import Made
from portal.customers.gate import Reason
from portal.customers.models import Contact
from tests.factories import consent as factory

pytestmark = pytest.mark.django_db


def test_old_contacts_go_and_those_that_count_stay(settings, monkeypatch):
    settings.CONTACT_DAYS = 62
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    row = factory.agreed(factory.email(), purpose="offers")
    for days in (63, 64, 65, 400, 61, 0):
        consent.note_contacts([Made(row.party_id, "email", "offers", f"test:{days}", row.pk, now() - timedelta(days=days))])
    before = gate.may_send(row, "offers", "email").reason
    assert contacts.forget_old_contacts() == 4
    assert set(Contact.objects.values_list("reference", flat=True)) == {"test:61", "test:0"}
    assert (before, gate.may_send(row, "offers", "email").reason) == (Reason.CAPPED, Reason.CAPPED)
    assert contacts.forget_old_contacts() == 0


def test_it_is_done_every_night():
    assert schedules["customers.forget_contacts"].at is not None

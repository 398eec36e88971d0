"""What we hold of somebody, drawn: markup for himself and for staff, and hostile words stay words."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from portal.customers import proofs
from portal.customers.actions import consent
from portal.customers.queries import consent as queries
from tests.factories import accounts
from tests.factories import consent as factory

pytestmark = pytest.mark.django_db
THEN, LATER = datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 4, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def row():
    row = factory.email(address="mara@example.com")
    text = queries.current_text("news", "en")
    consent.grant(row, "news", "email", source="preferences", text=text, at=THEN)
    consent.withdraw(row, "news", "email", source="telephone", evidence={"said": "<b>enough</b>"}, by=accounts.user(first_name="Noor<i>"), at=LATER)
    return row


def held(row, **whom):
    return proofs.drawn(queries.proofs_of_parties([row.party_id]), **whom)


def test_nothing_said_is_told_as_nothing():
    assert proofs.drawn([], open_book=True) == '<p class="soft">Nothing was ever said: there is no consent, and no refusal.</p>'


def test_the_customer_reads_what_holds_since_when_and_the_words(row):
    text = queries.current_text("news", "en")
    page = held(row, open_book=False)
    assert page.startswith('<ul class="plain-list stack tight"><li class="card"><div class="row between"><h3>')
    assert '<span class="tag">Withdrawn</span>' in page
    assert '<p class="small soft">since <time datetime="2026-04-02T' in page
    assert f'<span class="soft" lang="en" dir="auto">{text.body}</span><br><span class="soft">Version 1 (en), fingerprint {text.sha256[:16]}</span>' in page
    assert page.count("<li>") == 2
    for kept_back in ("mara@example.com", "enough", "Noor"):
        assert kept_back not in page


def test_staff_read_who_noted_it_and_what_was_said(row):
    page = held(row, open_book=True, for_staff=True)
    assert page.startswith('<ul class="list"><li><div class="row between"><span class="strong">')
    assert '<bdi dir="ltr">mara@example.com</bdi> · since ' in page
    assert "<br>“<bdi>&lt;b&gt;enough&lt;/b&gt;</bdi>”" in page
    assert "Noor&lt;i&gt;" in page
    assert "<b>" not in page


def test_it_is_told_in_the_readers_language(row):
    with override("de"):
        page = held(row, open_book=False)
    assert '<span class="tag">Widerrufen</span>' in page
    assert "Withdrawn" not in page

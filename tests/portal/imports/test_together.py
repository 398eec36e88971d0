"""Consents and acts of many new lines are written together: the very rows that one line after the other would write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.customers import events
from portal.customers.actions import consent, listing
from portal.customers.enums import ConsentSource, ContactChannel, Purpose
from portal.customers.models import ConsentEvent, ConsentState, Interaction, Party
from portal.customers.queries import consent as reads
from portal.imports.models import ImportRow
from tests.factories import consent as factory
from tests.portal.imports.test_imports import brought, staff

pytestmark = pytest.mark.django_db
NAMES = ["Ada Nordmann", "Ben Ostwald", "Cleo Südhoff", "Dora Westphal", "Emil Kranz", "Fritz Dorn", "Gesa Lamm", "Hugo Pfeil"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def a_list(where):
    """People who agreed to one thing, to both, to nothing, and one without an address."""
    lines = ["Name;email;Newsletter;offers;Nachweis"]
    for number, name in enumerate(NAMES):
        news, offers = "ja" if number % 2 else "", "ja" if number % 3 == 0 else ""
        mail = f"{name.split()[0].lower()}@{where}.example"
        lines.append(f"{name};{mail};{news};{offers};Karte {number}")
    return "\n".join([*lines, "Ohne Adresse;;;;"]) + "\n"


def written(one, known):
    """All that was written of those who are new, without the numbers of rows and the moments."""
    parties = Party.objects.exclude(pk__in=known)
    names = {party.pk: party.billed_name for party in parties}
    acts = ConsentEvent.objects.filter(identifier__party__in=parties).select_related("identifier").order_by("pk")
    states = ConsentState.objects.filter(identifier__party__in=parties).select_related("identifier")
    facts = Interaction.objects.filter(party__in=parties)
    local = {row.pk: row.identifier.value_norm.partition("@")[0] for row in acts}
    return {
        "acts": sorted(
            (local[row.pk], row.purpose, row.channel, row.action, row.basis, row.source, str(row.evidence), row.actor_id, row.text_id,
             row.effective_at, row.ends_at, row.key.partition(":")[2].partition(":")[2]) for row in acts
        ),
        "states": sorted((local[row.event_id], row.purpose, row.channel, row.status, row.since_at == row.event.at, row.until_at) for row in states),
        "told": sorted(
            (names[row.party_id], row.kind, row.channel, row.direction, row.source, str(row.attrs), row.actor_id, row.about_id, row.cost_minor,
             row.currency, row.amount, row.identifier_id is not None, row.key.partition(":")[0]) for row in facts
        ),
        "rows": sorted((row.label, row.state, len(row.after["facts"]), len(row.after["identifiers"])) for row in ImportRow.objects.filter(of=one)),
    }  # fmt: skip


def test_lines_written_together_leave_the_rows_that_lines_one_by_one_leave(monkeypatch):
    staff()
    known = set(Party.objects.values_list("pk", flat=True))
    together = written(brought("customers", a_list("mailbox")), known)
    known = set(Party.objects.values_list("pk", flat=True))
    Party.objects.filter(pk__in=known, user=None).update(erased_at="2020-01-01T00:00Z")
    monkeypatch.setattr(listing, "_open_many", lambda *_lines, **_more: {})
    alone = written(brought("customers", a_list("mailbox")), known)
    assert together == alone
    assert len(together["acts"]) == 7
    assert len(together["told"]) == 9 + 7


def test_what_was_written_together_is_what_the_ledger_says():
    brought("customers", a_list("mailbox"))
    assert reads.differences(ConsentState.objects.values_list("identifier_id", flat=True)) == []


def test_more_lines_cost_no_more_statements():
    def statements(text):
        one = brought("customers", text, run=False)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            listing_only(one)
        return len(asked)

    def listing_only(one):
        from portal.imports import actions

        actions.begin(one, by=one.by)
        actions.work_on(one)

    head, *lines = a_list("one").splitlines()
    few = statements("\n".join([head, *lines[:2]]))
    assert statements("\n".join([head, *(line.replace("one.example", "two.example") for line in lines[2:])])) <= few + 1


def test_each_consent_of_many_is_announced(django_capture_on_commit_callbacks):
    heard = []

    def listens(**facts):
        heard.append((facts["purpose"], facts["status"]))

    events.consent_changed.connect(listens)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            brought("customers", a_list("mailbox"))
    finally:
        events.consent_changed.disconnect(listens)
    assert sorted(heard) == [("news", "granted")] * 4 + [("offers", "granted")] * 3


@pytest.mark.parametrize(
    ("source", "evidence", "channel", "fault"),
    [
        (ConsentSource.FORM, {"said": "x"}, ContactChannel.EMAIL, ValueError),
        (ConsentSource.IMPORT, {}, ContactChannel.EMAIL, consent.NoProofError),
        (ConsentSource.IMPORT, {"said": "x"}, ContactChannel.SMS, consent.UnfitError),
    ],
)
def test_what_one_alone_would_be_refused_many_are_refused_too(source, evidence, channel, fault):
    row = factory.email()
    with pytest.raises(fault):
        consent.grant_many([consent.Agreed(row, Purpose.NEWS, channel, evidence, "k")], source=source, by=None)
    assert (ConsentEvent.objects.count(), ConsentState.objects.count()) == (0, 0)


def test_the_same_key_among_many_is_one_act():
    row = factory.email()
    for _twice in range(2):
        consent.grant_many(
            [consent.Agreed(row, Purpose.NEWS, ContactChannel.EMAIL, {"said": "x"}, "k")], source=ConsentSource.IMPORT, by=None
        )
    assert (ConsentEvent.objects.count(), ConsentState.objects.count()) == (1, 1)

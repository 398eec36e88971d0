"""The trial says what the real run will do, whatever stands in the file and however it is cut into batches."""

import random

import pytest

from portal.customers.models import Identifier, MatchCandidate, Party, PartyFact
from portal.imports import actions
from portal.imports.models import ImportRow
from tests.portal.imports.test_imports import brought, everything

pytestmark = pytest.mark.django_db
HEAD = "Name;E-Mail-Adresse;Telefon;Straße;PLZ;Ort;Geburtsdatum;Kundennummer\n"
GIVEN, FAMILY = ["Anna", "Berta", "Clara", "Dora", "Emil", "Fritz"], ["Adler", "Becker", "Conrad", "Dietz"]
TOWNS = [("79098", "Freiburg"), ("20095", "Hamburg")]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def somebody(dice):
    name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
    postcode, town = dice.choice(TOWNS)
    return [
        name, f"{name.replace(' ', '.').lower()}{dice.randrange(4)}@mailbox.example", f"+49761555{dice.randrange(20):04d}",
        f"Talstraße {dice.randrange(1, 9)}", postcode, town, f"19{dice.randrange(50, 60)}-05-{dice.randrange(10, 28)}", f"K{dice.randrange(400)}",
    ]  # fmt: skip


def a_file(seed, rows):
    """A small town's list: everybody is there several times, with gaps, slips and faults, in any order."""
    dice = random.Random(seed)
    people = [somebody(dice) for _n in range(rows // 2)]
    lines = []
    for _n in range(rows):
        cells = list(dice.choice(people))
        for place in range(1, len(cells)):
            if dice.random() < 0.45:
                cells[place] = ""
        if dice.random() < 0.15:
            cells[0] = cells[0][:-1]
        if dice.random() < 0.05:
            cells[1] = "no address"
        lines.append(";".join(cells))
    return HEAD + "\n".join(lines) + "\n"


def forecast_and_outcome(text):
    one = brought("customers", text, run=False)
    forecast = dict(one.counts)
    faults = list(ImportRow.objects.filter(of=one).order_by("line").values_list("line", "state", "faults"))
    actions.begin(one, by=one.by)
    actions.work_on(one)
    return forecast, faults, one


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 6))])
def test_the_trial_tells_what_the_run_does(monkeypatch, seed):
    monkeypatch.setattr(actions, "BATCH", 7)
    forecast, faults, one = forecast_and_outcome(a_file(seed, 60))
    assert forecast == one.counts
    assert faults == list(one.rows.filter(state="error").order_by("line").values_list("line", "state", "faults"))
    assert len(forecast) > 2


@pytest.mark.slow
def test_the_trial_tells_it_among_customers_who_are_there_already(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 7)
    forecast_and_outcome(a_file(1, 30))
    forecast, _faults, one = forecast_and_outcome(a_file(1, 60))
    assert forecast == one.counts


@pytest.mark.slow
def test_without_keeping_lines_that_belong_together_the_trial_is_wrong(monkeypatch):
    from portal.customers.importing import CustomerImporter

    monkeypatch.setattr(actions, "BATCH", 7)
    monkeypatch.setattr(CustomerImporter, "tied", lambda self, rows: [row.line for row in rows])
    forecast, _faults, one = forecast_and_outcome(a_file(0, 60))
    assert forecast != one.counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_lines_at_once_become_what_they_become_one_by_one(monkeypatch, seed):
    text = a_file(seed, 50)
    results = []
    for size in (1, 50):
        before = everything()
        monkeypatch.setattr(actions, "BATCH", size)
        _forecast, _faults, one = forecast_and_outcome(text)
        results.append((one.counts, told(before)))
        if size == 1:
            forget_all()
    assert results[0] == results[1]


def told(before):
    """What was written, without the numbers of its rows."""
    parties = Party.objects.exclude(pk__in=before[0])
    names = {party.pk: party.billed_name for party in parties}
    marks = sorted((names[row.party_id], row.kind, row.value_norm) for row in Identifier.objects.filter(party__in=parties))
    facts = sorted((names[row.party_id], row.attribute, str(row.value)) for row in PartyFact.objects.filter(party__in=parties))
    return len(names), marks, facts, MatchCandidate.objects.filter(first__in=parties).count()


def forget_all():
    """Empty what was written, as if it had never been."""
    from django.db import connection

    from portal.customers.models import MatchKey

    MatchCandidate.objects.all().delete()
    MatchKey.objects.all().delete()
    Identifier.objects.exclude(kind="login").update(ended_at="2020-01-01T00:00Z")
    Party.objects.filter(user=None).update(erased_at="2020-01-01T00:00Z")
    assert connection.in_atomic_block


def test_a_trial_that_is_cut_off_begins_anew():
    one = brought("customers", a_file(3, 20), run=False)
    done = dict(one.counts)
    type(one).objects.filter(pk=one.pk).update(state="checking", rows_done=9, counts={"new": 9})
    again = type(one).objects.get(pk=one.pk)
    actions.work_on(again)
    assert (again.counts, again.rows_done, again.state) == (done, 20, "checked")

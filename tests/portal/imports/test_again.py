"""A list that comes again asks nobody a second time: who has a telephone only is the one of last time, whatever was answered then."""

import pytest

from portal.customers import actions as customers
from portal.customers.actions import merging
from portal.customers.enums import CandidateState, Source
from portal.customers.matching import recognise
from portal.customers.models import MatchCandidate, Party
from tests.portal.imports.test_imports import brought, everything, staff

pytestmark = pytest.mark.django_db
LIST = "Name;Telefon;Ort\nBernd Kohler;+497615550188;Freiburg\nBerta Kohler;+497615550188;\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def known():
    """Who has that telephone already, and whom the list may mean."""
    staff()
    return customers.open_party(
        by=None, source=Source.SHOP, billed_name="Bernd Kohler", phone="+497615550188", facts={"name": "Bernd Kohler"}
    )


def pairs(state):
    return MatchCandidate.objects.filter(state=state).count()


def test_telephones_of_a_list_that_comes_again_ask_nobody_again(known):
    assert brought("customers", LIST).counts == {"review": 2}
    before, waiting = everything(), pairs(CandidateState.OPEN)
    assert waiting > 0
    assert brought("customers", LIST).counts == {"same": 2}
    assert (everything(), pairs(CandidateState.OPEN)) == (before, waiting)


def test_without_what_a_list_has_said_before_everybody_is_asked_again(known, monkeypatch):
    monkeypatch.setattr(recognise, "_has_told", lambda *_any: False)
    assert brought("customers", LIST).counts == {"review": 2}
    assert brought("customers", LIST).counts == {"review": 2}


def test_who_was_said_to_be_another_stays_another(known):
    brought("customers", LIST)
    for row in MatchCandidate.objects.all():
        merging.never_same(row.first, row.second, by=staff(), reason="asked them")
    before = everything()
    assert brought("customers", LIST).counts == {"same": 2}
    assert (everything(), pairs(CandidateState.OPEN)) == (before, 0)


def test_who_was_said_to_be_the_same_is_read_as_that_one(known):
    one = brought("customers", LIST.split("Berta", maxsplit=1)[0])
    assert one.counts == {"review": 1}
    new = Party.objects.get(pk=one.rows.get().about.rpartition(":")[2])
    merging.merge_parties(known, new, by=staff(), reason="asked him")
    before = Party.objects.count()
    again = brought("customers", LIST.split("Berta", maxsplit=1)[0])
    assert set(again.counts) <= {"same", "changed"}
    assert (Party.objects.count(), pairs(CandidateState.OPEN)) == (before, 0)


def test_somebody_else_at_the_same_telephone_is_still_asked_about(known):
    brought("customers", LIST)
    again = brought("customers", LIST.replace("Berta", "Bertha").replace("Freiburg", "Freiburg im Breisgau"))
    assert "same" not in again.counts

"""Parties as rows to be compared: what counts of the numbers of other systems."""

import numpy as np
import pytest

from portal.customers.matching import comparing
from portal.customers.matching.columns import Table
from portal.customers.matching.parties import known_of
from portal.customers.matching.recognise import score_pairs

pytestmark = pytest.mark.django_db


def person(code):
    return known_of({"name": "Anna Berger", "postcode": "79098"}, {"code": [code]})


@pytest.mark.parametrize("other", ["crowd-ar-188", "crowd-ar-175", "something else"])
def test_a_number_of_another_system_that_is_not_the_same_says_nothing(other):
    scored = score_pairs([(person("crowd-ar-174"), person(other))])
    assert "code" not in scored.of(0)


def test_the_very_same_number_speaks_for_the_same_person():
    assert score_pairs([(person("crowd-ar-174"), person("crowd-ar-174"))]).of(0)["code"] > 5


def test_training_never_sees_two_numbers_that_look_alike():
    rows = [person(f"crowd-ar-{number}") for number in range(170, 190)]
    table = Table({"code": [row.against(row)["code"] for row in rows]})
    left, right = (np.array(side) for side in zip(*[(a, b) for a in range(20) for b in range(a)], strict=True))
    assert set(comparing.levels(table, left, right)["code"].tolist()) == {0}

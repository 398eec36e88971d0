"""Training without labels, on small and on published sets."""

import json

import numpy as np
import pytest

from portal.customers.matching import linking, model
from portal.customers.matching.columns import Table
from portal.site.bench import lookalikes, matching


def test_a_model_survives_being_stored():
    columns, _truth = lookalikes.people(300, seed=3)
    linked = linking.link(linking.table_of(columns))
    again = model.Model.from_json(json.loads(json.dumps(linked.model.as_json())))
    other = linking.link(linking.table_of(columns), known=again)
    assert np.allclose(linked.scored.total, other.scored.total)


def test_the_shares_of_levels_and_kinds_add_up():
    columns, _truth = lookalikes.people(300, seed=3)
    trained = linking.link(linking.table_of(columns)).model
    for slug in columns:
        assert np.allclose(trained.shares[slug].sum(axis=1), 1, atol=1e-4)
    assert trained.mix.sum() == pytest.approx(1)


def test_the_weights_shown_add_up_to_the_whole():
    """Against the likelier rival the weights and the odds beforehand are the total, but for the other explanations' small part."""
    columns, _truth = lookalikes.people(300, seed=3)
    linked = linking.link(linking.table_of(columns))
    sure = linked.above(0.9)
    odds = np.log2(linked.model.mix)
    for place in sure[:20]:
        rival = odds[2] if linked.scored.at_home[place] else odds[3]
        shown = sum(linked.scored.weights[role][place] for role in columns)
        assert shown + odds[0] - rival == pytest.approx(linked.scored.total[place], abs=2.5)


def test_nothing_to_compare_is_no_fault():
    assert len(linking.link(Table({"name": ["Anna Klein"]})).above(0)) == 0
    assert len(linking.link(Table({"name": []})).above(0)) == 0
    assert len(linking.link(Table({"name": ["", ""]})).above(0)) == 0


def test_between_two_files_only_pairs_across_are_made():
    one, other = {"name": ["Anna Bergmann", "Anna Bergmann"]}, {"name": ["Anna Bergmann"]}
    linked = linking.link(linking.table_of(one, other))
    assert sorted(zip(linked.left.tolist(), linked.right.tolist(), strict=True)) == [(0, 2), (1, 2)]


def test_an_agreement_on_a_rare_name_weighs_more():
    names = ["Schmidt"] * 40 + ["Xylander"] * 2
    given = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}rik" for number in range(40)] + ["Anna", "Anna"]
    given[0] = given[1] = "Berta"
    linked = linking.link(Table({"surname": names, "given_name": given}))
    weight = {frozenset((a, b)): w for a, b, w in zip(linked.left.tolist(), linked.right.tolist(), linked.scored.weights["surname"], strict=True)}
    assert weight[frozenset((40, 41))] > weight[frozenset((0, 1))] + 1


@pytest.mark.slow
@pytest.mark.parametrize("number", matching.SETS)
def test_the_published_sets_are_matched_without_labels(number):
    found = matching.febrl(number)
    assert found.f1 >= {1: 0.999, 2: 0.999, 3: 0.999, 4: 0.999}[number]
    assert found.reached >= 0.999
    assert found.sure_precision >= 0.9995
    assert found.sure_recall >= 0.99
    assert found.seconds <= 60


@pytest.mark.slow
@pytest.mark.parametrize(("without", "third", "fourth", "sure"), [(("code",), 0.995, 0.997, 0.97), (("code", "born_on"), 0.975, 0.99, 0.9)])
def test_the_published_sets_without_their_strongest_columns(without, third, fourth, sure):
    for number, least in ((3, third), (4, fourth)):
        found = matching.febrl(number, without)
        assert found.f1 >= least
        assert found.sure_precision >= 0.9995
        assert found.sure_recall >= sure


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20, 21])
def test_families_twins_and_moves_are_told_apart(seed):
    found = matching.own(4000, seed=seed)
    assert found.f1 >= 0.87
    assert found.sure_precision >= 0.995
    assert found.reached >= 0.98


@pytest.mark.slow
def test_without_the_household_a_list_of_families_finds_families():
    """The control: the same data with two kinds of pairs only."""
    columns, truth = lookalikes.people(3000)
    linked = linking.link(linking.table_of(columns), families=False)
    found = {frozenset((int(linked.left[place]), int(linked.right[place]))) for place in linked.above(0.5)}
    assert len(found & truth) / len(found) < 0.7

"""Words in very many documents: worked out once for each state of the index and each reader's rights."""

import pytest

from portal.search import frequent


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    frequent._kept.clear()
    monkeypatch.setattr(frequent, "FEWEST", 2)


def builder(made, *documents):
    def build():
        made.append(1)
        return dict.fromkeys(documents, 1.0)

    return build


def test_a_frequent_word_is_worked_out_once_and_given_as_a_copy():
    made = []
    first = frequent.weights_of(("state", "word"), builder(made, 1, 2))
    first[3] = 9.0
    assert frequent.weights_of(("state", "word"), builder(made, 1, 2)) == {1: 1.0, 2: 1.0}
    assert made == [1]


def test_another_state_other_rights_and_another_word_are_their_own():
    made = []
    for key in (("a", "word"), ("b", "word"), ("a", "other")):
        frequent.weights_of(key, builder(made, 1, 2))
    assert len(made) == 3


def test_a_rare_word_takes_no_place_and_the_places_are_few(monkeypatch):
    monkeypatch.setattr(frequent, "MOST_WORDS", 2)
    made = []
    frequent.weights_of(("rare",), builder(made, 1))
    assert list(frequent._kept) == []
    for number in range(4):
        frequent.weights_of((number,), builder(made, 1, 2))
    assert list(frequent._kept) == [(2,), (3,)]


@pytest.mark.django_db
@pytest.mark.usefixtures("own_indexes")
def test_what_was_removed_or_added_counts_at_the_next_question(client):
    from portal.search import actions, queries
    from tests.factories import faq, topics

    topic = topics.topic()
    rows = [faq.question(topic=topic, question_en=f"Bean number {number}") for number in range(4)]
    actions.drain()
    assert queries.search("bean", user=None).total == 4
    rows[0].delete()
    faq.question(topic=topic, question_en="Bean number nine")
    faq.question(topic=topic, question_en="Bean number ten")
    actions.drain()
    assert queries.search("bean", user=None).total == 5

"""Votes: one a reader, changeable, counted exactly, told to the timeline of customers."""

import threading
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from knowledgebase.feedback import actions, limits
from knowledgebase.feedback.models import Tally, Vote
from portal.customers.models import Interaction
from tests.factories import accounts, customers, faq, tutorials
from tests.races import together

pytestmark = pytest.mark.django_db


def counts(article):
    tally = Tally.objects.get(about_id=article.pk)
    return tally.helped, tally.unhelped


def test_a_vote_is_counted_once_a_reader_and_may_be_turned():
    article, party = faq.question(), customers.party()
    actions.cast_vote(article, by=None, party=party, helpful=True, language="en")
    actions.cast_vote(article, by=None, party=party, helpful=True, language="en")
    assert counts(article) == (1, 0)
    actions.cast_vote(article, by=None, party=party, helpful=False, reason="wrong", text="  It is 93 °C. ", language="en")
    assert counts(article) == (0, 1)
    vote = Vote.objects.get()
    assert (vote.helpful, vote.reason, vote.text) == (False, "wrong", "It is 93 °C.")
    actions.cast_vote(article, by=None, party=party, helpful=True, reason="wrong", text="x", language="en")
    vote.refresh_from_db()
    assert (vote.helpful, vote.reason, vote.text, counts(article)) == (True, "", "", (1, 0))


def test_two_browsers_are_two_voters_and_nobody_is_none():
    article = faq.question()
    actions.cast_vote(article, by=None, browser="a" * 32, helpful=True, language="en")
    actions.cast_vote(article, by=None, browser="b" * 32, helpful=False, reason="unclear", language="en")
    with pytest.raises(actions.NoVoterError):
        actions.cast_vote(article, by=None, helpful=True, language="en")
    assert counts(article) == (1, 1)
    assert Vote.objects.count() == 2


def test_answers_and_tutorials_with_the_same_number_are_counted_apart():
    article, guide = faq.question(), tutorials.tutorial()
    for one in (article, guide):
        actions.cast_vote(one, by=None, browser="a" * 32, helpful=True, language="en")
    assert [(tally.helped, tally.unhelped) for tally in Tally.objects.all()] == [(1, 0), (1, 0)]


def test_a_customers_vote_and_its_turn_stand_on_the_timeline_but_not_a_repetition():
    article, user = faq.question(question_en="Why does it hum?"), accounts.user()
    for helpful in (True, True, False):
        actions.cast_vote(article, by=user, party=user.party, helpful=helpful, reason="" if helpful else "wrong", language="en")
    facts = Interaction.objects.filter(kind="feedback.voted").order_by("pk")
    assert [(fact.party, fact.attrs) for fact in facts] == [
        (user.party, {"title": "Why does it hum?", "helpful": True}),
        (user.party, {"title": "Why does it hum?", "helpful": False}),
    ]


def test_editing_an_article_leaves_its_tally_alone():
    article = faq.question()
    article.save_revision()
    actions.cast_vote(article, by=None, browser="a" * 32, helpful=True, language="en")
    article.get_latest_revision().publish()
    assert counts(article) == (1, 0)


# --- the race, with a negative control ---------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_votes_cast_at_once_are_all_counted():
    article = faq.question()

    def cast(number):
        actions.cast_vote(article, by=None, browser=f"{number:032x}", helpful=True, language="en")

    assert together(*(partial(cast, number) for number in range(8))) == [None] * 8
    assert counts(article) == (8, 0)


@pytest.mark.django_db(transaction=True)
def test_one_reader_who_votes_eight_times_at_once_is_counted_once():
    article = faq.question()

    def cast():
        actions.cast_vote(article, by=None, browser="f" * 32, helpful=True, language="en")

    assert together(*[cast] * 8) == [None] * 8
    assert counts(article) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_counting_in_memory_would_lose_votes():
    article = faq.question()
    actions.set_tally(article, by=None, helped=0, unhelped=0)

    looked = threading.Barrier(4)

    def count():
        tally = Tally.objects.get(about_id=article.pk)
        looked.wait(10)
        with transaction.atomic():
            tally.helped += 1
            tally.save()

    assert together(*[count] * 4) == [None] * 4
    assert counts(article) == (1, 0)


# --- the door ----------------------------------------------------------------------------------------------------------
def test_a_visitor_votes_without_javascript_and_is_told_what_happens(client):
    article = faq.question()
    address = reverse("feedback:vote", args=["answer", article.pk])
    assert client.get(address + "?helpful=no").status_code == 200
    answer = client.post(address, {"helpful": "no", "reason": "other", "text": "The size of the basket"})
    assert answer.status_code == 302
    assert "An editor reads" in client.get(answer.url).content.decode()
    client.post(address, {"helpful": "yes"})
    assert counts(article) == (1, 0)
    assert Vote.objects.get().party is None
    assert "You said before that it helped" in client.get(address).content.decode()


def test_a_no_needs_a_reason_and_something_else_needs_words(client):
    article = faq.question()
    address = reverse("feedback:vote", args=["answer", article.pk])
    for given in ({"helpful": "no"}, {"helpful": "no", "reason": "other"}, {"helpful": "no", "reason": "because"}, {"helpful": "maybe"}, {}):
        assert client.post(address, given).status_code == 422
    assert not Vote.objects.exists()
    assert not Tally.objects.exists()


def test_a_script_gets_only_the_inside_of_the_page(client):
    article = faq.question()
    address = reverse("feedback:vote", args=["answer", article.pk])
    form = client.get(address + "?helpful=no", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    assert "csrfmiddlewaretoken" in form
    said = client.post(address, {"helpful": "yes"}, headers={"HX-Request": "true"})
    assert (said.status_code, "<html" in said.content.decode()) == (200, False)
    assert counts(article) == (1, 0)


def test_a_signed_in_customer_votes_as_himself(client):
    article, user = faq.question(), accounts.user()
    client.force_login(user)
    client.post(reverse("feedback:vote", args=["answer", article.pk]), {"helpful": "yes"})
    assert Vote.objects.get().party == user.party


def test_too_many_votes_are_refused_and_not_counted(client, monkeypatch):
    monkeypatch.setattr(limits, "RATES", {"vote": "2/m/ip"})
    articles = [faq.question() for _ in range(3)]
    statuses = [client.post(reverse("feedback:vote", args=["answer", one.pk]), {"helpful": "yes"}).status_code for one in articles]
    assert statuses == [302, 302, 429]
    assert Vote.objects.count() == 2

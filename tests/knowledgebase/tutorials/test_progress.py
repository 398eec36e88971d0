"""Progress: remembered for customers, told to their timeline once, kept out of the way of visitors."""

import pytest
from django.urls import reverse

from knowledgebase.tutorials import actions, queries
from knowledgebase.tutorials.models import Progress, StepDone
from portal.customers.models import Interaction
from tests.factories import accounts, customers, tutorials

pytestmark = pytest.mark.django_db


def test_finishing_needs_every_step_and_is_told_once():
    guide, party = tutorials.tutorial(steps=2, title_en="Change the gasket"), customers.party()
    first, second = guide.steps.all()
    assert actions.mark_step_done(guide, by=None, party=party, step=second).finished_at is None
    for step in (first, first, second):
        progress = actions.mark_step_done(guide, by=None, party=party, step=step)
    assert progress.finished_at is not None
    assert StepDone.objects.count() == 2
    fact = Interaction.objects.get(kind="tutorials.finished")
    assert (fact.party, fact.attrs, fact.about) == (party, {"title": "Change the gasket", "tutorial": guide.code}, guide)
    actions.start_again(guide, by=None, party=party)
    assert not Progress.objects.exists()
    for step in (first, second):
        actions.mark_step_done(guide, by=None, party=party, step=step)
    assert Interaction.objects.filter(kind="tutorials.finished").count() == 1


def test_a_step_of_another_tutorial_is_refused():
    guide, other, party = tutorials.tutorial(), tutorials.tutorial(), customers.party()
    with pytest.raises(actions.ForeignStepError):
        actions.mark_step_done(guide, by=None, party=party, step=other.steps.first())
    assert not Progress.objects.exists()


def test_a_customer_is_led_through_and_told_at_the_end(client):
    guide, user = tutorials.tutorial("gasket", steps=2), accounts.user()
    client.force_login(user)
    first = client.post(reverse("tutorials:mark_done", args=["gasket", 1]))
    assert first.url == reverse("tutorials:step", args=["gasket", 2])
    overview = client.get(guide.get_absolute_url())
    assert overview.context["go_on"] == 2
    assert [one["is_done"] for one in overview.context["steps"]] == [True, False]
    assert [one.tutorial for one in queries.unfinished(user.party)] == [guide]
    end = client.get(client.post(reverse("tutorials:mark_done", args=["gasket", 2])).url).content.decode()
    assert "We have noted it on your page" in end
    assert queries.unfinished(user.party) == []


def test_a_customer_who_skipped_a_step_is_shown_which(client):
    tutorials.tutorial("gasket", steps=3)
    client.force_login(accounts.user())
    end = client.get(client.post(reverse("tutorials:mark_done", args=["gasket", 3])).url)
    assert [number for number, _step in end.context["open_steps"]] == [1, 2]


def test_a_visitor_is_led_on_by_links_and_nothing_is_kept(client):
    tutorials.tutorial("gasket", steps=2)
    page = client.get(reverse("tutorials:step", args=["gasket", 1]))
    assert reverse("tutorials:step", args=["gasket", 2]) in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies
    assert "Well made" in client.get(reverse("tutorials:finished", args=["gasket"])).content.decode()
    client.post(reverse("tutorials:mark_done", args=["gasket", 1]))
    assert not Progress.objects.exists()


def test_the_step_page_says_where_one_is(client):
    tutorials.tutorial("gasket", steps=3)
    assert "Step 2 of 3, about 4 minutes left" in client.get(reverse("tutorials:step", args=["gasket", 2])).content.decode()


def test_put_tutorial_keeps_readers_progress_when_steps_are_reworded():
    party, told = customers.party(), {"code": "x", "by": None, "topic": tutorials.tutorial().topic, "texts": {"en": {"title": "X", "slug": "x-guide"}}}
    steps = [{"code": one, "minutes": 1, "texts": {"en": {"title": one, "body": "Turn."}}} for one in ("a", "b")]
    guide, outcome = actions.put_tutorial(told.pop("code"), **told, steps=steps)
    assert outcome == "added"
    actions.mark_step_done(guide, by=None, party=party, step=guide.steps.all()[0])
    steps[0]["texts"]["en"]["body"] = "Turn *left*."
    guide, outcome = actions.put_tutorial("x", **told, steps=[steps[1], steps[0]])
    assert (outcome, [step.code for step in guide.steps.order_by("sort_order")]) == ("changed", ["b", "a"])
    assert StepDone.objects.get().step.body_html == "<p>Turn <em>left</em>.</p>\n"

"""What a visitor did moves to his account: the steps of both are put together, whatever his browser sends."""

import json

import pytest
from django.urls import reverse

from knowledgebase.tutorials import actions, queries
from knowledgebase.tutorials.models import Progress, StepDone
from portal.customers.models import Interaction
from tests.factories import accounts, tutorials

pytestmark = pytest.mark.django_db


def bring(client, kept):
    body = kept if isinstance(kept, bytes) else json.dumps(kept)
    return client.post(reverse("tutorials:bring"), body, content_type="application/json")


def done_by(user, guide):
    return queries.progress_of(guide, user.party)[1]


def test_steps_done_as_a_visitor_join_those_of_the_account(client):
    guide, user = tutorials.tutorial("gasket", steps=3), accounts.user()
    first, second, third = guide.steps.all()
    actions.mark_step_done(guide, by=user, party=user.party, step=first)
    client.force_login(user)
    answer = bring(client, {guide.code: [first.code, second.code]})
    assert (answer.status_code, answer.json()) == (200, {"added": 1})
    assert done_by(user, guide) == {first.pk, second.pk}
    assert bring(client, {guide.code: [second.code]}).json() == {"added": 0}
    assert bring(client, {guide.code: [third.code]}).json() == {"added": 1}
    assert Progress.objects.get().finished_at is not None
    assert Interaction.objects.filter(kind="tutorials.finished").count() == 1


def test_many_tutorials_are_brought_with_few_questions_each(client, django_assert_max_num_queries):
    user = accounts.user()
    guides = [tutorials.tutorial(f"guide-{n}", steps=5) for n in range(3)]
    kept = {guide.code: {step.code for step in guide.steps.all()} for guide in guides}
    with django_assert_max_num_queries(60):
        assert actions.bring_progress(kept, by=user, party=user.party) == 15


def test_what_is_no_step_that_one_may_read_is_passed_over(client):
    guide, draft = tutorials.tutorial("gasket", steps=1), tutorials.tutorial("draft", live=False)
    client.force_login(accounts.user())
    kept = {guide.code: ["no-such-step", 7, None, "x" * 5000], draft.code: [draft.steps.first().code], "nothing": ["x"], "a\u0000b": ["x"], "\ud800": ["x"]}
    assert bring(client, kept).json() == {"added": 0}
    assert not StepDone.objects.exists()
    assert not Progress.objects.exists()


@pytest.mark.parametrize("damage", [b"", b"null", b"[]", b"7", b"{", b"\xff\xfe", b"[" * 90_000, b'{"a": ' * 10_000, b" " * 100_001, b"9" * 5000])
def test_damage_is_refused_and_changes_nothing(client, damage):
    tutorials.tutorial("gasket")
    client.force_login(accounts.user())
    assert bring(client, damage).status_code == 400
    assert not Progress.objects.exists()


@pytest.mark.parametrize("value", [b'{"gasket": null}', b'{"gasket": {"a": 1}}', b'{"gasket": "abc"}'])
def test_values_of_another_kind_count_as_nothing(client, value):
    tutorials.tutorial("gasket")
    client.force_login(accounts.user())
    assert bring(client, value).json() == {"added": 0}


def test_a_visitor_keeps_his_own(client):
    guide = tutorials.tutorial("gasket")
    assert bring(client, {guide.code: [guide.steps.first().code]}).status_code == 403
    assert not Progress.objects.exists()


def test_only_who_is_signed_in_is_asked_for_what_his_browser_kept(client):
    tutorials.tutorial("gasket", steps=2)
    pages = [reverse("tutorials:list"), *(reverse(f"tutorials:{name}", args=["gasket"]) for name in ("tutorial", "finished")), reverse("tutorials:step", args=["gasket", 1])]
    assert ["bring-progress" in client.get(page).content.decode() for page in pages] == [False] * 4
    client.force_login(accounts.user())
    assert ["<bring-progress" in client.get(page).content.decode() for page in pages] == [True] * 4

"""The last two steps done in two windows at the same moment. With the control that shows what the lock prevents."""

import threading

import pytest
from django.db import transaction

from knowledgebase.tutorials import actions
from knowledgebase.tutorials.models import Progress, StepDone
from portal.customers.models import Interaction
from tests.factories import customers, tutorials
from tests.races import kinds, one_writer_at_a_time, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.parametrize("steps", [2, 4, 6])
def test_the_last_steps_done_at_once_finish_the_tutorial_once(steps):
    guide, party = tutorials.tutorial(steps=steps), customers.party()
    results = together(*(lambda s=step: actions.mark_step_done(guide, by=None, party=party, step=s) for step in guide.steps.all()))
    assert kinds(results) == ["Progress"] * steps
    assert Progress.objects.get().finished_at is not None
    assert Interaction.objects.filter(kind="tutorials.finished").count() == 1


@one_writer_at_a_time
def test_without_a_lock_on_the_progress_nobody_would_see_the_last_step():
    guide, party = tutorials.tutorial(steps=2), customers.party()
    progress = Progress.objects.create(tutorial=guide, party=party)
    looked = threading.Barrier(2)

    def finish(step):
        with transaction.atomic():
            StepDone.objects.create(progress=progress, step=step)
            looked.wait(10)
            found = StepDone.objects.filter(progress=progress).count()
            looked.wait(10)  # neither commits before both have counted
            return found

    assert together(*(lambda s=step: finish(s) for step in guide.steps.all())) == [1, 1]


def test_the_same_progress_brought_by_two_windows_is_kept_once():
    guide, party = tutorials.tutorial(steps=3), customers.party()
    kept = {guide.code: {step.code for step in guide.steps.all()}}
    results = together(*[lambda: actions.bring_progress(kept, by=None, party=party)] * 4)
    assert all(isinstance(result, int) for result in results), results
    assert StepDone.objects.count() == 3
    assert Interaction.objects.filter(kind="tutorials.finished").count() == 1

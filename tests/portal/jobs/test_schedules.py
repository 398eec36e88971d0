"""What comes round comes once."""

import itertools
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django_tasks_db.models import DBTaskResult

from portal.core.registry import Registry
from portal.core.schedules import Schedule
from portal.jobs import actions, queries
from portal.jobs.loop import Worker
from portal.jobs.models import ScheduleState
from tests.portal.jobs import sample_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(monkeypatch):
    registry = Registry("schedules")
    for module in (actions, queries):
        monkeypatch.setattr(module, "schedules", registry)
    return registry


def at(monkeypatch, moment):
    monkeypatch.setattr(actions, "now", lambda: moment)


def finish_all():
    DBTaskResult.objects.update(status="SUCCESSFUL")


def test_a_short_schedule_runs_at_once_and_then_after_its_time(registered, monkeypatch):
    registered.add("often", Schedule(sample_jobs.always_fails, every=timedelta(minutes=5)))
    start = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    at(monkeypatch, start)
    actions.sync_schedules()
    assert [actions.run_due_schedules(), actions.run_due_schedules()] == [1, 0]
    finish_all()
    at(monkeypatch, start + timedelta(minutes=4))
    assert actions.run_due_schedules() == 0
    at(monkeypatch, start + timedelta(minutes=5))
    assert actions.run_due_schedules() == 1


def test_times_missed_while_no_worker_ran_are_made_up_by_one_run(registered, monkeypatch):
    registered.add("often", Schedule(sample_jobs.always_fails, every=timedelta(minutes=5)))
    start = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    at(monkeypatch, start)
    actions.sync_schedules()
    at(monkeypatch, start + timedelta(days=3))
    assert [actions.run_due_schedules(), actions.run_due_schedules()] == [1, 0]


def test_a_run_that_has_not_ended_is_not_doubled(registered, monkeypatch):
    registered.add("often", Schedule(sample_jobs.always_fails, every=timedelta(minutes=5)))
    start = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    at(monkeypatch, start)
    actions.sync_schedules()
    assert actions.run_due_schedules() == 1
    at(monkeypatch, start + timedelta(minutes=5))
    assert actions.run_due_schedules() == 0
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "days"),
    [(datetime(2026, 10, 23, 12, 0, tzinfo=UTC), 4), (datetime(2026, 3, 27, 12, 0, tzinfo=UTC), 4)],
    ids=["clocks put back, 02:30 comes twice", "clocks put forward, 02:30 does not come"],
)
def test_a_daily_schedule_runs_once_on_each_day_also_when_clocks_change(registered, monkeypatch, settings, first, days):
    settings.TIME_ZONE = "Europe/Berlin"
    registered.add("nightly", Schedule(sample_jobs.always_fails, at=time(2, 30)))
    at(monkeypatch, first)
    actions.sync_schedules()
    ran = []
    for minutes in range(0, days * 24 * 60, 10):
        moment = first + timedelta(minutes=minutes)
        at(monkeypatch, moment)
        if actions.run_due_schedules():
            ran.append(moment)
        finish_all()
    assert len(ran) == days
    assert all(timedelta(hours=23) <= later - earlier <= timedelta(hours=25) for earlier, later in itertools.pairwise(ran))


def test_of_two_workers_that_see_it_due_one_queues_it(registered, monkeypatch):
    registered.add("often", Schedule(sample_jobs.always_fails, every=timedelta(minutes=5)))
    at(monkeypatch, datetime(2026, 5, 1, 12, 0, tzinfo=UTC))
    actions.sync_schedules()
    state = ScheduleState.objects.get()
    moment = actions.now()
    assert [actions._run_schedule(state, moment), actions._run_schedule(state, moment)] == [True, False]
    assert DBTaskResult.objects.count() == 1


def test_without_the_guarded_claim_both_would_queue_it(registered, monkeypatch):
    """Negative control: read, then queue, as a careless scheduler does."""
    registered.add("often", Schedule(sample_jobs.always_fails, every=timedelta(minutes=5)))
    actions.sync_schedules()
    seen_by_both = [ScheduleState.objects.get(), ScheduleState.objects.get()]
    for state in seen_by_both:
        if state.next_at <= actions.now():
            registered[state.key].task.enqueue()
            ScheduleState.objects.filter(pk=state.pk).update(next_at=actions.now() + timedelta(minutes=5))
    assert DBTaskResult.objects.count() == 2


def test_a_schedule_that_is_no_longer_registered_goes(registered):
    ScheduleState.objects.create(key="gone", next_at=datetime(2026, 5, 1, tzinfo=UTC))
    actions.sync_schedules()
    assert ScheduleState.objects.count() == 0


def test_a_schedule_says_either_every_or_at():
    with pytest.raises(ImproperlyConfigured):
        Schedule(sample_jobs.always_fails)
    with pytest.raises(ImproperlyConfigured):
        Schedule(sample_jobs.always_fails, every=timedelta(hours=1), at=time(1, 0))


@pytest.mark.slow
def test_every_registered_schedule_can_be_queued_and_run():
    actions.sync_schedules()
    ScheduleState.objects.update(next_at=actions.now() - timedelta(seconds=1))
    worker = Worker("w1")
    while worker.step():
        pass
    states = dict(DBTaskResult.objects.filter(task_path__startswith="portal.jobs").values_list("task_path", "status"))
    names = ["prune_results", "clear_sessions", "forget_content_changes"]
    assert states == {f"portal.jobs.tasks.{name}": "SUCCESSFUL" for name in names}

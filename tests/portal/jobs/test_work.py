"""Queueing, taking up, repeating."""

from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, transaction
from django_tasks_db.models import DBTaskResult

from portal.core import clock
from portal.jobs import actions
from portal.jobs.loop import Worker
from portal.jobs.work import Policy, later
from tests.portal.jobs import sample_jobs

pytestmark = pytest.mark.django_db


def work_once(name="w1"):
    worker = Worker(name)
    worker._reaped_at = 1e18
    return worker.step()


def stop_clock(monkeypatch, moment):
    """Time as the worker and the queue see it."""
    monkeypatch.setattr(actions, "now", lambda: moment)
    monkeypatch.setattr("django_tasks_db.models.timezone.now", lambda: moment)


def test_queued_work_is_done_once():
    later(sample_jobs.leave_mark, "a")
    assert work_once() is True
    assert sample_jobs.marks("a") == 1
    assert work_once() is False
    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value, row.worker_ids) == ("SUCCESSFUL", "a", ["w1"])


def test_work_queued_in_a_transaction_that_rolls_back_never_runs():
    class GivenUpError(Exception):
        pass

    def queue_and_give_up():
        with transaction.atomic():
            later(sample_jobs.leave_mark, "a")
            raise GivenUpError

    with pytest.raises(GivenUpError):
        queue_and_give_up()
    assert DBTaskResult.objects.count() == 0
    assert work_once() is False


def test_deferred_work_waits_for_its_time(monkeypatch):
    later(sample_jobs.leave_mark, "later", run_after=timedelta(minutes=5))
    assert work_once() is False
    stop_clock(monkeypatch, clock.now() + timedelta(minutes=6))
    assert work_once() is True
    assert sample_jobs.marks("later") == 1


def test_a_failed_try_is_repeated_with_growing_waits_and_then_failed(monkeypatch):
    later(sample_jobs.always_fails)
    moment = clock.now()
    waits = []
    for attempt in (1, 2):
        stop_clock(monkeypatch, moment)
        assert work_once() is True
        row = DBTaskResult.objects.get()
        assert (row.status, len(row.worker_ids), row.exception_class_path) == ("READY", attempt, "builtins.ValueError")
        waits.append((row.run_after - moment).total_seconds())
        assert work_once() is False
        moment = row.run_after
    stop_clock(monkeypatch, moment)
    assert work_once() is True
    row = DBTaskResult.objects.get()
    assert (row.status, len(row.worker_ids)) == ("FAILED", 3)
    assert "it never works" in row.traceback
    assert 7.5 <= waits[0] <= 12.5
    assert 15 <= waits[1] <= 25


def test_waits_double_up_to_the_longest_and_differ():
    policy = Policy(backoff=timedelta(seconds=10), longest=timedelta(seconds=100))
    waits = {policy.wait_after(1) for _ in range(50)}
    assert len(waits) > 10
    assert all(timedelta(seconds=75) <= policy.wait_after(n) <= timedelta(seconds=125) for n in (5, 50, 5000))


def test_a_task_that_leaves_the_process_fails_and_the_worker_stays():
    later(sample_jobs.leaves_the_process)
    assert work_once() is True
    assert DBTaskResult.objects.get().exception_class_path == "builtins.SystemExit"


def test_a_result_that_is_no_json_does_not_undo_the_work():
    later(sample_jobs.returns_no_json)
    work_once()
    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value) == ("SUCCESSFUL", None)


@pytest.mark.parametrize(("fault", "refusals", "state"), [(OperationalError, 12, "SUCCESSFUL"), (DataError, 3, "SUCCESSFUL"), (DataError, 6, "SUCCESSFUL"), (DataError, 40, "RUNNING"), (OperationalError, 3000, "SUCCESSFUL")])
def test_work_that_was_done_is_noted_however_long_the_database_is_away(monkeypatch, fault, refusals, state):
    """A worker that lives is never reaped: what it gave up to note would stay in hand, and its schedule would never run again."""
    real, tries = actions.finish_task, []

    def busy(*args):
        tries.append(1)
        if len(tries) <= refusals:
            raise fault
        return real(*args)

    monkeypatch.setattr(actions, "finish_task", busy)
    worker = Worker("w1")
    monkeypatch.setattr(worker.stopping, "wait", lambda seconds: None)
    monkeypatch.setattr("portal.jobs.loop.close_old_connections", lambda: None)  # the test's transaction is in this connection
    later(sample_jobs.leave_mark, "long")
    worker.step()
    assert (sample_jobs.marks("long"), DBTaskResult.objects.get().status) == (1, state)


def test_a_task_whose_code_is_gone_fails_and_the_worker_stays():
    later(sample_jobs.leave_mark, "x")
    DBTaskResult.objects.update(task_path="tests.portal.jobs.sample_jobs.no_such_task")
    assert work_once() is True
    assert DBTaskResult.objects.get().status == "READY"


def test_a_plain_task_of_another_library_is_run_and_repeated_too():
    sample_jobs.plain.enqueue("plain")
    work_once()
    assert sample_jobs.marks("plain") == 1


def test_only_the_named_queues_are_served():
    later(sample_jobs.leave_mark, "q")
    assert Worker("w", queues=["mail"]).step() is False
    assert Worker("w", queues=["mail", "default"]).step() is True


def test_a_worker_whose_task_was_taken_away_cannot_end_it():
    later(sample_jobs.leave_mark, "x")
    held = actions.claim_next("slow")
    DBTaskResult.objects.update(status="READY")
    again = actions.claim_next("quick")
    assert actions.finish_task(held) is False
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert actions.fail_task(held, ValueError("late")) is False
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert actions.finish_task(again) is True


def test_without_the_guard_the_late_worker_would_end_it():
    """Negative control of the test above: the library's own way overwrites the state."""
    later(sample_jobs.leave_mark, "x")
    held = actions.claim_next("slow")
    DBTaskResult.objects.update(status="READY")
    actions.claim_next("quick")
    held.set_failed(ValueError("late"))
    assert DBTaskResult.objects.get().status == "FAILED"


def test_old_results_are_forgotten_and_failures_kept_longer():
    later(sample_jobs.leave_mark, "x")
    work_once()
    later(sample_jobs.leave_mark, "y")
    DBTaskResult.objects.filter(status="READY").update(status="FAILED", finished_at=clock.now() - timedelta(days=2))
    assert actions.prune_results() == 0
    DBTaskResult.objects.update(finished_at=clock.now() - timedelta(days=2))
    assert actions.prune_results() == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    DBTaskResult.objects.update(finished_at=clock.now() - timedelta(days=31))
    assert actions.prune_results() == 1

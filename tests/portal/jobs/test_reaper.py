"""Work of killed workers is taken up, by one, once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult

from portal.core import clock
from portal.core.processes import is_alive, process_mark, this_machine
from portal.jobs import actions
from portal.jobs.models import Worker
from portal.jobs.work import later
from tests.databases import ROOT
from tests.portal.jobs import sample_jobs


def a_worker(name, *, machine="elsewhere", pid=1, silent=0, mark=""):
    actions.beat(name, machine=machine, host="h", pid=pid, process_mark=mark, queues="*")
    Worker.objects.filter(pk=name).update(beat_at=clock.now() - timedelta(seconds=silent))


def held_by(name, job=sample_jobs.leave_mark, args=("x",)):
    later(job, *args)
    return actions.claim_next(name)


@pytest.mark.django_db
def test_work_of_a_silent_worker_is_ready_again_and_keeps_its_tries():
    a_worker("w1", silent=61)
    held_by("w1")
    assert actions.reap() == 1
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids, row.exception_class_path) == ("READY", ["w1"], "portal.jobs.WorkerDied")
    assert Worker.objects.count() == 0


@pytest.mark.django_db
def test_work_of_a_living_worker_is_left_alone():
    a_worker("w1", silent=5)
    held_by("w1")
    assert actions.reap() == 0
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert Worker.objects.count() == 1


@pytest.mark.django_db
def test_a_dead_process_of_this_machine_is_known_at_once():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    a_worker("w1", machine=this_machine(), pid=gone.pid, mark="12345")
    held_by("w1")
    assert actions.reap() == 1


@pytest.mark.django_db
def test_a_later_process_with_the_same_number_does_not_pass_for_the_worker():
    me = os.getpid()
    assert is_alive(me, process_mark(me)) is True
    a_worker("w1", machine=this_machine(), pid=me, mark="1")
    held_by("w1")
    assert actions.reap() == 1


@pytest.mark.django_db
def test_work_that_must_not_run_twice_fails_instead():
    a_worker("w1", silent=61)
    held_by("w1", sample_jobs.only_once, ())
    actions.reap()
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.django_db
def test_work_that_kills_every_worker_fails_in_the_end():
    later(sample_jobs.leave_mark, "x")
    for n in range(3):
        a_worker(f"w{n}", silent=61)
        assert actions.claim_next(f"w{n}") is not None
        actions.reap()
    row = DBTaskResult.objects.get()
    assert (row.status, len(row.worker_ids)) == ("FAILED", 3)


@pytest.mark.django_db
def test_of_two_reapers_one_takes_the_work_up():
    a_worker("w1", silent=61)
    held = held_by("w1")
    moment = clock.now()
    assert [actions._take_up(held, moment), actions._take_up(held, moment)] == [True, False]


def start_worker(**environment):
    """A worker process on the test's own database."""
    config = connection.settings_dict
    url = f"sqlite:///{config['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    env = (
        os.environ
        | {"DATABASE_URL": url, "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "portal.config.settings"}
        | environment
    )
    return subprocess.Popen([sys.executable, "manage.py", "work", "--verbosity", "0"], cwd=ROOT, env=env | {"PYTHONPATH": str(ROOT)})


def the_task():
    """The task of the test, among those that schedules queue."""
    return DBTaskResult.objects.get(task_path__startswith="tests.")


def wait_until(happened, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_s_task_is_done_by_the_next_one_exactly_once(tmp_path):
    flag = tmp_path / "begun"
    later(sample_jobs.slow_then_mark, "kill", str(flag))
    first = start_worker()
    assert wait_until(flag.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    connections.close_all()
    assert the_task().status == "RUNNING"
    second = start_worker()
    try:
        assert wait_until(lambda: the_task().status == "SUCCESSFUL")
        assert sample_jobs.marks("kill") == 1
        assert len(the_task().worker_ids) == 2
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    assert Worker.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_reaper_the_killed_worker_s_task_stays_running(tmp_path):
    """Negative control: the library's own worker never looks at it again."""
    flag = tmp_path / "begun"
    later(sample_jobs.slow_then_mark, "kill", str(flag))
    first = start_worker()
    assert wait_until(flag.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    connections.close_all()
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay", "--verbosity", "0"]
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        env = os.environ | {
            "DATABASE_URL": f"sqlite:///{name}",
            "VAR_DIR": str(settings.VAR_DIR),
            "DJANGO_SETTINGS_MODULE": "portal.config.settings",
        }
        subprocess.run(command, cwd=ROOT, env=env | {"PYTHONPATH": str(ROOT)}, check=True, timeout=180)
    assert the_task().status == "RUNNING"
    assert sample_jobs.marks("kill") == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_running_worker_takes_new_work_up_within_a_second():
    process = start_worker()
    try:
        assert wait_until(Worker.objects.exists)
        time.sleep(1)
        started = time.monotonic()
        later(sample_jobs.leave_mark, "quick")
        assert wait_until(lambda: sample_jobs.marks("quick") == 1, 10)
        assert time.monotonic() - started < 1.5
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0

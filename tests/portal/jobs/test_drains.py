"""Queues that apps keep are emptied by the worker; one that fails holds up nobody."""

import pytest

from portal.core.schedules import drains
from portal.jobs import loop

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    """Only two queues: one that always fails, one with three batches in it."""
    seen = {"bad": 0, "good": 0}

    def bad():
        seen["bad"] += 1
        raise ValueError("no")

    def good():
        seen["good"] += 1
        return 1 if seen["good"] <= 3 else 0

    monkeypatch.setattr(drains, "_things", {"bad": bad, "good": good})
    return seen


def work_off():
    worker = loop.Worker("drainer", until_idle=True)
    while worker.step():
        pass


def test_a_worker_empties_the_queues_and_leaves_a_failing_one_alone_for_a_while(calls):
    work_off()
    assert calls == {"bad": 1, "good": 4}


def test_a_failing_queue_is_tried_again_later(calls, monkeypatch):
    monkeypatch.setattr(loop, "DRAIN_REST_SECONDS", 0)
    work_off()
    assert calls == {"bad": 4, "good": 4}

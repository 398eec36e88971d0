"""A worker that is killed in the middle of an erasure loses nothing and leaves nothing half done."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from portal.customers.actions import privacy as actions
from portal.customers.enums import ErasureState
from portal.customers.privacy import tasks
from tests.portal.customers import canaries, lived
from tests.portal.realtime.server import ROOT, database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def killed_after(erasure, steps):
    """The steps a worker of its own had done when it was killed with -9 between two of them, or in one."""
    env = {
        **os.environ, "DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR), "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings", "LOG_LEVEL": "ERROR", "REDIS_URL": settings.REDIS_URL,
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.portal.customers.erasing_slowly", str(erasure.pk)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as worker:
        for _step in range(steps):
            assert worker.stdout.readline() == "step\n"
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(20) == -signal.SIGKILL
    erasure.refresh_from_db()
    return dict(erasure.steps)


def test_killed_again_and_again_it_ends_and_leaves_nothing(client):
    user = lived.customer(client)
    erasure = actions.ask_erasure(user.party, by=user, keep_words=False, at_once=True, language="en")
    seen = {}
    for steps in (1, 4, 9):
        done = killed_after(erasure, steps)
        assert erasure.state == ErasureState.RUNNING
        assert done.items() >= seen.items()
        seen = done
    assert len(seen) >= 12
    assert canaries.found_in_database() != []
    tasks.erase.call(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert canaries.found_in_database() == []
    user.refresh_from_db()
    assert not user.is_active

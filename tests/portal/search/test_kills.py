"""Killing the writing process at any moment loses nothing and leaves an index that answers.

SEARCH_KILLS=500 pytest tests/portal/search/test_kills.py    the long run
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("SEARCH_KILLS", "20"))


def database_url():
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    login = f"{config['USER']}:{config['PASSWORD']}@" if config["USER"] else ""
    return f"postgres://{login}{config['HOST']}:{config['PORT'] or 5432}/{config['NAME']}"


def killed(kills, folder, *options):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings", "DATABASE_URL": database_url(), "VAR_DIR": str(folder),
        "SECRET_KEY": "only for this test, long enough for the checks of the settings", "PYTHONPATH": str(ROOT), "LOG_LEVEL": "CRITICAL",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    command = [sys.executable, str(Path(__file__).with_name("killed_writer.py")), str(kills), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60 + kills * 6, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    print(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_writers_leave_no_difference_and_an_index_that_answers(tmp_path):
    counts = killed(KILLS, tmp_path)
    assert (counts["kills"], counts["differences"], counts["unreadable"]) == (KILLS, 0, 0)
    assert counts["in_commit"] > 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_kills_do_hurt_when_the_queue_is_emptied_before_the_commit(tmp_path):
    """The control: the same kills find the fault in a careless order."""
    assert killed(20, tmp_path, "careless")["differences"] > 0

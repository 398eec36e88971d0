"""Senders are killed at random during a mailing: nothing is missed, nothing is doubled, and the test would notice.

The full size: SENDING_COUNT=100000 SENDING_KILLS=50 (or `make bench-sending`).
"""

import json
import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.conf import settings

from portal.messaging import journal
from portal.messaging.actions import marking, sending
from portal.messaging.models import Message
from portal.site.bench import mailing
from tests.databases import ROOT
from tests.factories import messages
from tests.portal.realtime.server import database_url

COUNT = int(os.environ.get("SENDING_COUNT", "2000"))
KILLS = int(os.environ.get("SENDING_KILLS", "8"))


def sent(tmp_path, *options):
    """What a crowd of senders made of a mailing: the counts of `bench_sending` on the test's own database."""
    with mailing.sink(tmp_path) as (port, path):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.config.settings", "DATABASE_URL": database_url(), "REDIS_URL": "", "VAR_DIR": str(tmp_path),
            "SECRET_KEY": settings.SECRET_KEY, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "BENCH_SENDING": str(path), "LOG_LEVEL": "CRITICAL",
            "PYTHONPATH": str(ROOT), "SITE_URL": "https://portal.example",
        }  # fmt: skip
        command = [sys.executable, "manage.py", "bench_sending", "--json", *options]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_senders_miss_and_double_nothing_of_an_advertisement(tmp_path):
    found = sent(tmp_path, f"--count={COUNT}", f"--kills={KILLS}")
    assert (found["missed"], found["doubled"], found["doubled_ids"], found["open"]) == (0, 0, 0, 0)
    assert found["unknown"] <= KILLS
    assert found["states"].get("sent", 0) + found["unknown"] == COUNT


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_owed_reaches_everybody_whoever_was_killed(tmp_path):
    found = sent(tmp_path, f"--count={COUNT}", f"--kills={KILLS}", "--owed")
    assert (found["missed"], found["doubled_ids"], found["open"], found["unknown"]) == (0, 0, 0, 0)
    assert found["states"] == {"sent": COUNT}
    assert COUNT <= found["taken"] <= COUNT + KILLS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_two_senders_double(tmp_path):
    found = sent(tmp_path, "--count=600", "--without-claim", "--kills=2")
    assert found["doubled"] > 0


# --- what a killed sender leaves, place by place --------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return tmp_path


def held(made, *, handed, sender=None):
    """Messages of a sender that is gone: claimed, and as many as `handed` about to be handed over."""
    sender = sender or uuid4()
    numbers = sending.claim(sender, made.pk, 100)
    assert sending.hand_over(sender, numbers[:handed]) == numbers[:handed]
    return sender, numbers


@pytest.mark.django_db
def test_the_journal_tells_what_left_what_did_not_and_the_one_in_between(folder):
    made = messages.mailing(*[messages.reader() for _n in range(5)])
    sender, numbers = held(made, handed=4)
    log = journal.Journal(sender)
    for number in numbers[:2]:
        log.begin(f"messaging.message:{number}")
    log.end(f"messaging.message:{numbers[0]}", "sent")
    assert marking.settle(sender, journal.read(sender)) == 5
    states = dict(Message.objects.values_list("pk", "state"))
    assert [states[number] for number in numbers] == ["sent", "unknown", "queued", "queued", "queued"]
    assert marking.resolve_by_policy() == {"again": 0, "kept": 1}
    assert Message.objects.get(pk=numbers[1]).reason == "not_resent"
    assert marking.settle(sender, journal.read(sender)) == 0


@pytest.mark.django_db
def test_without_a_journal_what_was_handed_over_is_unknown(folder):
    made = messages.mailing(*[messages.reader() for _n in range(3)])
    sender, _numbers = held(made, handed=2)
    marking.settle(sender, journal.read(sender))
    assert messages.states(made) == {"unknown": 2, "queued": 1}


@pytest.mark.django_db
def test_a_journal_of_another_machine_or_an_earlier_boot_is_not_believed(folder, monkeypatch):
    sender = uuid4()
    journal.Journal(sender)
    assert journal.read(sender) is not None
    monkeypatch.setattr(journal, "this_machine", lambda: "another")
    assert journal.read(sender) is None
    assert list(journal.dead_senders()) == []
    monkeypatch.setattr(journal, "this_machine", lambda: "")
    assert journal.read(sender) is None


@pytest.mark.parametrize("damaged", [b"", b"\xff\xfe\n", b"[]\n", b"{}\nb x\n", b'{"machine": 1}\n', b"\n\n\n"])
def test_a_damaged_journal_is_not_believed(folder, damaged):
    sender = uuid4()
    journal.Journal(sender).path.write_bytes(damaged)
    assert journal.read(sender) is None


def test_a_journal_says_whose_it_is_at_every_moment(folder, monkeypatch):
    """A sender killed in the middle of beginning anew is still known as dead, and what it held is settled at once."""
    sender = uuid4()
    log = journal.Journal(sender)
    log.begin("messaging.message:1")
    monkeypatch.setattr(os, "write", lambda *_killed: pytest.fail("killed before this"))
    log.begin_anew()
    assert journal.read(sender) == journal.Told()
    assert list(folder.glob("sending/*.part")) == []


def test_a_line_that_was_cut_off_says_nothing(folder):
    sender = uuid4()
    log = journal.Journal(sender)
    log.begin("messaging.message:1")
    with log.path.open("ab") as file:
        file.write(b"e messaging.message:1 se")
    assert journal.read(sender).unknown == {"messaging.message:1"}


@pytest.mark.django_db
def test_a_silent_sender_loses_its_claim_and_a_living_one_does_not(folder, settings):
    made = messages.mailing(*[messages.reader() for _n in range(2)])
    held(made, handed=0)
    assert marking.settle_stale() == 0
    settings.SENDING_LEASE = -1
    assert marking.settle_stale() == 2
    assert messages.states(made) == {"queued": 2}


@pytest.mark.django_db
def test_what_is_owed_leaves_again_under_its_number_a_few_times_then_somebody_has_to_look(folder):
    made = messages.mailing(messages.reader("service"), purpose="service")
    for _time in range(3):
        sender, _numbers = held(made, handed=1)
        marking.settle(sender, None)
        assert marking.resolve_by_policy() == {"again": 1, "kept": 0}
    sender, _numbers = held(made, handed=1)
    marking.settle(sender, None)
    assert marking.resolve_by_policy() == {"again": 0, "kept": 1}
    row = Message.objects.get()
    assert (row.state, row.reason) == ("unknown", "resent_too_often")


@pytest.mark.django_db
@pytest.mark.parametrize(("how", "state", "reason"), [("sent", "sent", "assumed"), ("not_sent", "failed", "not_assumed"), ("resend", "queued", "")])
def test_staff_resolve_an_unknown_message_once(folder, how, state, reason):
    made = messages.mailing(messages.reader())
    sender, _numbers = held(made, handed=1)
    marking.settle(sender, None)
    row = Message.objects.get()
    marking.resolve_unknown(row, by=None, how=how)
    assert (row.state, row.reason) == (state, reason)
    with pytest.raises(marking.NotUnknownError):
        marking.resolve_unknown(row, by=None, how=how)


@pytest.mark.django_db
def test_what_a_slow_sender_knows_is_believed_over_a_guess(folder):
    from portal.messaging.channels.base import Outcome
    from portal.messaging.enums import MessageState

    made = messages.mailing(messages.reader())
    sender, numbers = held(made, handed=1)
    marking.settle(sender, None)
    assert messages.states(made) == {"unknown": 1}
    marking.mark(sender, [Outcome(f"messaging.message:{numbers[0]}", MessageState.SENT)])
    assert messages.states(made) == {"sent": 1}


def test_a_dead_process_is_known_by_its_journal(folder):
    sender = uuid4()
    pid = os.fork()
    if not pid:
        journal.Journal(sender)
        time.sleep(60)
    until = time.monotonic() + 20
    while journal.read(sender) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert list(journal.dead_senders()) == []
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert list(journal.dead_senders()) == [sender]

"""`make run` and `manage.py run`: what they refuse, what they remember, and that nothing is left behind."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from portal.config import bootstrap
from portal.core.management import prepare
from portal.core.management.prepare import Preparation, Stamps
from portal.core.processes import process_mark
from tests.databases import ROOT


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_taken_port_is_said_with_another_one_to_take():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} .* --port {port + 1}"):
            call_command("run", port=port)


@pytest.mark.parametrize(("host", "site"), [("0.0.0.0", "http://localhost:8000"), ("127.0.0.1", "https://portal.example")])  # noqa: S104
def test_the_demo_s_logins_are_refused_on_an_address_that_is_not_local(settings, host, site):
    settings.DEMO_MODE, settings.SITE_URL = True, site
    with pytest.raises(CommandError, match="this machine only"):
        call_command("run", host=host, port=free_port())


def boot(tmp_path, *, python=sys.executable, **environment):
    """Run the bootstrap with a data folder of its own and return what it said; it must end before it installs anything."""
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")} | environment
    done = subprocess.run(
        [python, "portal/config/bootstrap.py", "run"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr


def test_bootstrap_says_that_the_port_is_taken(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert f"port {port} is taken by another program. Choose another one: PORT={port + 1} make run." in boot(tmp_path, PORT=str(port))


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_bootstrap_says_that_a_port_is_none(tmp_path, port):
    assert f"PORT={port} is no port" in boot(tmp_path, PORT=port)


def test_bootstrap_refuses_demo_logins_elsewhere(tmp_path):
    assert "for this machine only" in boot(tmp_path, HOST="0.0.0.0")  # noqa: S104
    assert "for this machine only" in boot(tmp_path, SITE_URL="https://portal.example")


def test_bootstrap_says_that_it_cannot_write(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert "cannot write to" in boot(tmp_path, VAR_DIR=str(blocked / "var"))


def test_bootstrap_says_that_it_runs_already(tmp_path):
    import fcntl

    (tmp_path / "var").mkdir()
    with (tmp_path / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "runs already" in boot(tmp_path, PORT=str(free_port()))


def test_bootstrap_says_that_python_is_too_old(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit):
        bootstrap.ensure_new_python()
    assert "Python 3.11 or newer is needed, this is 3.9." in capsys.readouterr().err


def test_bootstrap_says_that_debian_s_venv_package_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(tmp_path / ".venv/bin/python"))
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        bootstrap.ensure_venv("base")
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in capsys.readouterr().err


def test_bootstrap_uses_no_syntax_that_an_old_python_cannot_read():
    text = (ROOT / "portal/config/bootstrap.py").read_text()
    assert "f'" not in text.replace("if'", "")
    assert ' f"' not in text
    assert "->" not in text
    assert ":=" not in text
    compile(text, "bootstrap.py", "exec", dont_inherit=True)


def test_an_installation_that_was_cut_off_is_begun_anew(monkeypatch, tmp_path):
    calls = []
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "half").write_text("rest of a start that was cut off")
    monkeypatch.setattr(bootstrap, "VENV", str(venv))
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(venv / "bin/python"))

    def make(command):
        calls.append("venv")
        (venv / "bin").mkdir(parents=True)
        (venv / "bin/python").write_text("")
        return 0

    def install(requirements):
        calls.append("install")
        if calls.count("install") == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap.subprocess, "call", make)
    monkeypatch.setattr(bootstrap, "install", install)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure_venv("base")
    assert not (venv / "half").exists()
    bootstrap.ensure_venv("base")
    bootstrap.ensure_venv("base")
    assert calls == ["venv", "install", "install"]


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_a_stamp_holds_for_its_value_only(tmp_path):
    stamps = Stamps(tmp_path / "stamps")
    assert stamps.holds("x", "1") is False
    stamps.put("x", "1")
    assert (stamps.holds("x", "1"), stamps.holds("x", "2")) == (True, False)


@pytest.fixture
def called(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.SEARCH_DIR = tmp_path / "search"
    names = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: names.append(name))
    monkeypatch.setattr(prepare, "get_commands", lambda: {"search_rebuild": "x"})
    return names


@pytest.mark.django_db
def test_each_step_is_done_once_for_a_database(called, monkeypatch):
    preparation = Preparation(Out(), demo=True)
    preparation.load_demo()
    preparation.load_demo()
    assert called == ["demo", "search_rebuild"]
    monkeypatch.setattr(prepare, "database_state", lambda: "another|300")
    preparation.load_demo()
    assert called == ["demo", "search_rebuild", "demo", "search_rebuild"]


@pytest.mark.django_db
def test_a_step_that_fails_is_tried_again(called, monkeypatch):
    def fail(name, **options):
        raise RuntimeError("cut off")

    working = prepare.call_command
    monkeypatch.setattr(prepare, "call_command", fail)
    with pytest.raises(RuntimeError):
        Preparation(Out(), demo=True).load_demo()
    monkeypatch.setattr(prepare, "call_command", working)
    Preparation(Out(), demo=True).load_demo()
    assert called == ["demo", "search_rebuild"]


@pytest.mark.django_db
def test_a_database_with_all_migrations_is_not_migrated_again(called):
    preparation = Preparation(Out(), demo=False)
    preparation.database()
    preparation.database()
    assert called == ["migrate"]


@pytest.mark.django_db
def test_an_index_is_built_where_a_language_has_none(called, settings):
    Preparation(Out(), demo=False).search()
    for code, _name in settings.LANGUAGES:
        (settings.SEARCH_DIR / code).mkdir(parents=True)
        (settings.SEARCH_DIR / code / "segment").write_text("x")
    Preparation(Out(), demo=False).search()
    assert called == ["search_rebuild"]


class Out(io.StringIO):
    """Stands for a command's output."""

    def write(self, text, ending="\n"):
        return super().write(text + ending)


# --- the whole, running -----------------------------------------------------------------------------------------------


def start(port):
    config = connection.settings_dict
    url = f"sqlite:///{config['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    env = os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "portal.config.settings",
        "SITE_URL": f"http://localhost:{port}",
        "DEMO_MODE": "0",
        "DEBUG": "1",
    }
    command = [sys.executable, "manage.py", "run", "--port", str(port), "--no-prepare"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "Atrium is open" in line:
            return process, line
    raise AssertionError("it did not start")


def worker_of(process):
    """The worker's process number; it is the only child with a session of its own."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[1]) == process.pid:
                    return int(entry.name)
        time.sleep(0.1)
    raise AssertionError("no worker was started")


def gone(pid, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not process_mark(pid):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["Ctrl-C", "SIGTERM", "kill -9"])
def test_it_serves_at_the_address_it_prints_and_leaves_nothing_behind(blow):
    port = free_port()
    process, line = start(port)
    worker = worker_of(process)
    try:
        assert f"http://localhost:{port}/" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=30) as answer:
            assert answer.read() == b"alive\n"
        process.send_signal(blow)
        code = process.wait(20)
        assert code == (0 if blow != signal.SIGKILL else -signal.SIGKILL)
        assert gone(worker)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    finally:
        if process.poll() is None:
            process.kill()
        process.stdout.close()

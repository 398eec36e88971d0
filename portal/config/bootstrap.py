"""What `make` starts: finds a fitting Python, makes .venv, installs what is pinned, then hands over. Standard library only.

It is read by whatever `python3` a machine has, so it uses no syntax younger than Python 2.7: an old one must still be able
to say what is missing. Every stamp is written last, so a start that was cut off is simply repeated.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
VAR = os.environ.get("VAR_DIR") or os.path.join(ROOT, "var")
NEEDED = (3, 11)
LOCAL = ("127.0.0.1", "localhost", "::1")


def give_up(text):
    """One clear line with the remedy, and no traceback."""
    sys.stdout.flush()
    sys.stderr.write("Atrium: %s\n" % text)
    sys.exit(2)


def ensure_new_python():
    """Go on with a newer Python of this machine when this one is too old."""
    if sys.version_info >= NEEDED:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                os.execv(path, [path] + sys.argv)
    give_up(
        "Python 3.11 or newer is needed, this is %d.%d. Install one (Debian 12, Ubuntu 24.04: apt-get install python3) and say "
        "PYTHON=python3.11 make run." % sys.version_info[:2]
    )


def ensure_writable():
    """The folder for data must be ours to write."""
    try:
        if not os.path.isdir(VAR):
            os.makedirs(VAR)
        probe = os.path.join(VAR, ".probe-%d" % os.getpid())
        with open(probe, "w"):
            pass
        os.remove(probe)
    except (IOError, OSError) as error:
        give_up("cannot write to %s (%s). Make it yours (chown) or name another folder: VAR_DIR=/path make run." % (VAR, error.strerror))


def ensure_port(host, port):
    """Say that the port is taken before the long steps, not after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    probe = socket.socket(family, socket.SOCK_STREAM)
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
    except socket.gaierror:
        give_up("HOST=%s is no address of this machine. Leave it out, or say HOST=127.0.0.1." % host)
    except (IOError, OSError) as error:
        if getattr(error, "errno", 0) == 13:
            give_up("port %d is kept for the system. Choose one from 1024 up: PORT=8000 make run." % port)
        give_up("port %d is taken by another program. Choose another one: PORT=%d make run." % (port, port + 1 if port < 65535 else 8000))
    finally:
        probe.close()


def hold_lock():
    """One start at a time in this folder; the lock lives as long as what we hand over to."""
    import fcntl

    handle = os.open(os.path.join(VAR, "run.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (IOError, OSError):
        give_up("it is being started or runs already from this folder. End that one first, or give this one its own VAR_DIR.")
    os.set_inheritable(handle, True)


def digest(*paths):
    found = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for path in paths:
        with open(path, "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def ensure_venv(kind):
    """Make .venv and install requirements/<kind>.txt with its hashes, unless that has been done."""
    requirements = os.path.join(ROOT, "requirements", kind + ".txt")
    stamp, wanted = os.path.join(VENV, ".installed-" + kind), digest(requirements)
    if os.path.exists(VENV_PYTHON) and read(stamp) == wanted:
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian keeps it in a package of its own
        import venv  # noqa: F401, PLC0415 - same
    except ImportError:
        give_up("Python's venv module is missing. Debian and Ubuntu keep it apart: apt-get install python%d.%d-venv" % sys.version_info[:2])
    made = os.path.join(VENV, ".made")
    if not os.path.exists(made) and not any(os.path.exists(os.path.join(VENV, ".installed-" + k)) for k in ("base", "dev")):
        print("Virtual environment: making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.call([sys.executable, "-m", "venv", VENV]):
            give_up("the virtual environment could not be made; the lines above say why. Debian and Ubuntu: apt-get install python3-venv")
        write(made, "")
    install(requirements)
    write(stamp, wanted)


def install(requirements):
    """pip, with one moving line instead of its hundreds."""
    with open(requirements) as file:
        total = sum(1 for line in file if line[0].isalnum())
    command = [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "--disable-pip-version-check"]
    command += ["--no-input", "-r", requirements]
    began, seen, last = time.time(), 0, []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        last = (last + [line])[-15:]
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            seen += 1
            moving("Packages: fetching %d of %d" % (seen, total), seen % 20 == 0)
        elif line.startswith("Installing collected"):
            moving("Packages: installing %d" % total, True)
    if process.wait():
        print("\n".join([""] + last))
        give_up("the packages could not be installed; the lines above say why. With the network back, the same command goes on.")
    moving("Packages: %d installed in %d s" % (total, time.time() - began), True)
    if sys.stdout.isatty():
        print()


def moving(text, worth_a_line):
    """A line that moves on a terminal; now and then a line of its own elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write("\r" + text.ljust(60))
    elif worth_a_line:
        sys.stdout.write(text + "\n")
    sys.stdout.flush()


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (IOError, OSError):
        return None


def write(path, text):
    """Whole or not at all."""
    with open(path + ".part", "w") as file:
        file.write(text)
    os.rename(path + ".part", path)


def texts_are_old():
    """Whether a .po file is younger than its compiled form."""
    for folder, _folders, names in os.walk(os.path.join(ROOT, "locale")):
        for name in names:
            source = os.path.join(folder, name)
            compiled = source[:-3] + ".mo"
            if name.endswith(".po") and (not os.path.exists(compiled) or os.path.getmtime(compiled) < os.path.getmtime(source)):
                return True
    return False


def manage(*arguments):
    if subprocess.call([VENV_PYTHON, "manage.py"] + list(arguments), cwd=ROOT):
        give_up("`manage.py %s` failed; the lines above say why." % " ".join(arguments))


def ensure_key():
    """The settings read a key of this machine's own, whichever command comes first."""
    if not os.environ.get("SECRET_KEY") and not os.path.exists(os.path.join(VAR, "secret_key")):
        manage("make_key")


def ensure_texts():
    if texts_are_old():
        manage("compile_texts")


def run(arguments):
    """Everything from a bare clone to a running portal."""
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = int(os.environ.get("PORT") or 8000)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        give_up("PORT=%s is no port. Choose a number from 1024 to 65535: PORT=8001 make run." % os.environ.get("PORT"))
    demo = (os.environ.get("DEMO") or "1").lower() not in ("0", "no", "false", "off")
    os.environ.setdefault("SITE_URL", "http://localhost:%d" % port)
    named = os.environ["SITE_URL"].split("://")[-1].split("/")[0].rsplit(":", 1)[0].strip("[]")
    if demo and (host not in LOCAL or named not in LOCAL):
        give_up("the demo's logins are for this machine only. Say DEMO=0 make run, or leave HOST and SITE_URL out.")
    ensure_writable()
    hold_lock()
    ensure_port(host, port)
    ensure_venv("base")
    os.environ.setdefault("PYTHONWARNINGS", "ignore::SyntaxWarning")
    os.environ["DEMO_MODE"] = "1" if demo else "0"
    os.environ.setdefault("LOG_FORMAT", "plain")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    ensure_key()
    ensure_texts()
    if os.environ.get("MAKELEVEL"):
        arguments = ["--parent", str(os.getppid())] + arguments
    hand_over(VENV_PYTHON, "manage.py", "run", "--host", host, "--port", str(port), *arguments)


def test(arguments):
    """The test suite, with what it needs."""
    ensure_writable()
    ensure_venv("dev")
    ensure_key()
    ensure_texts()
    services = os.path.join(VAR, "services", "env")
    for line in (read(services) or "").splitlines() if "--services" in arguments else ():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each process would compile every test anew
    hand_over(VENV_PYTHON, "-m", "pytest", *[a for a in arguments if a != "--services"])


def check(arguments):
    """Every linter and check, side by side."""
    ensure_writable()
    ensure_venv("dev")
    ensure_key()
    ensure_texts()
    hand_over(VENV_PYTHON, os.path.join("portal", "config", "checks.py"), *arguments)


def do(arguments):
    """Any command of manage.py, in the environment as it is pinned."""
    ensure_writable()
    ensure_venv("dev" if arguments[:1] == ["bench_matching"] else "base")  # its data come with a package of the tests
    ensure_key()
    ensure_texts()
    hand_over(VENV_PYTHON, "manage.py", *arguments)


def hand_over(*command):
    """Become the command: no process of ours stays between it and the terminal."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(command[0], list(command))


def main():
    ensure_new_python()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules make every later start several times quicker
    doors = {"run": run, "test": test, "check": check, "do": do}
    if len(sys.argv) < 2 or sys.argv[1] not in doors:
        give_up("say one of: " + ", ".join(sorted(doors)))
    try:
        doors[sys.argv[1]](sys.argv[2:])
    except KeyboardInterrupt:
        print()
        give_up("stopped. The same command goes on where it was.")


if __name__ == "__main__":
    main()

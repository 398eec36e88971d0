"""`make services`: private PostgreSQL and Redis under var/services, on ports of their own, for tests and benches.

Standard library only: it works before anything is installed. Debian packages that are missing are installed with apt-get
(Chromium and the Arabic and Chinese fonts too, for the browser tests). Both servers listen on this machine only, behind a
password that is made once. Everything here may be said twice.
"""

import glob
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / "services"
PORTS = {"POSTGRES_PORT": 54329, "REDIS_PORT": 63799}
"""The usual ports: the environment may name others, and a taken one is replaced by any that is free."""
FONTS = Path("/usr/share/fonts")
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def give_up(text: str) -> None:
    sys.exit(f"make services: {text}")


def postgres_programs() -> str:
    """The folder of PostgreSQL's programs, the newest if there are several; '' when it is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))  # noqa: PTH207 - plain text is sorted here
    return str(Path(found[-1]).parent) if found else ""


def missing_packages() -> list[str]:
    """Debian packages that would have to be installed."""
    wanted = {
        "postgresql": bool(postgres_programs()),
        "redis-server": bool(shutil.which("redis-server", path=PATH)),
        "chromium": bool(shutil.which("chromium", path=PATH)),
        "fonts-noto-core": any(FONTS.rglob("NotoSansArabic*")),
        "fonts-noto-cjk": any(FONTS.rglob("NotoSansCJK*")),
    }
    return [name for name, there in wanted.items() if not there]


def install() -> None:
    """apt-get what is missing, as root or through sudo; else say what to ask an administrator for."""
    names = missing_packages()
    if not names:
        return
    command = f"apt-get install --no-install-recommends {' '.join(names)}"
    if not shutil.which("apt-get"):
        give_up(f"please install {', '.join(names)} with this system's package manager.")
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if as_root is None:
        give_up(f"please have an administrator run: {command}")
    print(f"Installing {', '.join(names)}", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    log = FOLDER / "apt.log"
    with log.open("ab") as file:
        for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *names]):
            done = subprocess.run([*as_root, "apt-get", *step], env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False)
            if done.returncode and step[0] == "install":
                print(log.read_text(errors="replace")[-2000:])
                give_up(f"the packages could not be installed. By hand: {command}")
    if still := [name for name in missing_packages() if name in {"postgresql", "redis-server"}]:
        give_up(f"{', '.join(still)} was installed but its programs were not found.")


# --- who owns the database's files ------------------------------------------------------------------------------------


def owner() -> str:
    """PostgreSQL refuses to run as root: then it runs as the system's `postgres` user. '' means as we are."""
    if os.geteuid() != 0:
        return ""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "postgres"], check=True)
        return "postgres"


def as_owner(command: list[str]) -> list[str]:
    user = owner()
    return ["runuser", "-u", user, "--", *command] if user else command


def data_folder() -> Path:
    """Under var/services; where that user cannot go there (a clone in root's home), a folder beside the system's own."""
    folder = FOLDER / "postgres"
    if owner():
        FOLDER.mkdir(parents=True, exist_ok=True)
        reached = subprocess.run(as_owner(["test", "-x", str(FOLDER)]), check=False, stderr=subprocess.DEVNULL).returncode == 0
        if not reached:
            folder = Path("/var/tmp") / f"atrium-postgres-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"  # noqa: S108 - a name of our own, mode 0700
    return folder


def password() -> str:
    path = FOLDER / "password"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(16))
    return path.read_text().strip()


def wait_for(what: str, ready: list[str], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if subprocess.run(ready, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/").returncode == 0:
            return
        time.sleep(0.2)
    give_up(f"{what} did not become ready within {seconds:.0f} s; see {FOLDER}.")


def port_for(name: str) -> int:
    """A port to start on: the one the environment asks for, or the usual one, or, when another program has that, any free one."""
    if asked := os.environ.get(name):
        return int(asked)
    for number in (PORTS[name], 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", number))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    give_up("this machine has no free port.")
    return 0


def shared_megabytes() -> int:
    """How much memory PostgreSQL shares: a sixteenth of the machine's, from 128 MB to 1 GB, for tests share the machine."""
    return min(max(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**24, 128), 1024)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def make_cluster(programs: str, folder: Path, secret: str) -> None:
    """A cluster of our own, with its password set before it first listens."""
    print("PostgreSQL: making the cluster", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    key = folder.with_name(f"{folder.name}.key")
    key.write_text(secret)
    key.chmod(0o600)
    if user := owner():
        shutil.chown(folder, user)
        shutil.chown(key, user)
    made = [f"{programs}/initdb", "-D", str(folder), "-U", "atrium", "-A", "scram-sha-256", f"--pwfile={key}"]
    made += ["-E", "UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(as_owner(made), check=False, capture_output=True, text=True, cwd="/")
    key.unlink()
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        give_up(f"PostgreSQL's cluster could not be made:\n{done.stderr}")
    settings = f"listen_addresses='127.0.0.1'\nunix_socket_directories='{folder}'\n"
    settings += f"jit=off\nshared_buffers={shared_megabytes()}MB\nmax_wal_size=4GB\n"
    with (folder / "postgresql.conf").open("a") as file:
        file.write(settings)


def ensure_cluster_runs(programs: str, folder: Path) -> int:
    """Start the cluster unless it runs, wait until it answers, and say on which port it does.

    FSYNC=off is for a run of tests alone: a copy of the database takes a tenth of the time, and only a power cut could lose anything.
    """
    running = subprocess.run(as_owner([f"{programs}/pg_ctl", "-D", str(folder), "status"]), check=False, capture_output=True, cwd="/")
    if running.returncode == 0:
        port = int((folder / "postmaster.pid").read_text().splitlines()[3])
    else:
        port, log = port_for("POSTGRES_PORT"), folder / "server.log"
        options = f"-p {port}" + (" -c fsync=off -c full_page_writes=off" if os.environ.get("FSYNC") == "off" else "")
        begin = as_owner([f"{programs}/pg_ctl", "-D", str(folder), "-l", str(log), "-o", options, "-w", "-t", "60", "start"])
        done = subprocess.run(
            begin, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
        )
        if done.returncode:
            tail = log.read_text(errors="replace")[-1500:] if log.exists() else done.stdout
            give_up(f"PostgreSQL did not start on port {port}:\n{tail}")
    wait_for("PostgreSQL", [f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)])
    return port


def ensure_database(programs: str, secret: str, port: int) -> None:
    env = os.environ | {"PGPASSWORD": secret}
    psql = [f"{programs}/psql", "-h", "127.0.0.1", "-p", str(port), "-U", "atrium", "-d", "postgres", "-Atc"]
    there = subprocess.run(
        [*psql, "SELECT 1 FROM pg_database WHERE datname='atrium'"], env=env, check=True, capture_output=True, text=True, cwd="/"
    )
    if not there.stdout.strip():
        subprocess.run([*psql, "CREATE DATABASE atrium"], env=env, check=True, capture_output=True, cwd="/")


def start_postgres() -> str:
    """Start it unless it runs; returns its DATABASE_URL."""
    programs, folder, secret = postgres_programs(), data_folder(), password()
    if not (folder / "PG_VERSION").exists():
        make_cluster(programs, folder, secret)
    port = ensure_cluster_runs(programs, folder)
    ensure_database(programs, secret, port)
    return f"postgres://atrium:{secret}@127.0.0.1:{port}/atrium"


def stop_postgres() -> None:
    programs, folder = postgres_programs(), data_folder()
    if programs and (folder / "PG_VERSION").exists():
        done = subprocess.run(
            as_owner([f"{programs}/pg_ctl", "-D", str(folder), "-m", "fast", "-w", "stop"]), check=False, capture_output=True, cwd="/"
        )
        print("PostgreSQL: stopped" if done.returncode == 0 else "PostgreSQL: was not running")


# --- Redis ------------------------------------------------------------------------------------------------------------


def redis_process() -> int:
    """The number of our running Redis, 0 when there is none."""
    try:
        number = int((FOLDER / "redis" / "redis.pid").read_text())
        name = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return 0
    return number if b"redis-server" in name else 0


def start_redis() -> str:
    """Start it unless it runs; returns its REDIS_URL."""
    folder, secret = FOLDER / "redis", password()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    if redis_process():
        port = int(config.read_text().split()[1])
    else:
        port = port_for("REDIS_PORT")
        lines = [f"port {port}", "bind 127.0.0.1", f"requirepass {secret}", f"dir {folder}", f"pidfile {folder}/redis.pid"]
        lines += [f"logfile {folder}/redis.log", "daemonize yes", 'save ""', "maxmemory 256mb", "maxmemory-policy allkeys-lru"]
        config.touch(mode=0o600)
        config.write_text("\n".join(lines) + "\n")
        program = shutil.which("redis-server", path=PATH) or "redis-server"
        if subprocess.run([program, str(config)], check=False, stdin=subprocess.DEVNULL).returncode:
            give_up(f"Redis did not start on port {port}; see {folder}/redis.log.")
    wait_for("Redis", ["sh", "-c", f"redis-cli -p {port} -a '{secret}' ping 2>/dev/null | grep -q PONG"])
    return f"redis://:{secret}@127.0.0.1:{port}/0"


def stop_redis() -> None:
    number = redis_process()
    if not number:
        print("Redis: was not running")
        return
    os.kill(number, signal.SIGTERM)
    for _try in range(100):
        if not redis_process():
            break
        time.sleep(0.1)
    (FOLDER / "redis" / "redis.pid").unlink(missing_ok=True)
    print("Redis: stopped")


def start() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    install()
    lines = [f"DATABASE_URL={start_postgres()}", f"REDIS_URL={start_redis()}"]
    part = FOLDER / "env.part"
    part.touch(mode=0o600)
    part.write_text("\n".join(lines) + "\n")
    part.rename(FOLDER / "env")
    ports = [line.rsplit(":", 1)[1].split("/")[0] for line in lines]
    print(f"PostgreSQL on port {ports[0]} and Redis on port {ports[1]} are ready; their addresses stand in {FOLDER / 'env'}")


def stop() -> None:
    stop_postgres()
    stop_redis()


if __name__ == "__main__":
    doors = {"start": start, "stop": stop}
    if len(sys.argv) != 2 or sys.argv[1] not in doors:
        give_up("say start or stop")
    doors[sys.argv[1]]()

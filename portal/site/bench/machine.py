"""What the kernel counted, and what this machine is. Linux only: the figures come from /proc."""

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")


def _times(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def cpu_of(pid: int) -> float:
    """CPU seconds of a process with all its threads, in the kernel and outside."""
    fields = _times(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_of(pid: int) -> int:
    """Resident memory of a process, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_times(int(entry.name))[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def database_server() -> int | None:
    """The process id of the PostgreSQL server on this machine; None for SQLite or a server elsewhere."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    try:
        return int(_times(backend)[1])
    except (OSError, IndexError):
        return None


def cpu_of_database(server: int | None) -> float:
    """CPU seconds of the database server, its living backends and those that have ended."""
    if server is None:
        return 0.0
    fields = _times(server)
    total = sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS
    for pid in children_of(server):
        try:
            total += cpu_of(pid)
        except (OSError, IndexError):
            continue
    return total


def described() -> dict[str, str]:
    """Machine and versions, for the head of the table."""
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        database = f"{connection.vendor} {cursor.fetchone()[0].split()[0]}"
    packages = {name: version(name) for name in ("Django", "wagtail", "uvicorn", "a2wsgi", "Whoosh", "channels")}
    return {
        "processor": model,
        "cores": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": sys.version.split()[0],
        "database": database,
        **{name.lower(): number for name, number in packages.items()},
    }

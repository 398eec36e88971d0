"""Processes of this machine: whether one still lives, and how to end with the one that started us."""

import ctypes
import os
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def this_machine() -> str:
    """A name for the process table this process is in: equal only where `is_alive` can judge."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def process_mark(pid: int) -> str:
    """When process `pid` began, as the kernel counts; '' when it is gone, a zombie, or the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in {"Z", "X"} else fields[19]


def is_alive(pid: int, mark: str) -> bool:
    """Whether the process with this number is still the one that began at `mark`."""
    if not mark:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
    return process_mark(pid) == mark


def end_with_parent(parent: int) -> None:
    """Have the kernel (on Linux) send this process SIGTERM when the one that started it dies, however it dies."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)

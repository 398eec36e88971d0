"""A sender's journal: beside the database, what it began and ended to hand over, one short line each.

A killed process loses nothing it has written, so that of its messages only the one between 'begun' and 'ended' is unknown. A journal
is trusted on the machine and in the boot it was written in; elsewhere, and without one, everything handed over counts as unknown.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

from django.conf import settings

from portal.core.processes import is_alive, process_mark, this_machine


def folder() -> Path:
    return Path(settings.VAR_DIR) / "sending"


@dataclass
class Told:
    """What a trusted journal says: references that were begun, and how those ended that ended (state, reason)."""

    begun: set[str] = field(default_factory=set)
    ended: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def unknown(self) -> set[str]:
        return self.begun - self.ended.keys()


class Journal:
    """The journal of the process that holds the claims of `sender`."""

    def __init__(self, sender: UUID) -> None:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        self.path = place / f"{sender.hex}.log"
        me = os.getpid()
        head = json.dumps({"machine": this_machine(), "pid": me, "mark": process_mark(me)}).encode() + b"\n"
        part = place / f"{sender.hex}.part"
        part.write_bytes(head)
        part.rename(self.path)  # there is no moment at which a journal does not say whose it is
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self._head = len(head)

    def begin_anew(self) -> None:
        """Everything before is in the database."""
        os.ftruncate(self._file, self._head)

    def begin(self, reference: str) -> None:
        """From here on the message may leave."""
        os.write(self._file, f"b {reference}\n".encode())

    def end(self, reference: str, state: str, reason: str = "") -> None:
        """It left, or it certainly did not."""
        os.write(self._file, f"e {reference} {state} {reason}\n".encode())

    def close(self) -> None:
        os.close(self._file)
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def read(sender: UUID) -> Told | None:
    """What the journal of that sender says; None where there is none, or it is not to be trusted here."""
    try:
        lines = (folder() / f"{sender.hex}.log").read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    except OSError:
        return None
    if not lines or not _is_from_here(lines[0]):
        return None
    told = Told()
    for line in lines[1:]:
        parts = line.split()
        if not line.endswith("\n") or len(parts) < 2:
            continue  # the last one, cut off: it says 'begun' to nobody, since it was written before the act
        if parts[0] == "b":
            told.begun.add(parts[1])
        elif parts[0] == "e" and len(parts) > 2:
            told.ended[parts[1]] = (parts[2], " ".join(parts[3:]))
    return told


def _head(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_from_here(line: str) -> bool:
    machine = this_machine()
    return bool(machine) and _head(line).get("machine") == machine


def dead_senders() -> Iterator[UUID]:
    """Senders of this machine whose process is gone, with their journal still there."""
    place = folder()
    for path in sorted(place.glob("*.log")) if place.is_dir() else []:
        try:
            sender, line = UUID(path.stem), path.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        except (ValueError, OSError):
            continue
        head = _head(line)
        pid, mark = head.get("pid"), head.get("mark")
        if _is_from_here(line) and isinstance(pid, int) and isinstance(mark, str) and not is_alive(pid, mark):
            yield sender


def forget(sender: UUID) -> None:
    (folder() / f"{sender.hex}.log").unlink(missing_ok=True)

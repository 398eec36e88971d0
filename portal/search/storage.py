"""Where an index lives: numbered generation folders and a link `current` that is switched in one step.

    <PATH>/gen-3/…  current -> gen-3  write.lock  rebuild.lock

A rebuild fills the next folder while everybody reads the present one. Locks belong to the kernel: a killed process
leaves none behind.
"""

import fcntl
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, FileIndex

from portal.search import zerocopy

zerocopy.install()
_FOLDER = re.compile(r"gen-(\d+)")
_ATTEMPTS = 20


class BusyError(Exception):
    """Somebody else holds the lock for longer than we wait."""


@contextmanager
def locked(path: Path, *, shared: bool = False, timeout: float = 30.0) -> Iterator[None]:
    """Hold the lock file; raises BusyError after `timeout` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    flags = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    until = time.monotonic() + timeout
    try:
        while True:
            try:
                fcntl.flock(handle, flags)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise BusyError(str(path)) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


class Generations:
    """The folders of one language."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.link = root / "current"
        self.rebuild_lock = root / "rebuild.lock"

    def current(self) -> str:
        """The name of the folder in use, '' before the first."""
        try:
            return os.readlink(self.link)  # noqa: PTH115 - asked at every search; Path costs ten times as much
        except OSError:
            return ""

    def number(self) -> int:
        match = _FOLDER.fullmatch(self.current())
        return int(match[1]) if match else 0

    def fresh(self) -> Path:
        """A new empty folder, after sweeping what crashed rebuilds left."""
        self.root.mkdir(parents=True, exist_ok=True)
        current = self.current()
        for old in self.root.glob("gen-*"):
            if old.name != current:
                shutil.rmtree(old, ignore_errors=True)
        made = self.root / f"gen-{self.number() + 1}"
        made.mkdir(parents=True)
        return made

    def switch(self, folder: Path) -> None:
        """From now on `folder` is the index; readers of the old one finish undisturbed."""
        part = self.root / f"current.{os.getpid()}.{threading.get_ident()}"
        part.unlink(missing_ok=True)
        part.symlink_to(folder.name)
        part.replace(self.link)


class _Shared:
    """A searcher that Haystack may 'close' without closing it for the next query of this thread."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher

    def __getattr__(self, name: str) -> Any:
        return getattr(self.searcher, name)

    def close(self) -> None:
        """Kept for the next query."""


class SharedIndex:
    """Whoosh's index of the current generation, with one open searcher for each thread (readers share a file position)."""

    def __init__(self, generations: Generations, schema: Schema, mark: str) -> None:
        self.generations, self.schema, self.mark = generations, schema, mark
        self._local = threading.local()

    def folder(self) -> Path:
        """The folder in use; makes the first one."""
        name = self.generations.current()
        if not name:
            with locked(self.generations.root / "first.lock"):
                name = self.generations.current()
                if not name:
                    made = self.generations.fresh()
                    create(made, self.schema, self.mark)
                    self.generations.switch(made)
                    name = made.name
        return self.generations.root / name

    def fits(self) -> bool:
        """Whether the index was made with the present fields and analysis."""
        try:
            return (self.folder() / "fingerprint").read_text() == self.mark
        except OSError:
            return False

    def opened(self) -> FileIndex:
        """The Whoosh index, for writing; made anew if its folder holds none (a damaged disk)."""
        folder = self.folder()
        kept = getattr(self._local, "index", None)
        if kept is None or kept[0] != folder.name or kept[1].latest_generation() < 0:
            storage = FileStorage(str(folder))
            try:
                index = storage.open_index(schema=self.schema if self.fits() else None)
            except EmptyIndexError:
                index = create(folder, self.schema, self.mark)
            kept = self._local.index = (folder.name, index)
        return kept[1]

    def searcher(self, **options: Any) -> Any:
        """This thread's searcher, opened anew only when something was committed or the generation changed."""
        for _attempt in range(_ATTEMPTS):
            try:
                return self._searcher(options)
            except (FileNotFoundError, EmptyIndexError):  # a rebuild took the folder away between looking and opening
                self._local.index = None
                time.sleep(0.01)
        return self._searcher(options)

    def _searcher(self, options: dict[str, Any]) -> Any:
        index = self.opened()
        state = (self.generations.current(), index.latest_generation())
        kept = getattr(self._local, "searcher", None)
        if kept is None or kept[0] != state:
            kept = self._local.searcher = (state, _Shared(index.searcher(**options)))
        return kept[1]

    def reader(self, **options: Any) -> Any:
        return self.searcher().reader()

    def refresh(self) -> "SharedIndex":
        """Haystack asks for this before each query; our searcher looks by itself."""
        return self

    def doc_count(self) -> int:
        return self.searcher().doc_count()

    def optimize(self) -> None:
        self.opened().optimize()


def create(folder: Path, schema: Schema, mark: str) -> FileIndex:
    """An empty index in `folder`, marked with what it was made for."""
    index = FileStorage(str(folder)).create_index(schema)
    (folder / "fingerprint").write_text(mark)
    return index

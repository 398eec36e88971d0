"""Measures rows: three rounds each, the trivial view beside them in the same server, the median of what came out."""

import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from statistics import median

from django.conf import settings

from portal.site.bench.client import Job, Outcome
from portal.site.bench.machine import cpu_of, cpu_of_database, database_server
from portal.site.bench.rows import Row, headers_of
from portal.site.bench.serving import Server, serving

TRIVIAL = "/bench/trivial"
_WARM = 24


@dataclass(frozen=True)
class Figures:
    """What one row came to. CPU in milliseconds a request."""

    name: str
    rate: float
    app_ms: float
    db_ms: float
    queries: int
    kilobytes: float
    ratio: float = 1.0
    goal: str = ""
    met: bool | None = None
    extra: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, and the bounds of a round."""

    rounds: int = 3
    count: int = 400
    seconds: float = 4.0


class FaultyAnswersError(Exception):
    """A page that is measured answered something else than 200."""


def asked(job: Job) -> Outcome:
    """Run the client in a process of its own."""
    command = [sys.executable, "-m", "portal.site.bench.client"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, input=json.dumps(asdict(job)), capture_output=True, text=True, check=True, cwd=settings.BASE_DIR, timeout=job.seconds + 60
    )
    return Outcome(**json.loads(done.stdout))


def queries_of(server: Server, path: str, headers: dict[str, str]) -> int:
    """How many queries the answer took, by the server's own count."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        link.request("GET", path, headers=headers | {"X-Bench-Count": "1"})
        response = link.getresponse()
        response.read()
        if response.status != 200:
            raise FaultyAnswersError(f"{path} answered {response.status}")
        return int(response.headers["X-Bench-Count"])
    finally:
        link.close()


@dataclass(frozen=True)
class Round:
    rate: float
    app_ms: float
    db_ms: float
    bytes: int


class Bench:
    """One server and what is measured on it."""

    def __init__(self, server: Server, effort: Effort) -> None:
        self.server, self.effort, self.database = server, effort, database_server()

    def round(self, paths: list[str], headers: dict[str, str], count: int) -> Round:
        app, db = cpu_of(self.server.pid), cpu_of_database(self.database)
        outcome = asked(Job(self.server.port, paths, count=count, seconds=self.effort.seconds, headers=headers))
        if outcome.faults:
            raise FaultyAnswersError(f"{outcome.faults} of {outcome.answers} answers of {paths[0]} and its like were not 200")
        app, db = cpu_of(self.server.pid) - app, cpu_of_database(self.database) - db
        return Round(outcome.answers / outcome.seconds, app / outcome.answers * 1000, db / outcome.answers * 1000, outcome.bytes)

    def measure(self, row: Row, headers: dict[str, str]) -> list[Figures]:
        """The row's figures, and those of the trivial view between its rounds."""
        paths = row.paths()
        if not paths:
            raise FaultyAnswersError(f"{row.name}: the data has nothing to measure it with")
        many = self.effort.count * (5 if row.cached else 1)
        asked(Job(self.server.port, [*paths, TRIVIAL], count=max(_WARM, 2 * len(paths)), seconds=60, headers=headers))
        rounds, beside = [], []
        for _number in range(self.effort.rounds):
            beside.append(self.round([TRIVIAL], {}, self.effort.count * 5))
            rounds.append(self.round(paths, headers, many))
        most = max(queries_of(self.server, path, headers) for path in paths)
        ratio = median(one.rate / trivial.rate for one, trivial in zip(rounds, beside, strict=True))
        return [judged(row, figures("trivial view", beside, 0, 1.0)), judged(row, figures(row.name, rounds, most, ratio))]


def figures(name: str, rounds: list[Round], queries: int, ratio: float) -> Figures:
    return Figures(
        name=name,
        rate=median(one.rate for one in rounds),
        app_ms=median(one.app_ms for one in rounds),
        db_ms=median(one.db_ms for one in rounds),
        queries=queries,
        kilobytes=median(one.bytes for one in rounds) / 1000,
        ratio=ratio,
    )


def judged(row: Row, found: Figures) -> Figures:
    """The figures with the row's goal and whether they meet it; the trivial view has none."""
    values = asdict(found)
    if found.name == row.name and row.goal_ms is not None:
        values |= {"goal": f"≤ {row.goal_ms:g} ms", "met": found.app_ms + found.db_ms <= row.goal_ms}
    if found.name == row.name and row.goal_ratio is not None:
        values |= {"goal": f"ratio ≥ {row.goal_ratio:g}", "met": found.ratio >= row.goal_ratio}
    return Figures(**values)


def measure(rows: Iterable[Row], effort: Effort, told: Callable[[str], None]) -> list[Figures]:
    """All rows: those with the page cache on one server, those without on another, those with nothing kept on a third."""
    found: list[Figures] = []
    rows = list(rows)
    for cached, bare in ((True, False), (False, False), (False, True)):
        wanted = [row for row in rows if (row.cached, row.bare) == (cached, bare)]
        if not wanted:
            continue
        with ExitStack() as stack:
            keep = {"PAGE_CACHE_SECONDS": "600" if cached else "0", "KEEP_PARTS": "0" if bare else "1"}
            bench = Bench(stack.enter_context(serving(**keep)), effort)
            for row in wanted:
                beside, own = bench.measure(row, headers_of(row))
                if not found:
                    found.append(beside)
                found.append(own)
                told(f"  {own.name}: {own.app_ms:.2f} + {own.db_ms:.2f} ms, {own.queries} queries")
    return found

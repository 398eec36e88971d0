"""Several at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

one_writer_at_a_time = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time, guarded or not")


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at the same moment; results or exceptions, in order."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def work(place: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            results[place] = job()
        except Exception as fault:  # noqa: BLE001 - a thread has nobody else to tell
            results[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def kinds(results: list[Any]) -> list[str]:
    """The names of what came back, in order of the alphabet."""
    return sorted(type(one).__name__ for one in results)

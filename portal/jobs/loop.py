"""The worker's loop: takes work, beats, keeps the schedules, reaps. One thread works, one for each lane, one beats and watches."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, cast

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections
from django_tasks.base import TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from portal.core.processes import process_mark, this_machine
from portal.core.schedules import drains
from portal.jobs import actions

logger = logging.getLogger("portal.jobs")
BEAT_SECONDS = 5.0
REAP_SECONDS = 10.0
LANES = ("mail", "sending")
"""Queues with a thread of their own: a long task holds up no letter, a mailing no sign-in code, and a dead mail server nothing else."""
_MOST_REFUSALS = 3
"""How often the database may refuse what is noted of a task's end, while it is there."""
DRAIN_REST_SECONDS = 10.0
GRACE_SECONDS = 10.0
"""How long a task in hand may go on once the worker was asked to end; the next worker takes up what is cut off."""


class Worker:
    """One worker process. `run()` returns after `stop()`, at the latest GRACE_SECONDS later; `until_idle` ends when nothing is ready."""

    def __init__(
        self, worker_id: str, *, queues: Sequence[str] = (), interval: float = 0.5, parent: int = 0, until_idle: bool = False
    ) -> None:
        self.worker_id, self.queues, self.interval, self.until_idle = worker_id, queues, interval, until_idle
        self.parent = parent
        self.drains = not queues or "default" in queues
        """Who serves the default queue also empties what apps keep; a worker for mails alone does mails alone."""
        self.stopping = threading.Event()
        self.done = 0
        self._reaped_at = 0.0
        self._drains_rest_until: dict[str, float] = {}

    def run(self) -> None:
        """Work until stopped."""
        self._beat()
        watcher = threading.Thread(target=self._watch, name="jobs-watch", daemon=True)
        watcher.start()
        names = [] if self.until_idle else [name for name in LANES if not self.queues or name in self.queues]
        steps: list[tuple[str, Callable[[], bool]]] = [(name, partial(self._do_next, [name])) for name in names]
        steps += [("drains", self._drain)] if self.drains and not self.until_idle else []
        lanes = [threading.Thread(target=self._work_in_lane, args=[step], name=f"jobs-{name}", daemon=True) for name, step in steps]
        try:
            for lane in lanes:
                lane.start()
            self._robust(actions.sync_schedules)
            self._work(partial(self.step, without=names))
        finally:
            self.stopping.set()
            watcher.join(2)
            for lane in lanes:
                lane.join()
            self._robust(lambda: actions.sign_off(self.worker_id))

    def _work(self, step: Callable[[], bool]) -> None:
        while not self.stopping.is_set():
            close_old_connections()
            worked = self._robust(step)
            if self.until_idle and not worked:
                break
            if not worked:
                self.stopping.wait(self.interval)

    def _work_in_lane(self, step: Callable[[], bool]) -> None:
        try:
            self._work(step)
        finally:
            connections.close_all()

    def step(self, without: Sequence[str] = ()) -> bool:
        """One round: reap now and then, queue what is due, do one task. True when there was one."""
        if time.monotonic() - self._reaped_at > REAP_SECONDS or not self._reaped_at:
            actions.reap()
            self._reaped_at = time.monotonic()
        actions.run_due_schedules()
        drained = self.drains and self.until_idle and self._drain()
        return self._do_next(self.queues, without) or drained

    def _drain(self) -> bool:
        """Take a batch off every queue that apps keep; one that fails is left alone for a while. True when there was anything."""
        drained = False
        for name in drains.keys():  # noqa: SIM118 - a registry gives its things, not its names
            if time.monotonic() < self._drains_rest_until.get(name, 0):
                continue
            try:
                drained = bool(drains[name]()) or drained
            except Exception:
                logger.exception("the queue %s could not be emptied", name)
                self._drains_rest_until[name] = time.monotonic() + DRAIN_REST_SECONDS
        return drained

    def _do_next(self, queues: Sequence[str], without: Sequence[str] = ()) -> bool:
        task = actions.claim_next(self.worker_id, queues, without)
        if task is None:
            return False
        self.run_task(task)
        return True

    def run_task(self, task: DBTaskResult) -> None:
        """Run a claimed task and note how it ended, whatever it raises."""
        try:
            declared: Any = task.task
            sender = type(declared.get_backend())
            task_started.send(sender=sender, task_result=task.task_result)
            context = [TaskContext(task_result=cast("Any", task.task_result))] if declared.takes_context else []
            value = declared.call(*context, *task.args_kwargs["args"], **task.args_kwargs["kwargs"])
        except (Exception, SystemExit) as error:
            logger.exception("task %s (%s) failed, try %s", task.pk, task.task_path, len(task.worker_ids))
            self._until_noted(partial(actions.fail_task, task, error))
        else:
            if not self._until_noted(partial(actions.finish_task, task, value)):  # a result that the database does not take
                self._until_noted(partial(actions.finish_task, task, None))
            task_finished.send(sender=sender, task_result=task.task_result)
        finally:
            self.done += 1

    def stop(self, *_signal: Any) -> None:
        """Ask to end: at once when idle, else after the task in hand, but not later than GRACE_SECONDS."""
        if self.stopping.is_set():
            os._exit(1)
        self.stopping.set()
        timer = threading.Timer(GRACE_SECONDS, os._exit, [1])
        timer.daemon = True
        timer.start()

    def listen_to_signals(self) -> None:
        """SIGTERM and SIGINT end the worker; a second one does not wait."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def _until_noted(self, note: Any) -> bool:
        """A database that is away must not make finished work look unfinished, and unfinished for as long as this worker lives.

        False when a database that is there refuses for good.
        """
        for tried in count():
            try:
                note()
            except DatabaseError as error:
                logger.exception("the end of a task could not be noted")
                is_away = isinstance(error, (OperationalError, InterfaceError))
                if tried >= _MOST_REFUSALS and not is_away:
                    return False
                if self.stopping.is_set():
                    return True
                close_old_connections()
                self.stopping.wait(min(0.2 * 2 ** min(tried, 5), 5))
            else:
                return True
        return True

    def _robust(self, call: Any) -> Any:
        """The database may be away for a moment (locked, restarted): say so, wait, go on."""
        try:
            return call()
        except DatabaseError:
            logger.exception("the database did not answer the worker")
            connections.close_all()
            self.stopping.wait(2)
            return None

    def _beat(self) -> None:
        me = os.getpid()
        queues = ",".join(self.queues) if self.queues else "*"
        actions.beat(
            self.worker_id, machine=this_machine(), host=socket.gethostname()[:255], pid=me, process_mark=process_mark(me), queues=queues
        )

    def _watch(self) -> None:
        """Beat while the loop works, and end with the process that started this one."""
        beaten = time.monotonic()
        while not self.stopping.wait(0.5):
            if self.parent and os.getppid() != self.parent:
                logger.warning("the process that started this worker is gone: ending")
                self.stop()
            if time.monotonic() - beaten >= BEAT_SECONDS:
                beaten = time.monotonic()
                try:
                    self._beat()
                except DatabaseError:
                    logger.warning("a beat could not be noted")
                finally:
                    connections.close_all()

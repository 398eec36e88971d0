"""`manage.py send`: sends what is due until it is told to end. Start as many as you like, on any number of machines."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections, connection, connections

from portal.core.processes import end_with_parent
from portal.messaging.sender import Sender, keep_up

logger = logging.getLogger("portal.messaging")


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # a sender is started anew often; `manage.py check` and the doctor look at settings
    help = "Sends messages. Any number of these share the work; one that is killed loses and doubles nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks when idle (default: 0.5)")
        parser.add_argument("--until-idle", action="store_true", help="end when nothing is due")
        parser.add_argument("--parent", type=int, default=0, help="end when this process, which started the sender, is gone")

    def handle(self, *, interval: float, until_idle: bool, parent: int, **options: Any) -> None:
        if not 0.05 <= interval <= 60:
            raise CommandError("--interval lies between 0.05 and 60 seconds.")
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stopping.set())
        if parent:
            end_with_parent(parent)
        if options["verbosity"]:
            self.stdout.write(f"Sending on {connection.vendor}.")
        run(self.sender(), stopping, interval=interval, until_idle=until_idle)

    def sender(self) -> Sender:
        return Sender()


def run(sender: Sender, stopping: threading.Event, *, interval: float, until_idle: bool) -> int:
    """Rounds until stopped; how many messages were dealt with."""
    count = 0
    with sender:
        while not stopping.is_set():
            close_old_connections()
            try:
                done = sender.round()
            except DatabaseError:
                logger.exception("the database did not answer the sender")
                connections.close_all()
                stopping.wait(2)
                continue
            count += done
            if not done and until_idle:
                break
            if not done:
                stopping.wait(interval)
    keep_up()
    return count

"""`manage.py work`: does background work until it is told to end."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from portal.core.processes import end_with_parent
from portal.jobs.loop import Worker


class Command(BaseCommand):
    help = "Does background work: queued jobs, schedules, and the work of killed workers. One on SQLite, as many as you like on PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", default="", help="only these, separated by commas (default: all)")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks when idle (default: 0.5)")
        parser.add_argument("--until-idle", action="store_true", help="end when nothing is ready")
        parser.add_argument("--parent", type=int, default=0, help="end when this process, which started the worker, is gone")

    def handle(self, *, queues: str, interval: float, until_idle: bool, parent: int, **options: Any) -> None:
        names = [name.strip() for name in queues.split(",") if name.strip()]
        if unknown := set(names) - set(settings.TASKS["default"]["QUEUES"]):
            raise CommandError(f"No such queue: {', '.join(sorted(unknown))}. There are: {', '.join(settings.TASKS['default']['QUEUES'])}.")
        if not 0.05 <= interval <= 60:
            raise CommandError("--interval lies between 0.05 and 60 seconds.")
        worker = Worker(secrets.token_hex(16), queues=names, interval=interval, parent=parent, until_idle=until_idle)
        worker.listen_to_signals()
        if parent:
            end_with_parent(parent)
        if options["verbosity"]:
            self.stdout.write(f"Working on {connection.vendor}: {', '.join(names) or 'all queues'}.")
        worker.run()

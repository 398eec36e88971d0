"""`manage.py run`: prepares what is needed and serves web, sockets and background work until Ctrl-C."""

import socket
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.core.management.prepare import Preparation
from portal.core.management.serving import serve

LOCAL = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Prepares what is needed, then serves web, sockets and background work until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="background work is done elsewhere (manage.py work)")
        parser.add_argument("--parent", type=int, default=0, help="end when this process, which started the portal, is gone")
        parser.add_argument("--no-prepare", action="store_true", help="serve at once; `manage.py prepare` has been run")

    def handle(self, *, host: str, port: int, no_worker: bool, no_prepare: bool, parent: int, **options: Any) -> None:
        self.refuse_demo_elsewhere(host)
        self.refuse_taken_port(host, port)
        if not no_prepare:
            Preparation(self.stdout, demo=settings.DEMO_MODE).run()
        logins = self.demo_logins()
        serve(host, port, worker=not no_worker, opened=lambda: self.tell(host, port, logins), parent=parent)

    def demo_logins(self) -> str:
        """Who may come into the demo, asked of the database before the server's loop begins; '' outside of demo mode."""
        told = StringIO()
        if settings.DEMO_MODE and "demo_logins" in get_commands():
            call_command("demo_logins", stdout=told)
        return told.getvalue()

    def refuse_demo_elsewhere(self, host: str) -> None:
        """The demo's logins open every door, so they stay on this machine."""
        named = urlsplit(settings.SITE_URL).hostname or ""
        if settings.DEMO_MODE and (host not in LOCAL or named not in LOCAL):
            raise CommandError(
                "The demo's logins are for this machine only: set DEMO_MODE=0, or leave HOST and SITE_URL at a local address."
            )

    def refuse_taken_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} on {host} cannot be opened ({error.strerror}). Choose another one: --port {port + 1}."
                ) from error

    def tell(self, host: str, port: int, logins: str) -> None:
        """Where the portal is, and in the demo who may come in."""
        shown = (
            settings.SITE_URL
            if host in LOCAL and urlsplit(settings.SITE_URL).port == port
            else f"http://{f'[{host}]' if ':' in host else host}:{port}"
        )
        self.stdout.write(f"\nAtrium is open: {shown}/   (Ctrl-C ends it)\n")
        self.stdout.write(logins)
        self.stdout.flush()

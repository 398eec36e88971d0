"""`manage.py bench_sending`: a mailing to many customers into a mail server on loopback: how fast, how much memory, none missed."""

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from portal.core.clock import now
from portal.customers.enums import ConsentAction, ConsentSource, ConsentStatus, IdentifierKind, Source
from portal.customers.models import ConsentEvent, ConsentState, Identifier, Party
from portal.messaging.actions import mailings, queueing
from portal.messaging.models import Mailing, MessageTemplate, TemplateText
from portal.site.bench import mailing, profiles

DATABASE = "atrium_bench_sending"
OURS = "BENCH_SENDING"
WORDS = {
    "en": ("Three hours in the workshop", "Hello {customer.name},\n\nOn **Saturday** we open the workshop.\n\n[Take a seat](https://shop.example/w)\n"),
    "de": ("Drei Stunden in der Werkstatt", "Guten Tag {customer.name},\n\nAm **Samstag** ist die Werkstatt offen.\n\n[Platz nehmen](https://shop.example/w)\n"),
    "ar": ("ثلاث ساعات في الورشة", "مرحبًا {customer.name}،\n\nنفتح الورشة يوم **السبت**.\n\n[احجز مقعدك](https://shop.example/w)\n"),
    "zh-hant": ("工坊三小時", "{customer.name} 您好：\n\n**星期六**工坊開放。\n\n[保留座位](https://shop.example/w)\n"),
}  # fmt: skip


class Command(BaseCommand):
    help = "Sends a mailing to many consented customers into a mail server on loopback; prints time, memory, missed and doubled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=100_000, help="recipients (100000)")
        parser.add_argument("--senders", type=int, default=2)
        parser.add_argument("--kills", type=int, default=0, help="how many senders are killed on the way")
        parser.add_argument("--seed", type=int, default=0, help="where the kills fall")
        parser.add_argument("--owed", action="store_true", help="a mailing that is owed (sent again where unknown), not advertising")
        parser.add_argument("--without-claim", action="store_true", help="the control: senders that do not claim, and double")
        parser.add_argument("--profile", choices=["production", "embedded"], default="production")
        parser.add_argument("--check", action="store_true", help="end with 1 where a goal is missed")
        parser.add_argument("--json", action="store_true", help="say the counts as JSON in the last line")
        parser.add_argument("--keep", action="store_true", help="keep the bench's database")

    def handle(self, **options: Any) -> None:
        if os.environ.get(OURS):
            self._measure(options)
        else:
            self._begin(options)

    def _begin(self, options: dict[str, Any]) -> None:
        """Start this command again with a database and a mail server of its own."""
        folder = Path(settings.VAR_DIR) / "bench" / "sending"
        folder.mkdir(parents=True, exist_ok=True)
        url = self._database(options["profile"], folder)
        with mailing.sink(folder) as (port, path):
            environment = os.environ | {
                "DATABASE_URL": url, "REDIS_URL": "", "VAR_DIR": str(folder), "EMAIL_URL": f"smtp://127.0.0.1:{port}", OURS: str(path),
                "LOG_LEVEL": "ERROR", "DEBUG": "0", "SECRET_KEY": settings.SECRET_KEY, "SITE_URL": "https://portal.example",
            }  # fmt: skip
            names = ("count", "senders", "kills", "seed", "profile")
            flags = [f"--{name.replace('_', '-')}" for name in ("owed", "without_claim", "check", "json") if options[name]]
            arguments = [*(f"--{name}={options[name]}" for name in names), *flags]
            again = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "bench_sending", *arguments]
            code = subprocess.run(again, env=environment, cwd=settings.BASE_DIR, check=False).returncode  # noqa: S603 - our own command
        path.unlink(missing_ok=True)
        if not options["keep"]:
            self._drop(url)
        if code:
            sys.exit(code)

    def _database(self, profile: str, folder: Path) -> str:
        if profile == "embedded":
            for path in folder.glob("sending.sqlite3*"):
                path.unlink()
            return f"sqlite:///{folder / 'sending.sqlite3'}"
        named = profiles.services(Path(settings.VAR_DIR), dict(os.environ)).get("DATABASE_URL")
        if not named:
            raise CommandError("This bench needs PostgreSQL: run `make services`, set DATABASE_URL, or ask for --profile embedded.")
        url = urlsplit(named)._replace(path=f"/{DATABASE}").geturl()
        _admin(url, f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)', f'CREATE DATABASE "{DATABASE}"')
        return url

    def _drop(self, url: str) -> None:
        if url.startswith("postgres"):
            _admin(url, f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        else:
            for path in Path(url.removeprefix("sqlite:///")).parent.glob("sending.sqlite3*"):
                path.unlink()

    def _measure(self, options: dict[str, Any]) -> None:
        path, total = Path(os.environ[OURS]), options["count"]
        call_command("migrate", verbosity=0, interactive=False)
        told = self.stdout.write
        one = self._timed("filled", lambda: fill(total, owed=options["owed"]))
        told(f"  {self._timed('queued', lambda: queue(one))}")
        mailings.start_mailing(one, by=None)
        begun = time.monotonic()
        kind = mailing.UnclaimedSender if options["without_claim"] else mailing.Sender
        if options["kills"] or options["without_claim"]:
            more = {name: options[name] for name in ("senders", "kills", "seed")}
            told(f"  killed: {mailing.crowd(total, path, kind=kind, told=told, **more)}")
            memory = None
        else:
            memory = measured(total, path, options["senders"])
        took = time.monotonic() - begun
        found = mailing.count(one, path)
        faults = self._report(found, took, memory, total)
        if options["json"]:
            told(json.dumps(asdict(found)))
        if options["check"] and faults:
            raise CommandError("Missed: " + "; ".join(faults), returncode=1)

    def _timed(self, label: str, do: Any) -> Any:
        begun = time.monotonic()
        answer = do()
        self.stdout.write(f"  {label}: {time.monotonic() - begun:.1f} s")
        return answer

    def _report(self, found: mailing.Count, took: float, memory: mailing.Memory | None, total: int) -> list[str]:
        told = self.stdout.write
        told(f"  sent in {took:.1f} s: {found.taken / took:,.0f} a second; rows: {found.states}")
        twice = f"doubled {found.doubled}, under two numbers {found.doubled_ids}"
        told(f"  taken by the server: {found.taken:,}; missed {found.missed}, {twice}")
        told(f"  unknown {found.unknown} (of them arrived {found.unknown_arrived}), not resolved {found.open}")
        faults = [name for name, bad in (("missed", found.missed), ("doubled", found.doubled), ("unresolved", found.open)) if bad]
        if memory is None:
            return faults
        for pid, start in memory.start.items():
            told(
                f"  sender {pid}: {start:.0f} MB when it began, {memory.peak[pid]:.0f} MB at most, {memory.last[pid]:.0f} MB at the end; "
                f"{memory.cpu[pid]:.0f} s of CPU"
            )
            if memory.peak[pid] - start > 20:
                faults.append("memory")
        if took > 240 * total / 100_000:
            faults.append("time")
        return faults


def measured(total: int, path: Path, senders: int) -> mailing.Memory:
    """Real `manage.py send` processes, looked at five times a second; their memory counts from the first hundredth of the mails on."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "send", "--until-idle", "--interval=0.2", "--verbosity=0"]
    memory = mailing.Memory()
    processes = [subprocess.Popen(command, cwd=settings.BASE_DIR) for _sender in range(senders)]  # noqa: S603 - our own command
    while any(process.poll() is None for process in processes):
        if mailing.lines_of(path) > total // 100:
            memory.look([process.pid for process in processes if process.returncode is None])
        time.sleep(0.2)
    return memory


def fill(total: int, *, owed: bool) -> Mailing:
    """So many customers with a proved address and a consent, a template in four languages, and the draft of a mailing."""
    purpose, languages = ("service" if owed else "news"), list(WORDS)
    moment, batch = now(), 5000
    with transaction.atomic():
        template = MessageTemplate.objects.create(slug="bench", name="Bench", purpose=purpose)
        TemplateText.objects.bulk_create(
            TemplateText(template=template, language=code, subject=subject, body=body, short=subject)
            for code, (subject, body) in WORDS.items()
        )
    for start in range(0, total, batch):
        with transaction.atomic():
            numbers = range(start, min(start + batch, total))
            people = Party.objects.bulk_create(
                Party(language=languages[number % 4], billed_name=f"Customer {number}", time_zone="Europe/Berlin") for number in numbers
            )
            points = Identifier.objects.bulk_create(
                Identifier(
                    party=person, kind=IdentifierKind.EMAIL, value_norm=f"c{number}@mail.example", value_raw=f"c{number}@mail.example",
                    verified_at=moment, source=Source.IMPORT,
                )
                for number, person in zip(numbers, people, strict=True)
            )  # fmt: skip
            acts = ConsentEvent.objects.bulk_create(
                ConsentEvent(
                    identifier=point, purpose="news", channel="email", action=ConsentAction.GRANT, at=moment, source=ConsentSource.IMPORT,
                    evidence={"bench": True},
                )
                for point in points
            )  # fmt: skip
            ConsentState.objects.bulk_create(
                ConsentState(
                    identifier=act.identifier, purpose="news", channel="email", status=ConsentStatus.GRANTED, since_at=moment, event=act
                )
                for act in acts
            )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return mailings.open_mailing("Bench", purpose, by=None)


def queue(one: Mailing) -> queueing.Counts:
    """A message for everybody."""
    template = MessageTemplate.objects.get(slug="bench")
    people = Party.objects.order_by("pk").values_list("pk", flat=True).iterator(5000)
    return queueing.queue_messages(one, (queueing.Row(party_id=pk, template_id=template.pk) for pk in people), channels=["email"])


def _admin(url: str, *statements: str) -> None:
    import psycopg  # noqa: PLC0415 - only on PostgreSQL

    parts = urlsplit(url)
    with psycopg.connect(
        host=parts.hostname, port=parts.port, user=unquote(parts.username or ""), password=unquote(parts.password or ""), dbname="postgres",
        autocommit=True,
    ) as link:  # fmt: skip
        for statement in statements:
            link.execute(statement)  # type: ignore[arg-type]

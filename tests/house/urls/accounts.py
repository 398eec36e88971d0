"""What the addresses of accounts need."""

from pathlib import Path

from django.conf import settings

from tests.factories import accounts

NAME = "00000000000000000001-0123abcd.eml"


def objects() -> dict:
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_bytes(b"To: a@mail.example\nSubject: Hello\nContent-Type: text/plain\n\nHello.\n")
    return {"person": accounts.user(roles=("editor",))}

"""Reads the mails that the embedded carrier laid down (portal.core.outbox)."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings

from portal.accounts.mails import SECRET_HEADER

_NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.eml")
LONGEST_LIST = 200


@dataclass(frozen=True)
class Letter:
    """One mail of the outbox."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    is_secret: bool
    message: EmailMessage

    def part(self, kind: str) -> str:
        """The text of the mail's 'plain' or 'html' part, '' when it has none."""
        body = self.message.get_body(preferencelist=(kind,))
        try:
            return str(body.get_content()) if body is not None else ""
        except (LookupError, ValueError, KeyError):
            return ""


def letters(*, secrets: bool) -> list[Letter]:
    """The newest mails; those that hold codes or keys only with `secrets`."""
    folder = Path(settings.OUTBOX_DIR)
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)[:LONGEST_LIST] if folder.is_dir() else []
    found = [letter(name, secrets=secrets) for name in names]
    return [one for one in found if one is not None]


def letter(name: str, *, secrets: bool) -> Letter | None:
    """The mail of that name; None when there is none, or it is not for this reader."""
    path = Path(settings.OUTBOX_DIR) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    read = Letter(
        name=name,
        sent_at=datetime.fromtimestamp(int(name[:20]) / 1e9, tz=UTC),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        is_secret=message.get(SECRET_HEADER) is not None,
        message=message,
    )
    return None if read.is_secret and not secrets else read


def drop_letters_to(addresses: frozenset[str]) -> int:
    """Delete the mails to any of these addresses (small letters); returns how many went."""
    folder, count = Path(settings.OUTBOX_DIR), 0
    for path in folder.glob("*.eml") if folder.is_dir() else []:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        fields = [str(value) for name in ("To", "Cc", "Bcc") for value in message.get_all(name, [])]
        if {address.lower() for _name, address in getaddresses(fields)} & addresses:
            path.unlink(missing_ok=True)
            count += 1
    return count

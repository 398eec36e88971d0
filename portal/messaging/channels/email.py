"""E-mail: over SMTP with one open connection a process, over any Django mail backend (django-anymail's too), or into the outbox."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from email.utils import make_msgid, parseaddr
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import ContactChannel
from portal.messaging import references
from portal.messaging.channels import mime, smtp
from portal.messaging.channels.base import NOT_BEGUN, SLOW, Channel, Outcome, OutgoingMessage
from portal.messaging.enums import Cause

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
OUTBOX_BACKEND = "portal.core.outbox.OutboxBackend"
LONGEST_TURN = 0.9
"""Seconds after which no more messages are begun in one turn: the rest waits for the next look at their consent."""


class Notes(Protocol):
    """Where a carrier writes down that a message may leave from here on, and how it ended."""

    def begin(self, reference: str) -> None: ...

    def end(self, reference: str, state: str, reason: str = "") -> None: ...


class EmailChannel(Channel):
    """Mails. `journal` is set by the sender, so that after a crash one message at most is unknown."""

    slug = ContactChannel.EMAIL.value
    label = _("E-mail")
    icon = "mail"
    cost_minor = 0

    def __init__(self) -> None:
        self.journal: Notes | None = None
        self._connection = smtp.Connection()

    @property
    def is_embedded(self) -> bool:
        return settings.MAIL_CARRIER == OUTBOX_BACKEND

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        carry = {SMTP_BACKEND: self._by_smtp, OUTBOX_BACKEND: _into_outbox}.get(settings.MAIL_CARRIER, _by_backend)
        outcomes: list[Outcome] = []
        for outcome in self._each(messages, carry):
            outcomes.append(outcome)
            if self.journal is not None and outcome.reason != NOT_BEGUN:
                self.journal.end(outcome.reference, "again" if outcome.again else outcome.state, outcome.reason)
        return outcomes

    def _each(self, messages: Sequence[OutgoingMessage], carry: "Carry") -> Iterator[Outcome]:
        until, away = time.monotonic() + LONGEST_TURN, ""
        for message in messages:
            if away or time.monotonic() > until:
                yield Outcome.failed(message, NOT_BEGUN, detail=away or SLOW, again=True)
                continue
            try:
                recipient = mime.envelope_address(message.address)
                yield carry(message, recipient, self._begin(message))
            except mime.AddressError as error:
                yield Outcome.failed(message, Cause.REFUSED, detail=str(error))
            except smtp.CarrierAwayError as error:
                away = str(error)
                yield Outcome.failed(message, NOT_BEGUN, detail=away, again=True)

    def _begin(self, message: OutgoingMessage) -> Callable[[], None]:
        journal = self.journal
        return (lambda: journal.begin(message.reference)) if journal is not None else (lambda: None)

    def _by_smtp(self, message: OutgoingMessage, recipient: str, begin: Callable[[], None]) -> Outcome:
        mail, envelope = compose(message, recipient), _envelope_sender(message)
        try:
            said = self._connection.hand_over(envelope, recipient, mail, begin)
        except smtp.RefusedError as error:
            return _refused(message, error)
        except smtp.BrokenError as error:
            return Outcome.failed(message, "connection", detail=str(error), again=True)
        except smtp.LostError as error:
            return Outcome.unknown(message, "connection", detail=str(error))
        return Outcome.sent(message, detail=said)

    def close(self) -> None:
        self._connection.close()


Carry = Callable[[OutgoingMessage, str, Callable[[], None]], Outcome]


def _refused(message: OutgoingMessage, error: smtp.RefusedError) -> Outcome:
    if error.is_ours:
        raise smtp.CarrierAwayError(str(error))
    if error.is_for_now:
        return Outcome.failed(message, "temporary", detail=str(error), again=True)
    reason = Cause.NO_MAILBOX if error.is_no_mailbox else Cause.REFUSED
    return Outcome.failed(message, reason, detail=str(error), gone=error.is_no_mailbox)


def _from() -> tuple[str, str]:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or settings.WAGTAIL_SITE_NAME, address or settings.DEFAULT_FROM_EMAIL


def _envelope_sender(message: OutgoingMessage) -> str:
    own = references.return_address(message.message_id) if message.message_id else ""
    return own or _from()[1]


def _headers(message: OutgoingMessage) -> dict[str, str]:
    return {"Content-Language": message.language, **message.headers}


def compose(message: OutgoingMessage, recipient: str) -> bytes:
    """The bytes that leave."""
    return mime.build(
        sender=mime.mailbox(*_from()), recipient=mime.mailbox(message.name, recipient), subject=message.rendered.subject,
        text=message.rendered.text, html=message.rendered.html, at=now(), headers=_headers(message),
        message_id=message.rfc_message_id or make_msgid(domain=references.mail_domain()),
    )  # fmt: skip


def _into_outbox(message: OutgoingMessage, recipient: str, begin: Callable[[], None]) -> Outcome:
    """A file that staff read on the desk, whole or not at all."""
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
    part = folder / f".{name}.part"
    part.write_bytes(compose(message, recipient))
    begin()
    part.rename(folder / name)
    return Outcome.sent(message)


def _by_backend(message: OutgoingMessage, recipient: str, begin: Callable[[], None]) -> Outcome:
    """By whatever MAIL_CARRIER names: a django-anymail backend tells the provider's own number of the message."""
    words = message.rendered
    headers = {"Message-ID": message.rfc_message_id, **_headers(message)}
    sender = mime.mailbox(*_from()).replace("\n ", " ")
    to = mime.mailbox(message.name, recipient).replace("\n ", " ")
    subject = mime.one_line(words.subject).replace("=?", "= ?")  # providers take it as text: nothing in it may read as an encoded word
    mail: Any = EmailMultiAlternatives(subject, words.text, sender, [to], headers=headers)
    if words.html:
        mail.attach_alternative(words.html, "text/html")
    mail.metadata = {"atrium": references.token(message.message_id)} if message.message_id else {}
    mail.merge_id = message.reference
    begin()
    try:
        get_connection(settings.MAIL_CARRIER).send_messages([mail])
    except Exception as error:  # noqa: BLE001 - every backend raises its own
        return _backend_fault(message, error)
    status = getattr(mail, "anymail_status", None)
    provider_id = getattr(status, "message_id", None) or ""
    kinds = set(getattr(status, "status", None) or ())
    if kinds and kinds <= {"rejected", "invalid", "failed"}:
        return Outcome.failed(message, Cause.REFUSED, detail=", ".join(sorted(kinds)))
    return Outcome.sent(message, provider_id=str(provider_id))


def _backend_fault(message: OutgoingMessage, error: Exception) -> Outcome:
    """Whether the message may have left: a provider that answered with an error has not taken it, one that fell silent perhaps has."""
    code = getattr(error, "status_code", None) or getattr(error, "smtp_code", None)
    told = f"{type(error).__name__} {code or ''}".strip()
    if isinstance(code, int) and (400 <= code < 500) and code not in {408, 429}:
        if code in {401, 403}:
            raise smtp.CarrierAwayError(told)
        return Outcome.failed(message, Cause.REFUSED, detail=told)
    if isinstance(code, int):
        return Outcome.failed(message, "temporary", detail=told, again=True)
    if isinstance(error, (ConnectionRefusedError, ValueError, TypeError)):
        return Outcome.failed(message, "connection", detail=told, again=True)
    return Outcome.unknown(message, "connection", detail=told)

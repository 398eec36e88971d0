"""A connection to the mail server that stays open, and the one step of SMTP that matters: the dot after which a mail may have left."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from django.conf import settings

_QUIET_SECONDS = 45
"""A connection that said nothing for so long is asked first: servers close idle ones."""
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_MAILBOX = re.compile(
    r"user unknown|unknown (user|recipient|mailbox)|no such (user|mailbox|recipient|address)|does not exist|doesn't exist|"
    r"(recipient|address|mailbox) (not found|rejected: user)|invalid (mailbox|recipient)|not a valid mailbox|account (is )?disabled",
    re.IGNORECASE,
)


class CarrierAwayError(Exception):
    """The mail server cannot be reached or lets nobody in: no message was handed over."""


class LostError(Exception):
    """The connection ended after the last dot: nobody can say whether the server took the mail."""


class BrokenError(Exception):
    """The connection ended before the last dot: the mail has not left."""


class RefusedError(Exception):
    """The server said no. `stage`: mail, rcpt, data or end."""

    def __init__(self, code: int, reply: bytes | str, stage: str) -> None:
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
        self.code, self.stage, self.reply = code, stage, " ".join(text.split())[:250]
        super().__init__(f"{code} {self.reply}")

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463), '' where the server gives none."""
        found = _STATUS.search(self.reply)
        return found[0] if found else ""

    @property
    def is_for_now(self) -> bool:
        return self.code < 500

    @property
    def is_ours(self) -> bool:
        """The server does not let *us* send at all: no fault of the message."""
        return self.code in {421, 530, 534, 535, 538} or (self.stage == "mail" and self.code in {550, 553, 554})

    @property
    def is_no_mailbox(self) -> bool:
        if self.is_for_now or self.stage not in {"rcpt", "end"}:
            return False
        if self.status:
            return self.status.startswith(("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"))
        return self.code in {550, 551, 553} and bool(_NO_MAILBOX.search(self.reply))


class Connection:
    """One open connection, opened when it is first needed and again when it broke."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0

    def hand_over(self, sender: str, recipient: str, mail: bytes, begin: Callable[[], None]) -> str:
        """Give one mail to the server; its last words (with the number it gave the mail). `begin` is called before the last dot.

        Raises CarrierAwayError, RefusedError, BrokenError, LostError.
        """
        reused = self._smtp is not None
        smtp = self._ready()
        try:
            return self._give(smtp, sender, recipient, mail, begin)
        except BrokenError:
            self.close()
            if not reused:
                raise
        return self._give(self._ready(), sender, recipient, mail, begin)  # the server had closed an idle connection

    def _ready(self) -> smtplib.SMTP:
        if self._smtp is not None and time.monotonic() - self._used_at > _QUIET_SECONDS:
            self._ask_whether_there()
        if self._smtp is None:
            self._smtp = _open()
        return self._smtp

    def _ask_whether_there(self) -> None:
        try:
            there = self._smtp is not None and self._smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            there = False
        if not there:
            self.close()

    def _give(self, smtp: smtplib.SMTP, sender: str, recipient: str, mail: bytes, begin: Callable[[], None]) -> str:
        try:
            self._step("mail", *smtp.mail(sender))
            self._step("rcpt", *smtp.rcpt(recipient))
            self._step("data", *smtp.docmd("DATA"), wanted=354)
            smtp.send(smtplib._quote_periods(mail))  # type: ignore[attr-defined]  # noqa: SLF001 - as smtplib.SMTP.data does
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self.close()
            raise BrokenError(type(error).__name__) from None
        except smtplib.SMTPException as error:  # an address the server's dialect cannot carry
            self._start_over()
            raise RefusedError(553, str(error), "rcpt") from None
        begin()
        try:
            smtp.send(b".\r\n")
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise LostError(type(error).__name__) from None
        self._step("end", code, reply)
        self._used_at = time.monotonic()
        return reply.decode("utf-8", "replace")[:200]

    def _step(self, stage: str, code: int, reply: bytes, wanted: int = 250) -> None:
        if code == wanted or (wanted == 250 and code == 251):
            return
        if code == -1:
            raise smtplib.SMTPServerDisconnected("no answer")
        if code == 421:
            self.close()
        elif stage != "end":
            self._start_over()
        self._used_at = time.monotonic()
        raise RefusedError(code, reply, stage)

    def _start_over(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _open() -> smtplib.SMTP:
    """A greeted, encrypted and signed-in connection, as EMAIL_URL says."""
    try:
        return _greeted()
    except (OSError, smtplib.SMTPException) as error:
        raise CarrierAwayError(f"{type(error).__name__}: {error}"[:250]) from None


def _greeted() -> smtplib.SMTP:
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "timeout": settings.EMAIL_TIMEOUT}
    if settings.EMAIL_USE_SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(**where, context=ssl.create_default_context())
    else:
        smtp = smtplib.SMTP(**where)
    try:
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if smtp.sock is not None:  # the last dot is a write of its own: it must not wait for an answer to the one before (Nagle, 40 ms)
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp

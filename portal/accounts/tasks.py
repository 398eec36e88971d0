"""Letters leave in the background: a mail server that is slow or away holds nobody up and loses nothing."""

import logging
from email import message_from_bytes
from email.message import Message
from smtplib import SMTPException, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import MIMEMixin

from portal.accounts import actions, gates
from portal.accounts.actions import sessions, watching
from portal.accounts.models import Letter
from portal.core.clock import now
from portal.jobs.work import job

logger = logging.getLogger(__name__)


class NotSentError(Exception):
    """The carrier did not take the letter. Says what went wrong and nothing of what the letter says."""


class _Parsed(MIMEMixin, Message):
    """A message read back, written as Django's carriers write theirs."""


class _Stored(EmailMessage):
    """A letter for the carrier, byte for byte as it was laid down."""

    def __init__(self, letter: Letter, recipients: list[str]) -> None:
        super().__init__(from_email=letter.sender, to=recipients)
        self.content = bytes(letter.content)

    def message(self) -> Any:
        return message_from_bytes(self.content, _class=_Parsed)


def _send(letter_id: int) -> None:
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    recipients = gates.let_through(letter.recipients)
    if not recipients:
        logger.info("letter %s was dropped: nothing is sent to its address", letter_id)
    elif letter.good_until > now():
        message = _Stored(letter, recipients)
        try:
            get_connection(settings.MAIL_CARRIER).send_messages([message])
        except (SMTPException, OSError) as error:
            raise NotSentError(_what_went_wrong(error, letter)) from None
        gates.note_left(recipients, str(message.message()[gates.REFERENCE_HEADER] or f"accounts.letter:{letter_id}"))
    else:
        logger.warning("letter %s was dropped: it could not be sent while it was good", letter_id)
    actions.drop_letter(letter_id)


def _what_went_wrong(error: Exception, letter: Letter) -> str:
    """A server may repeat the mail in its answer: of a secret one only the number of the answer is told."""
    if isinstance(error, SMTPException) and letter.is_secret:
        return f"{type(error).__name__} {error.smtp_code if isinstance(error, SMTPResponseException) else ''}".strip()
    return f"{type(error).__name__}: {error}"


@job(retries=25, backoff=2, longest=60, queue="mail", priority=50)
def send_code(letter_id: int) -> None:
    """Send a letter that somebody waits for; tried often, for as long as its code is good."""
    _send(letter_id)


@job(retries=32, backoff=10, queue="mail")
def send_letter(letter_id: int) -> None:
    """Send a letter; tried for a day."""
    _send(letter_id)


@job(retries=2)
def drop_stale_letters() -> int:
    """Forget letters that are no longer good."""
    return actions.drop_stale_letters()


@job(retries=2)
def forget_old_browsers() -> int:
    """Forget browsers nobody has signed in with for two years."""
    return watching.forget_old_browsers()


@job(retries=2)
def forget_ended_sessions() -> int:
    """Forget from where people were signed in, once they are no longer."""
    return sessions.forget_ended_sessions()

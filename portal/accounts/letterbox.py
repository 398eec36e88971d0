"""Where every mail of the portal goes first: into a row and a job, in the transaction of the one who sends it."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from portal.accounts import actions, tasks
from portal.accounts.mails import CODE, SECRET_HEADER
from portal.jobs.work import later


class Letterbox(BaseEmailBackend):
    """`EMAIL_BACKEND`: takes letters in; a worker hands them to `MAIL_CARRIER`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [message for message in email_messages if message.recipients()]
        with transaction.atomic():
            for message in letters:
                _take_in(message)
        return len(letters)


def _take_in(message: EmailMessage) -> None:
    secret = message.extra_headers.get(SECRET_HEADER, "")
    seconds = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT if secret == CODE else settings.MAIL_GOOD_FOR
    letter = actions.keep_letter(message, is_secret=bool(secret), good_for=timedelta(seconds=seconds))
    later(tasks.send_code if secret == CODE else tasks.send_letter, letter.pk)

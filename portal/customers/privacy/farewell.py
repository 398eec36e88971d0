"""The two mails of an erasure, and the address of its report.

The second one is handed to the carrier at once, past the queue: what waits in the queue for this address is about to be erased.
"""

import logging
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import translation

from portal.accounts import gates, mails
from portal.accounts.models import User
from portal.customers.models import Erasure

logger = logging.getLogger(__name__)
SALT = "portal.customers.erasure-report"


def report_path(erasure: Erasure) -> str:
    """The address of the report on this site, for nobody who was not given it."""
    return reverse("customers:privacy_report", args=[signing.dumps(str(erasure.code), salt=SALT)])


def confirm(erasure: Erasure, user: Any) -> None:
    """Tell the customer that his wish was heard, how to take it back, and where the report will be."""
    with translation.override(erasure.language):
        links = {"report_url": settings.SITE_URL + report_path(erasure), "days": str(settings.ERASURE_DAYS)}
        mails.compose("erasure_asked", user.email, links).send()


def send(erasure: Erasure) -> int:
    """Tell him that it begins, with the link to the report; returns how many mails left. A carrier that fails holds nothing up."""
    sent = 0
    for user in User.objects.filter(pk__in=erasure.subject["user_ids"]):
        if not gates.let_through([user.email]):
            continue
        with translation.override(erasure.language):
            message = mails.compose("erasure_begun", user.email, {"report_url": settings.SITE_URL + report_path(erasure)})
        try:
            sent += get_connection(settings.MAIL_CARRIER).send_messages([message]) or 0
        except OSError:  # SMTPException is one too
            logger.warning("the farewell of erasure %s could not be sent", erasure.pk)
    return sent

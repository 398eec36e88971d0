"""A template as a recipient would read it, before anything is sent: with samples, or with a chosen customer's data."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from portal.customers import gate
from portal.customers.enums import ContactChannel, Purpose
from portal.messaging.channels.base import Rendered
from portal.messaging.models import MessageTemplate
from portal.messaging.rendering import paper
from portal.messaging.rendering.compiling import Words
from portal.messaging.rendering.outgoing import words_from
from portal.messaging.rendering.variables import variables


class NotSentError(Exception):
    """The gate does not let anything go to this address."""


def words_of(template: MessageTemplate, language: str) -> Words | None:
    """What the present version says in a language."""
    version = template.versions.filter(number=template.version).first()
    if version is not None:
        text = version.texts.get(language)
        return words_from(text) if text else None
    row = template.texts.filter(language=language).first()
    return Words(row.subject, row.body, row.preheader, row.short) if row else None


def languages_of(template: MessageTemplate) -> list[str]:
    """The languages a template speaks, in the house's order."""
    version = template.versions.filter(number=template.version).first()
    there = set(version.texts) if version else set(template.texts.values_list("language", flat=True))
    return [code for code, _name in settings.LANGUAGES if code in there]


def shown(words: Words, *, language: str, purpose: str, party: Any = None) -> Rendered:
    """The words on paper. What a customer has no value for, and what only a sending knows, is shown by its sample."""
    sheet = paper.set_words(words, language=language, purpose=purpose)
    message = SimpleNamespace(pk=0, party=party, language=language, context={}, identifier=None, purpose=purpose)
    with translation.override(language):
        values = {name: _value(name, message) for name in sheet.words.names if name in variables}
    foot = dict.fromkeys(paper.FOOT, settings.SITE_URL + "/")
    return sheet.rendered(values | foot)


def _value(name: str, message: Any) -> str:
    variable = variables[name]
    own = str(variable.value(message)) if message.party is not None else ""
    return own or variable.sample


def send_test(template: MessageTemplate, language: str, *, by: Any, party: Any = None) -> None:
    """Send the template to the one who asks, marked as a test. Raises NotSentError when nothing may go to the address."""
    words = words_of(template, language)
    verdict = gate.address_verdict(by.email, ContactChannel.EMAIL, Purpose.ACCOUNT)
    if words is None or not verdict.allowed:
        raise NotSentError(str(verdict.reason.label))
    told = shown(words, language=language, purpose=template.purpose, party=party)
    subject = _("Test: %(subject)s") % {"subject": told.subject}
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    mail = EmailMultiAlternatives(subject, told.text, settings.DEFAULT_FROM_EMAIL, [by.email], headers=headers)
    mail.attach_alternative(told.html, "text/html")
    mail.send()

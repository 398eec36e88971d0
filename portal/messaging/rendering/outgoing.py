"""Message rows become messages that can leave: the words of their template's version, in the recipient's language, with his values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from portal.core.money import babel_locale
from portal.customers import links
from portal.customers.enums import BASIS_OF, Basis, ContactChannel, Purpose
from portal.customers.models import PartyFact
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.models import Message, PushSubscription
from portal.messaging.queries.templates import texts_of
from portal.messaging.rendering import paper
from portal.messaging.rendering.compiling import Words
from portal.messaging.rendering.variables import ADDRESS, NoAddressError, UnknownVariableError, variables

WHY_SALT = "messaging.why"
_POSTAL = ("company", "street", "postcode", "city", "country")
Rewriter = Callable[[Message, str, int], str]


@dataclass(frozen=True)
class Refused:
    """A message that cannot be written: `reason` is a code, `detail` a sentence for staff."""

    reason: str
    detail: str


_sheet = lru_cache(maxsize=512)(paper.set_words)


def outgoing(messages: Sequence[Message], *, rewrite: Rewriter | None = None) -> dict[int, OutgoingMessage | Refused]:
    """Each message as it leaves, by its number, in as many queries for five hundred as for one.

    The rows should come with party, identifier and template (select_related). `rewrite(message, address, number)` may change where a
    link of the words leads, for those who agreed to be counted.
    """
    texts = _texts({_words_of(message) for message in messages if message.template_id})
    subscriptions, postal = _subscriptions(messages), _postal(messages)
    return {
        message.pk: _one(message, texts, subscriptions, postal if message.channel == ContactChannel.LETTER else {}, rewrite)
        for message in messages
    }


def _one(
    message: Message,
    texts: dict[tuple[int, int], dict[str, Words]],
    subscriptions: dict[int, PushSubscription],
    postal: dict[int, str],
    rewrite: Rewriter | None,
) -> OutgoingMessage | Refused:
    by_language = texts.get(_words_of(message), {})
    language = next((code for code in (message.language, settings.LANGUAGE_CODE, *by_language) if code in by_language), "")
    if not language:
        return Refused("no_words", "The template has no words.")
    try:
        sheet = _sheet(by_language[language], language=language, purpose=message.purpose)
    except (UnknownVariableError, NoAddressError) as error:
        return Refused("unknown_variable", f"The template names {{{error.name}}}, which does not exist.")
    with translation.override(language):
        values = values_of(message, sheet.words.names)
    missing = next((name for name in sheet.words.names if name in variables and variables[name].kind == ADDRESS and not values[name]), "")
    if missing:
        return Refused("no_address", f"The link {{{missing}}} leads nowhere for this recipient.")
    foot = foot_of(message, language)
    change = (lambda address, number: rewrite(message, address, number)) if rewrite else None
    subscription = subscriptions.get(message.identifier_id or 0)
    return OutgoingMessage(
        reference=f"messaging.message:{message.pk}",
        channel=message.channel,
        purpose=message.purpose,
        language=language,
        address=subscription.endpoint if subscription else postal.get(message.party_id) or address_of(message),
        rendered=sheet.rendered(values | foot, change),
        message_id=message.pk,
        party_id=message.party_id,
        identifier_id=message.identifier_id,
        name=message.party.billed_name or message.party.handle,
        details={"unsubscribe": foot.get("foot.unsubscribe", "")}
        | ({"p256dh": subscription.p256dh, "auth": subscription.auth} if subscription else {}),
    )


def address_of(message: Message) -> str:
    """Where the message goes, as the contact point has it."""
    if message.identifier is None:
        return message.address_norm
    plain = message.channel in {ContactChannel.SMS, ContactChannel.PHONE, ContactChannel.FAX}
    return str(message.identifier.value_norm if plain else message.identifier.value_raw)


def values_of(message: Any, names: Iterable[str]) -> dict[str, str]:
    """The values of these variables for one message, in the active language."""
    return {name: str(variables[name].value(message)) for name in names if name in variables}


def why_url(message_id: int, language: str) -> str:
    """The page that tells the recipient why; signed, so that nobody reads another's."""
    return settings.SITE_URL + _why_path(language).replace("TOKEN", signing.Signer(salt=WHY_SALT).sign(str(message_id)))


@lru_cache(maxsize=16)
def _why_path(language: str) -> str:
    with translation.override(language):
        return reverse("messaging:why", args=["TOKEN"])


def foot_of(message: Message, language: str) -> dict[str, str]:
    """The addresses of the foot of one message."""
    found = {"foot.why": why_url(message.pk, language)}
    if message.identifier is None:
        return found | {"foot.preferences": settings.SITE_URL + "/me/"}
    found["foot.preferences"] = links.preference_url(message.identifier, language)
    if BASIS_OF[Purpose(message.purpose)] != Basis.CONTRACT:
        found["foot.unsubscribe"] = links.unsubscribe_url(
            message.identifier, message.purpose, message.channel, f"messaging.message:{message.pk}"
        )
    return found


def words_from(text: dict[str, str]) -> Words:
    """Words as a version keeps them."""
    return Words(subject=text["subject"], body=text["body"], preheader=text.get("preheader", ""), short=text.get("short", ""))


def _words_of(message: Message) -> tuple[int, int]:
    """Template and version of the words: those the message was queued with, whatever the template says by now."""
    newest = message.template.version if message.template else 0
    return message.template_id or 0, message.template_version or newest


def _texts(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Words]]:
    return {one: {code: words_from(text) for code, text in texts.items()} for one, texts in texts_of(wanted).items()}


def _subscriptions(messages: Sequence[Message]) -> dict[int, PushSubscription]:
    wanted = [message.identifier_id for message in messages if message.channel == ContactChannel.PUSH and message.identifier_id]
    return {one.identifier_id: one for one in PushSubscription.objects.filter(identifier_id__in=wanted)} if wanted else {}


def _postal(messages: Sequence[Message]) -> dict[int, str]:
    """Party → lines of the postal address, put together from what is known, for letters whose contact point is in one line."""
    wanted = [
        message.party_id
        for message in messages
        if message.channel == ContactChannel.LETTER and "\n" not in (message.identifier.value_raw if message.identifier else "")
    ]
    known: dict[int, dict[str, str]] = {}
    facts = PartyFact.objects.filter(party_id__in=wanted, attribute__in=_POSTAL).order_by("observed_at", "pk") if wanted else []
    for fact in facts:
        known.setdefault(fact.party_id, {})[fact.attribute] = str(fact.value)
    languages = {message.party_id: message.language for message in messages}
    return {party: lines for party, parts in known.items() if (lines := _lines(parts, languages[party]))}


def _lines(parts: dict[str, str], language: str) -> str:
    """'' where street or town are not known."""
    if not parts.get("street") or not parts.get("city"):
        return ""
    country = parts.get("country", "")
    town = f"{parts.get('postcode', '')} {parts['city']}".strip()
    named = babel_locale(language).territories.get(country.upper(), country)
    return "\n".join(line for line in (parts.get("company", ""), parts["street"], town, named) if line)

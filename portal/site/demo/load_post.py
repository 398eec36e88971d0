"""Messages by every way there is: some customers would rather have a letter, a call, a text message or a fax that their machine is done.

Who gets what follows from his own preferences, by the real choice of the channel; the worker sends them into the embedded channels.
"""

from django.db import transaction
from django.db.models import QuerySet

from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers.actions import preferences
from portal.customers.enums import ContactChannel, IdentifierKind, Purpose, Source
from portal.customers.models import Identifier, Party, PartyFact
from portal.customers.queries.preferences import CHANNELS
from portal.messaging.actions import queueing
from portal.messaging.models import Message, MessageTemplate
from portal.messaging.rendering import fonts
from portal.site.demo.book import LANGUAGES, Book

_TEMPLATE = "repair-ready"
_WAYS = (ContactChannel.LETTER, ContactChannel.SMS, ContactChannel.PHONE, ContactChannel.FAX, ContactChannel.EMAIL)
_FACTS = ("street", "postcode", "city", "country")
_ABROAD = {
    "AE": "United Arab Emirates", "AT": "Österreich", "CH": "Schweiz", "GB": "United Kingdom", "IE": "Ireland", "JO": "Jordan", "TW": "Taiwan",
}  # fmt: skip
"""The last line of an address, as the post of the workshop's country reads it; none at home."""
_SAMPLE = {"zh-hant": "繁體中文", "ar": "العربية"}


def load(book: Book) -> None:
    """Write to five customers a language, and into the inboxes of those with a login; whoever has been written to is left alone."""
    if not MessageTemplate.objects.filter(slug=_TEMPLATE).exists():
        return
    for done, language in enumerate(LANGUAGES, 1):
        with transaction.atomic():
            for number, (party, way) in enumerate(zip(_people(language), _WAYS, strict=False)):
                _write(party, way, f"demo:{_TEMPLATE}:{language}:{number}")
        book.progress("Messages", done, len(LANGUAGES))
    for code in ("maeve-osullivan", "jonas"):
        if code in book.people:
            _queue(book.people[code], ContactChannel.INBOX, f"demo:{_TEMPLATE}:{code}")


def _people(language: str) -> QuerySet[Party]:
    """The first of the customer list with a mail address, a telephone and all of a postal address."""
    rows = Party.objects.filter(language=language, user=None, erased_at=None)
    for kind in (IdentifierKind.EMAIL, IdentifierKind.PHONE):
        rows = rows.filter(pk__in=Identifier.objects.filter(kind=kind, ended_at=None).values("party"))
    return rows.filter(pk__in=PartyFact.objects.filter(attribute="street").values("party")).order_by("pk")[: len(_WAYS)]


def _write(party: Party, way: ContactChannel, key: str) -> None:
    """What he would rather have, the contact point it needs, and the message."""
    if Message.objects.filter(key=key).exists():
        return
    if way == ContactChannel.LETTER and fonts.lacking(_SAMPLE.get(party.language, "")):
        way = ContactChannel.SMS
    if way == ContactChannel.LETTER:
        facts: dict[str, str] = dict(PartyFact.objects.filter(party=party, attribute__in=_FACTS).values_list("attribute", "value"))
        town = " ".join(facts[name] for name in ("postcode", "city") if name in facts)
        address = "\n".join(line for line in (facts["street"], town, _ABROAD.get(facts.get("country", ""), "")) if line)
        customers.add_identifier(party, IdentifierKind.POST, address, by=None, source=Source.IMPORT)
    elif way == ContactChannel.FAX:
        phone = Identifier.objects.filter(party=party, kind=IdentifierKind.PHONE, ended_at=None).order_by("pk")[0]
        customers.add_identifier(party, IdentifierKind.FAX, phone.value_norm, by=None, source=Source.IMPORT)
    preferences.declare(party, {f"{CHANNELS}{Purpose.SERVICE}": [way.value]}, by=None, at=now())
    _queue(party, None, key)


def _queue(party: Party, way: ContactChannel | None, key: str) -> None:
    queueing.send_message(party, _TEMPLATE, channels=[way] if way else None, key=key)

"""What follows from a mail that came back: only where it carries a token we signed, so that no forged one has an address stopped."""

import hashlib

from portal.customers.actions import consent
from portal.customers.enums import BASIS_OF, Basis, ConsentSource
from portal.customers.models import Identifier
from portal.messaging.actions import events
from portal.messaging.bounces import reading
from portal.messaging.bounces.reading import Kind, Reading
from portal.messaging.enums import EventKind
from portal.messaging.models import Message


def take_in(raw: bytes) -> str:
    """Read a mail and do what follows; says in a word what it was taken for. The same mail again changes nothing."""
    found = reading.read(raw)
    if found.way_out is not None:
        return _end(found)
    message = Message.objects.select_related("party", "identifier", "mailing").filter(pk=found.number).first() if found.number else None
    if message is None:
        return "not ours" if found.kind in {Kind.BOUNCE, Kind.COMPLAINT, Kind.DELIVERED} else found.kind.value
    return _note(message, found, raw)


def _note(message: Message, found: Reading, raw: bytes) -> str:
    if found.kind == Kind.BOUNCE:
        worst = max(found.refusals, key=lambda one: one.hard)
        kind = EventKind.BOUNCED_HARD if worst.hard else EventKind.BOUNCED_SOFT
        detail = {"status": worst.status, "said": worst.said, "address": worst.address}
        events.note_event(message, kind, detail=detail, provider="mail", content=worst.status)
    elif found.kind == Kind.COMPLAINT:
        events.note_event(message, EventKind.COMPLAINED, provider="mail")
    elif found.kind == Kind.DELIVERED:
        events.note_event(message, EventKind.DELIVERED, machine=True, provider="mail")
    elif found.kind == Kind.REPLY:
        content = hashlib.sha256(found.mail_id.encode("utf-8", "replace") or raw).hexdigest()
        events.note_event(message, EventKind.REPLIED, provider="mail", content=content)
    return found.kind.value


def _end(found: Reading) -> str:
    """A mail to the address of the List-Unsubscribe header takes consent back, as the button does."""
    out = found.way_out
    identifier = Identifier.objects.filter(pk=out.identifier_id).first() if out else None
    if out is None or identifier is None:
        return "not ours"
    act = {Basis.CONSENT: consent.withdraw, Basis.INTEREST: consent.object_to}.get(BASIS_OF[out.purpose])  # type: ignore[index]
    if act is not None:
        evidence = {"mail": found.mail_id[:200], "from": found.sender[:200]}
        key = hashlib.sha256(found.mail_id.encode("utf-8", "replace")).hexdigest()[:40]
        act(identifier, out.purpose, out.channel, source=ConsentSource.MAILTO, evidence=evidence, key=f"mailto:{identifier.pk}:{key}")
    return Kind.WAY_OUT.value

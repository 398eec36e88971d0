"""Reads of consent: what follows from the ledger, which words are published, and the whole proof of a contact point."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from portal.core.kept import kept
from portal.core.many import listed
from portal.core.prepared import PreparedRows
from portal.customers import gate, identify
from portal.customers.enums import IDENTIFIER_OF, ConsentAction, ConsentStatus, ContactChannel, Purpose
from portal.customers.models import ConsentEvent, ConsentState, ConsentText, Contact, Identifier, Suppression
from portal.customers.queries.aliases import RowsOf

WAITS = "waits"
"""The mark in a grant's evidence that it holds only once it is confirmed."""
_RANK = {
    ConsentAction.GRANT: 0, ConsentAction.CONFIRM: 1, ConsentAction.EXPIRE: 2, ConsentAction.WITHDRAW: 3, ConsentAction.OBJECT: 4,
}  # fmt: skip
_YES = {ConsentStatus.GRANTED, ConsentStatus.PENDING}


@dataclass(frozen=True)
class Derived:
    """What the ledger says of one contact point, purpose and channel."""

    status: ConsentStatus
    since_at: datetime
    until_at: datetime | None
    event_id: int

    def get_status_display(self) -> str:
        """As a row of the state says it."""
        return str(self.status.label)


def in_order(events: Iterable[ConsentEvent]) -> list[ConsentEvent]:
    """The acts as they count: by their moment; of the same moment a withdrawal comes last and so wins."""
    return sorted(events, key=lambda e: (e.at, _RANK[ConsentAction(e.action)], e.pk))


def derive(events: Iterable[ConsentEvent]) -> Derived | None:
    """The state that follows from all acts of one contact point, purpose and channel; None before the first that says anything."""
    held: Derived | None = None
    for event in in_order(events):
        held = _after(held, event)
    return held


def _after(held: Derived | None, event: ConsentEvent) -> Derived | None:
    action = ConsentAction(event.action)
    if action == ConsentAction.GRANT:
        return _granted(held, event)
    if action == ConsentAction.CONFIRM:
        waits = held is not None and held.status == ConsentStatus.PENDING
        return Derived(ConsentStatus.GRANTED, event.at, held.until_at, event.pk) if held and waits else held
    if action == ConsentAction.EXPIRE:
        return Derived(ConsentStatus.EXPIRED, event.at, None, event.pk) if held and held.status in _YES else held
    if action == ConsentAction.OBJECT:
        return Derived(ConsentStatus.OBJECTED, event.at, None, event.pk)
    if held is not None and held.status == ConsentStatus.OBJECTED:
        return held  # who objected has said more than who withdraws
    return Derived(ConsentStatus.WITHDRAWN, event.at, None, event.pk)


def _granted(held: Derived | None, event: ConsentEvent) -> Derived:
    since = event.effective_at or event.at
    holds = held is not None and held.status == ConsentStatus.GRANTED and (held.until_at is None or held.until_at > event.at)
    if event.evidence.get(WAITS):
        return held if held and holds else Derived(ConsentStatus.PENDING, event.at, event.ends_at, event.pk)
    return Derived(ConsentStatus.GRANTED, min(held.since_at, since) if held and holds else since, event.ends_at, event.pk)


def state_of(identifier: Identifier, purpose: str, channel: str) -> ConsentState | None:
    """What holds now, as derived; None when nothing was ever said."""
    return ConsentState.objects.filter(identifier=identifier, purpose=purpose, channel=channel).first()


def states_of(identifier_ids: Iterable[int]) -> dict[tuple[int, str, str], ConsentState]:
    """All that holds now for these contact points, by (identifier, purpose, channel)."""
    rows = _states.rows(ids=list(identifier_ids))
    return {(row.identifier_id, row.purpose, row.channel): row for row in rows}


_states = PreparedRows(
    lambda ids: ConsentState.objects.filter(identifier_id__in=listed(ids)).select_related("event__text").order_by(), ids=[2**62, 2**62 + 1]
)


def history_of(identifier_ids: Iterable[int]) -> QuerySet[ConsentEvent]:
    """Every act of consent of these contact points, the newest first, with its words and who noted it."""
    rows = ConsentEvent.objects.filter(identifier_id__in=listed(identifier_ids))
    return rows.select_related("text", "identifier", "actor").order_by("-at", "-pk")


_history = PreparedRows(history_of, identifier_ids=[2**62, 2**62 + 1])


def sha256_of(body: str) -> str:
    """The hash by which a text is proved to be the one that was shown."""
    return hashlib.sha256(body.encode()).hexdigest()


def current_text(purpose: str, language: str) -> ConsentText | None:
    """The newest published words of the purpose in that language, else in the default language."""
    for code in dict.fromkeys((language, settings.LANGUAGE_CODE)):
        if found := ConsentText.objects.filter(purpose=purpose, language=code).order_by("-version").first():
            return found
    return None


def current_texts(language: str) -> dict[str, ConsentText]:
    """The newest words of every purpose in that language, else in the default language; one query."""
    found: dict[str, ConsentText] = {}
    rows = ConsentText.objects.filter(language__in={language, settings.LANGUAGE_CODE})
    for text in sorted(rows, key=lambda t: (t.language == language, t.version)):
        found[text.purpose] = text
    return found


def texts_shown(language: str) -> dict[str, ConsentText]:
    """As `current_texts`, asked for once a minute: for pages whose form, when it comes back, tells which words were seen."""
    return kept(f"consent-texts:{language}", lambda: current_texts(language), 60)


def suppressions_for(term: str) -> QuerySet[Suppression]:
    """The rows of the suppression list for an address as somebody types it (in whichever of its kinds it can be one); all for ''."""
    rows = Suppression.objects.select_related("lifted_by").order_by("-at", "-pk")
    if not term:
        return rows
    hashes = {gate.address_hash(kind, norm) for kind in set(IDENTIFIER_OF.values()) if (norm := _normal(kind, term))}
    return rows.filter(address_hash__in=hashes)


def _normal(kind: str, value: str) -> str:
    try:
        return identify.normal(kind, value)
    except ValidationError:
        return ""


def ways_of(identifiers: Iterable[Identifier]) -> list[tuple[Identifier, ContactChannel]]:
    """Each contact point with each channel it can be reached on, e-mail first."""
    return [(row, channel) for channel in ContactChannel for row in identifiers if IDENTIFIER_OF[channel] == row.kind]


def differences(identifier_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Where the derived states of these contact points are not what the ledger says: must be empty. Who was erased has no states."""
    ids = list(identifier_ids)
    events = ConsentEvent.objects.filter(identifier_id__in=listed(ids), identifier__party__erased_at=None)
    states = ConsentState.objects.filter(identifier_id__in=listed(ids))
    stored = {(s.identifier_id, s.purpose, s.channel): s for s in states}
    found = []
    for key, derived in _all_derived(events):
        state = stored.pop(key, None)
        if derived != _as_derived(state):
            found.append({"key": key, "derived": derived, "state": state})
    return found + [{"key": key, "derived": None, "state": state} for key, state in stored.items()]


def _as_derived(state: ConsentState | None) -> Derived | None:
    return Derived(ConsentStatus(state.status), state.since_at, state.until_at, state.event_id) if state else None


def _all_derived(events: QuerySet[ConsentEvent]) -> Iterable[tuple[tuple[int, str, str], Derived | None]]:
    batch: list[ConsentEvent] = []
    key: tuple[int, str, str] | None = None
    for event in events.order_by("identifier_id", "purpose", "channel").iterator(chunk_size=2000):
        if (event.identifier_id, event.purpose, event.channel) != key:
            if key is not None:
                yield key, derive(batch)
            key, batch = (event.identifier_id, event.purpose, event.channel), []
        batch.append(event)
    if key is not None:
        yield key, derive(batch)


PURPOSES_ASKED = (Purpose.NEWS, Purpose.OFFERS, Purpose.SURVEYS)
"""What is asked for before it is done, in the order it is shown."""


def contacts_since(identifier: Identifier, reference: str, since: datetime) -> int:
    """How many contacts whose reference begins so were made with this contact point since then."""
    made = Contact.objects.filter(party_id=identifier.party_id, identifier=identifier, reference__startswith=f"{reference}:", at__gt=since)
    return made.count()


def is_unasked(channel: str) -> bool:
    """May a legitimate interest write on this channel before anything was said?"""
    return channel in gate.UNASKED


@dataclass(frozen=True)
class Proof:
    """One line of "what we hold, and why": a contact point, what for, how, what holds, and everything that led to it."""

    identifier: Identifier
    purpose: Purpose
    channel: ContactChannel
    state: ConsentState | Derived | None
    history: list[ConsentEvent]


def proofs_of(identifiers: Iterable[Identifier], states: dict[tuple[int, str, str], ConsentState] | None = None) -> list[Proof]:
    """Everything that was ever said of these contact points, by contact point and purpose. Two queries; one where `states` are known."""
    rows = {row.pk: row for row in identifiers}
    acts = _by_key(_history.rows(identifier_ids=list(rows)))
    known = states_of(rows) if states is None else states
    return [Proof(rows[k[0]], Purpose(k[1]), ContactChannel(k[2]), known.get(k), acts[k]) for k in sorted(acts, key=_place)]


def proofs_of_parties(party_ids: Iterable[int]) -> list[Proof]:
    """The same for everything these parties ever said, also of addresses that ended; what holds is derived. One query."""
    acts = _by_key(_acts.rows(list(party_ids)))
    return [Proof(acts[k][0].identifier, Purpose(k[1]), ContactChannel(k[2]), derive(acts[k]), acts[k]) for k in sorted(acts, key=_place)]


def _acts_of(ids: list[int]) -> QuerySet[ConsentEvent]:
    rows = ConsentEvent.objects.filter(identifier__party_id__in=ids).select_related("text", "identifier", "actor")
    return rows.order_by("-at", "-pk")


_acts = RowsOf(_acts_of)


def _by_key(events: Iterable[ConsentEvent]) -> dict[tuple[int, str, str], list[ConsentEvent]]:
    acts: dict[tuple[int, str, str], list[ConsentEvent]] = {}
    for event in events:
        acts.setdefault((event.identifier_id, event.purpose, event.channel), []).append(event)
    return acts


def _place(key: tuple[int, str, str]) -> tuple[int, int, int]:
    return key[0], Purpose.values.index(key[1]), ContactChannel.values.index(key[2])


def contact_points(party_ids: Iterable[int]) -> list[Identifier]:
    """Where these parties can be reached, the kinds in a fixed order, the oldest first."""
    return sorted(_points.rows(ids=list(party_ids)), key=lambda row: (_KINDS.index(row.kind), row.first_seen_at, row.pk))


_KINDS = [str(kind) for kind in dict.fromkeys(IDENTIFIER_OF.values())]
_points = PreparedRows(
    lambda ids: Identifier.objects.filter(party_id__in=listed(ids), kind__in=_KINDS, ended_at=None, party__erased_at=None)
    .select_related("party").order_by(),
    ids=[2**62, 2**62 + 1],
)  # fmt: skip

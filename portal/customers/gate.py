"""The only door out: whether something may be sent to a contact point, and if not, why and from when on.

Every sender asks here at the last moment, whatever it asked before. Nothing is kept: a withdrawal is in force with its commit.
What an answer rests on: the state of the identifier and its party, the suppression list, the consent ledger by the purpose's basis,
the pause, the frequency caps over everything that was ever sent to the person (`Contact`), and the quiet hours on the person's clock.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.many import listed
from portal.customers import hours, identify
from portal.customers.enums import (
    BASIS_OF,
    IDENTIFIER_OF,
    Basis,
    ConsentStatus,
    ContactChannel,
    Purpose,
    SuppressionReason,
)
from portal.customers.models import ConsentState, Contact, Identifier, Party, PartyAlias, PreferenceEvent, Suppression


class Reason(TextChoices):
    """Why something may be sent, or why not: codes that senders keep with each message."""

    CONSENT = "consent", _("The customer agreed to it.")
    CONTRACT = "contract", _("It is owed to the customer.")
    INTEREST = "interest", _("It answers what the customer did, and he has not objected.")
    NO_CONSENT = "no_consent", _("The customer was never asked, or never said yes.")
    PENDING = "pending", _("The customer has not confirmed his address yet.")
    WITHDRAWN = "withdrawn", _("The customer withdrew his consent.")
    OBJECTED = "objected", _("The customer objected to it.")
    EXPIRED = "expired", _("The consent has run out.")
    SUPPRESSED = "suppressed", _("Nothing is sent to this address.")
    UNVERIFIED = "unverified", _("Nobody has shown yet that this address is his.")
    ENDED = "ended", _("This address or number is no longer used.")
    ERASED = "erased", _("The customer had his data erased.")
    UNFIT = "unfit", _("This sort of contact cannot be reached this way.")
    PAUSED = "paused", _("The customer paused everything for a while.")
    CAPPED = "capped", _("The customer has heard from us often enough for now.")
    QUIET = "quiet", _("These are the customer's quiet hours.")


@dataclass(frozen=True)
class Verdict:
    """May it be sent? `event_id` is the consent event it rests on; `again_at` when it will be allowed, where time alone is in the way."""

    allowed: bool
    reason: Reason
    event_id: int | None = None
    again_at: datetime | None = None


OWED = frozenset(purpose for purpose, basis in BASIS_OF.items() if basis == Basis.CONTRACT)
"""Purposes that no cap, pause or quiet hour holds up."""
STOPS_OWED = frozenset({SuppressionReason.BOUNCE, SuppressionReason.STAFF})
"""A complaint about an advertisement must not keep a sign-in code from anybody; an address that does not exist gets neither."""
UNCOUNTED = frozenset({ContactChannel.INBOX})
"""Waits until the customer looks: caps do not count it, and it keeps no quiet hours."""
RINGS = frozenset({ContactChannel.PUSH, ContactChannel.SMS, ContactChannel.PHONE, ContactChannel.FAX})
"""Keeps the house's quiet hours even where the customer has said nothing."""
UNASKED = frozenset({ContactChannel.EMAIL, ContactChannel.INBOX})
"""Where a legitimate interest may write without having asked; whatever rings, or costs, is asked for first."""
_HELD_BACK = {
    ConsentStatus.PENDING: Reason.PENDING, ConsentStatus.WITHDRAWN: Reason.WITHDRAWN,
    ConsentStatus.OBJECTED: Reason.OBJECTED, ConsentStatus.EXPIRED: Reason.EXPIRED,
}  # fmt: skip


@dataclass(frozen=True)
class Cap:
    """At most `most` contacts for any of `purposes` within `days` days; 0 for no limit."""

    purposes: frozenset[Purpose]
    days: int
    most: int


def caps() -> list[Cap]:
    """The limits in force, as the operator set them."""
    adverts, surveys = frozenset({Purpose.NEWS, Purpose.OFFERS}), frozenset({Purpose.SURVEYS})
    rows = [
        Cap(adverts, 1, settings.ADVERTS_A_DAY),
        Cap(adverts, 7, settings.ADVERTS_A_WEEK),
        Cap(surveys, 30, settings.SURVEYS_A_MONTH),
    ]
    return [cap for cap in rows if cap.most > 0]


def address_hash(kind: str, value_norm: str) -> str:
    """What the suppression list keeps of an address: a keyed hash of its normal form, so that the list can outlive the address."""
    return hmac.digest(_hash_key(settings.ADDRESS_HASH_KEY), f"{kind}:{value_norm}".encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _hash_key(secret: str) -> bytes:
    return salted_hmac("portal.customers.suppression", "address", secret=secret, algorithm="sha256").digest()


def may_send(identifier: Identifier, purpose: str, channel: str, *, at: datetime | None = None) -> Verdict:
    """Whether something may be sent to this contact point for this purpose on this channel."""
    return verdicts([identifier.pk], purpose, channel, at=at)[identifier.pk]


def verdicts(identifier_ids: Sequence[int], purpose: str, channel: str, *, at: datetime | None = None) -> dict[int, Verdict]:
    """`may_send` for many: one verdict for each number, in the same few statements however many they are.

    Several messages to one person in one batch see the same verdict: a sender lets one of them go and asks again for the next.
    """
    wanted, way, moment = Purpose(purpose), ContactChannel(channel), at or now()
    rows = _rows(identifier_ids)
    delays = _Delays(rows.values(), wanted, way, moment)
    states = _states(identifier_ids, wanted, way, moment)
    key = _hash_key(settings.ADDRESS_HASH_KEY)
    hashes = {row.pk: hmac.digest(key, f"{row.kind}:{row.value_norm}".encode(), "sha256").hex() for row in rows.values()}
    stopped = _stopped(hashes.values(), wanted, way)
    answers = {}
    for number in identifier_ids:
        row = rows.get(number)
        if row is None:
            answers[number] = Verdict(allowed=False, reason=Reason.ENDED)
            continue
        fault = _fault(row, way, stopped=hashes[number] in stopped)
        answer = Verdict(allowed=False, reason=fault) if fault else _ground(row, wanted, way, states.get(number))
        answers[number] = delays.laid_on(answer, row) if answer.allowed else answer
    return answers


def address_verdict(address: str, channel: str, purpose: str, *, at: datetime | None = None) -> Verdict:
    """For a letter to an address that is given, not looked up (codes, news of the account).

    Owed purposes pass unless the address is stopped; every other purpose needs a contact point that allows it. What cannot be an
    address gives UNFIT.
    """
    wanted, way = Purpose(purpose), ContactChannel(channel)
    kind = IDENTIFIER_OF[way]
    try:
        norm = identify.normal(kind, address)
    except ValidationError:
        norm = ""
    if not norm or not address.isprintable():  # what would have to be cleaned first is not what the carrier gets
        return Verdict(allowed=False, reason=Reason.UNFIT)
    if wanted in OWED:
        stopped = bool(_stopped([address_hash(kind, norm)], wanted, way))
        return Verdict(allowed=not stopped, reason=Reason.SUPPRESSED if stopped else Reason.CONTRACT)
    numbers = list(Identifier.objects.filter(kind=kind, value_norm=norm, ended_at=None).values_list("pk", flat=True))
    answers = list(verdicts(numbers, wanted, way, at=at).values())
    return next((a for a in answers if a.allowed), answers[0] if answers else Verdict(allowed=False, reason=Reason.NO_CONSENT))


class _Row(NamedTuple):
    pk: int
    party_id: int
    kind: str
    value_norm: str
    verified: bool
    ended: bool
    erased: bool
    zone: str


def _rows(numbers: Sequence[int]) -> dict[int, _Row]:
    found = Identifier.objects.filter(pk__in=listed(numbers)).values_list(
        "pk", "party_id", "kind", "value_norm", Q(verified_at__isnull=False), Q(ended_at__isnull=False), Q(party__erased_at__isnull=False),
        "party__time_zone",
    )  # fmt: skip
    return {row[0]: _Row(*row) for row in found}


class _State(NamedTuple):
    identifier_id: int
    status: str
    is_to_come: bool
    has_run_out: bool
    event_id: int


def _states(numbers: Sequence[int], purpose: Purpose, channel: ContactChannel, at: datetime) -> dict[int, _State]:
    found = ConsentState.objects.filter(identifier_id__in=listed(numbers), purpose=purpose, channel=channel)
    rows = found.values_list("identifier_id", "status", Q(since_at__gt=at), Q(until_at__isnull=False, until_at__lte=at), "event_id")
    return {row[0]: _State(*row) for row in rows}


def _stopped(hashes: Iterable[str], purpose: Purpose, channel: ContactChannel) -> set[str]:
    rows = Suppression.objects.filter(address_hash__in=listed(list(hashes) or [""]), channel=channel, lifted_at=None)
    rows = rows.filter(purpose__in=["", purpose])
    if purpose in OWED:
        rows = rows.filter(reason__in=STOPS_OWED)
    return set(rows.values_list("address_hash", flat=True))


def _fault(row: _Row, channel: ContactChannel, *, stopped: bool) -> Reason | None:
    """What is wrong with the contact point itself."""
    if row.erased:
        return Reason.ERASED
    if row.ended:
        return Reason.ENDED
    if row.kind != IDENTIFIER_OF[channel]:
        return Reason.UNFIT
    return Reason.SUPPRESSED if stopped else None


def _ground(row: _Row, purpose: Purpose, channel: ContactChannel, state: _State | None) -> Verdict:
    """On what ground it may be sent, by the basis of the purpose."""
    basis = BASIS_OF[purpose]
    event = state.event_id if state else None
    if basis == Basis.CONTRACT:
        return Verdict(allowed=True, reason=Reason.CONTRACT, event_id=event)
    if basis == Basis.INTEREST:
        if state and state.status in {ConsentStatus.WITHDRAWN, ConsentStatus.OBJECTED}:
            return Verdict(allowed=False, reason=_HELD_BACK[ConsentStatus(state.status)], event_id=event)
        if state is None and channel not in UNASKED:
            return Verdict(allowed=False, reason=Reason.NO_CONSENT)
        if channel == ContactChannel.EMAIL and not row.verified:
            return Verdict(allowed=False, reason=Reason.UNVERIFIED, event_id=event)
        return Verdict(allowed=True, reason=Reason.INTEREST, event_id=event)
    if state is None or (state.status == ConsentStatus.GRANTED and state.is_to_come):
        return Verdict(allowed=False, reason=Reason.NO_CONSENT, event_id=event)
    if state.status == ConsentStatus.GRANTED:
        return Verdict(allowed=not state.has_run_out, reason=Reason.EXPIRED if state.has_run_out else Reason.CONSENT, event_id=event)
    return Verdict(allowed=False, reason=_HELD_BACK[ConsentStatus(state.status)], event_id=event)


class _Person:
    """What holds for a person, whichever of his merged parties a contact point hangs on."""

    __slots__ = ("contacts", "paused_until", "quiet", "zone")

    def __init__(self, zone: str = "") -> None:
        self.zone = zone
        self.quiet: Any = None
        self.paused_until: datetime | None = None
        self.contacts: list[tuple[datetime, str]] = []


_Delay = tuple[Reason, datetime]


class _Delays:
    """What time alone puts in the way, for many at once: worked out for those who said something, were merged or had something of late;
    for all others it follows from the clock of their zone. Owed purposes are held up by nothing.
    """

    def __init__(self, rows: Iterable[_Row], purpose: Purpose, channel: ContactChannel, at: datetime) -> None:
        self.channel, self.at = channel, at
        self.limits = [cap for cap in caps() if purpose in cap.purposes]
        self.people = {} if purpose in OWED else _people(rows, purpose, at)
        self.is_owed = purpose in OWED
        self._by_zone: dict[str, _Delay | None] = {}

    def laid_on(self, answer: Verdict, row: _Row) -> Verdict:
        """The answer once the person's pause, caps and quiet hours are looked at."""
        if self.is_owed:
            return answer
        person = self.people.get(row.party_id)
        if person is not None:
            held = _held_up(person, self.limits, self.channel, self.at)
        elif row.zone in self._by_zone:
            held = self._by_zone[row.zone]
        else:
            held = self._by_zone[row.zone] = _held_up(_Person(row.zone), self.limits, self.channel, self.at)
        return answer if held is None else Verdict(allowed=False, reason=held[0], event_id=answer.event_id, again_at=held[1])


def _people(rows: Iterable[_Row], purpose: Purpose, at: datetime) -> dict[int, _Person]:
    """Party number → person, of those of whom anything is known that may hold a message up."""
    zones = {row.party_id: row.zone for row in rows}
    root = dict(PartyAlias.objects.filter(party_id__in=listed(zones)).values_list("party_id", "canonical_id"))
    roots = {root.get(party, party) for party in zones} if root else set(zones)
    others = dict(PartyAlias.objects.filter(canonical_id__in=listed(roots)).values_list("party_id", "canonical_id"))
    members = dict(zip(roots, roots, strict=True)) | others
    people: dict[int, _Person] = {}
    tied = {*others, *others.values()}
    for pk, zone in Party.objects.filter(pk__in=listed(tied)).values_list("pk", "time_zone") if tied else ():
        person = people.setdefault(members[pk], _Person())
        person.zone = zone if pk == members[pk] and zone else person.zone or zone

    def person_of(party: int) -> _Person:
        return people.get(members[party]) or people.setdefault(members[party], _Person(zones.get(party, "")))

    events = PreferenceEvent.objects.filter(party_id__in=listed(members), key__in=["quiet", "paused_until"]).order_by("at", "pk")
    for party, key, value in events.values_list("party_id", "key", "value"):
        if key == "quiet":
            person_of(party).quiet = value
        else:
            person_of(party).paused_until = datetime.fromisoformat(value) if value else None
    for party, moment, what in _contacts(members, purpose, at):
        person_of(party).contacts.append((moment, what))
    return people | {party: people[canonical] for party, canonical in root.items() if canonical in people}


def _contacts(parties: Iterable[int], purpose: Purpose, at: datetime) -> Iterable[tuple[int, datetime, str]]:
    """What was sent to these parties that a cap of this purpose counts, oldest first."""
    limits = [cap for cap in caps() if purpose in cap.purposes]
    together = {other for cap in limits for other in cap.purposes}
    longest = max((cap.days for cap in limits), default=0)
    rows = Contact.objects.filter(party_id__in=listed(parties), purpose__in=together, at__gt=at - timedelta(days=longest), at__lte=at)
    return rows.exclude(channel__in=UNCOUNTED).order_by("at", "pk").values_list("party_id", "at", "purpose")


def _held_up(person: _Person, limits: list[Cap], channel: ContactChannel, at: datetime) -> _Delay | None:
    """The person's pause, caps and quiet hours: the first that is in the way, and a moment at which none of them is; None for free."""
    reason, opens = None, at
    if person.paused_until and person.paused_until > opens:
        reason, opens = Reason.PAUSED, person.paused_until
    if channel not in UNCOUNTED:
        free = max((_free_at(cap, person.contacts, opens) for cap in limits), default=opens) if person.contacts else opens
        if free > opens:
            reason, opens = reason or Reason.CAPPED, free
        awake = hours.open_at(_quiet_span(person, channel), person.zone, opens)
        if awake > opens:
            reason, opens = reason or Reason.QUIET, awake
    return None if reason is None else (reason, opens)


def _free_at(cap: Cap, contacts: list[tuple[datetime, str]], at: datetime) -> datetime:
    """When the cap lets the next one through: `at` itself, or the moment the oldest that counts is old enough."""
    window = timedelta(days=cap.days)
    counted = [moment for moment, what in contacts if what in cap.purposes and moment > at - window]
    return at if len(counted) < cap.most else counted[-cap.most] + window


def _quiet_span(person: _Person, channel: ContactChannel) -> tuple[time, time] | None:
    """The quiet hours that hold: what the customer said, else the house's for what rings. A letter in the post wakes nobody."""
    if channel == ContactChannel.LETTER:
        return None
    if person.quiet is not None:
        return hours.span(person.quiet)
    return hours.house_span() if channel in RINGS else None

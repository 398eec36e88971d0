"""Every write of consent: acts appended to the ledger, with the state that follows from them in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict, Unpack

import yaml
from django.conf import settings
from django.db import transaction
from wagtail.models import Site

from portal.core.clock import now
from portal.core.events import announce
from portal.core.many import listed
from portal.customers import events, timeline
from portal.customers.actions import contacts
from portal.customers.enums import (
    BASIS_OF,
    IDENTIFIER_OF,
    Basis,
    Channel,
    ConsentAction,
    ConsentSource,
    ConsentStatus,
    ContactChannel,
    Purpose,
)
from portal.customers.links import WayOut
from portal.customers.models import ConsentEvent, ConsentState, ConsentText, Identifier
from portal.customers.queries import consent as queries

suppress, lift, note_contacts, drop_contacts = contacts.suppress, contacts.lift, contacts.note_contacts, contacts.drop_contacts

_HOUSE_TEXTS = Path(__file__).resolve().parent.parent / "texts" / "consent.yaml"
_CLOCKS_DIFFER = timedelta(minutes=5)
_TRUSTED = frozenset({ConsentSource.IMPORT})
"""Brings the proof of a confirmation from elsewhere."""
_NO = frozenset({ConsentStatus.WITHDRAWN, ConsentStatus.OBJECTED})
_HIS_OWN = frozenset({ConsentSource.SIGNUP, ConsentSource.PREFERENCES, ConsentSource.LINK, ConsentSource.CONFIRMATION, ConsentSource.FORM})
"""Doors at which the customer himself stands."""
_TOLD_THROUGH = {
    ConsentSource.TELEPHONE: Channel.PHONE, ConsentSource.ONE_CLICK: Channel.EMAIL, ConsentSource.MAILTO: Channel.EMAIL,
    ConsentSource.COMPLAINT: Channel.EMAIL, ConsentSource.IMPORT: Channel.SYSTEM, ConsentSource.SYSTEM: Channel.SYSTEM,
    ConsentSource.DESK: Channel.SYSTEM,
}  # fmt: skip


class NoProofError(ValueError):
    """A consent without its words and without evidence is none."""


class UnfitError(ValueError):
    """This sort of contact point cannot be reached on that channel."""


class TextChangedError(ValueError):
    """The words are not those that were published."""


class Said(TypedDict, total=False):
    """What may be said of an act: the words that were shown, the proof, who noted it, when, and its key (the same key twice is one act)."""

    text: ConsentText | None
    evidence: dict[str, Any] | None
    by: Any
    at: datetime | None
    key: str | None


def grant(
    identifier: Identifier,
    purpose: str,
    channel: str,
    *,
    source: str,
    text: ConsentText | None = None,
    evidence: dict[str, Any] | None = None,
    by: Any = None,
    at: datetime | None = None,
    effective_at: datetime | None = None,
    ends_at: datetime | None = None,
    unproved: bool = False,
    key: str | None = None,
) -> ConsentState | None:
    """The customer agreed. An e-mail address that nobody has proved waits for its confirmation (`events.consent_asked`).

    `unproved`: whoever says so is not known to be the owner of the contact point (a visitor at a form), so it waits in any case.

    Raises NoProofError where consent is the basis and there are neither words nor evidence, UnfitError for the wrong sort of contact.
    """
    if BASIS_OF[Purpose(purpose)] == Basis.CONSENT and text is None and not evidence:
        raise NoProofError(f"{purpose} by {channel}")
    proof = dict(evidence or {})
    proof.pop(queries.WAITS, None)
    if unproved or _must_confirm(identifier, purpose, channel, source):
        proof[queries.WAITS] = True
    more = {"text": text, "effective_at": effective_at, "ends_at": ends_at}
    return _act(identifier, purpose, channel, ConsentAction.GRANT, source=source, evidence=proof, by=by, at=at, key=key, **more)


@dataclass(frozen=True)
class Agreed:
    """One of many consents that a list brings (`grant_many`)."""

    identifier: Identifier
    purpose: Purpose
    channel: ContactChannel
    evidence: dict[str, Any]
    key: str


def grant_many(grants: Sequence[Agreed], *, source: ConsentSource, by: Any) -> None:
    """Many who agreed, at contact points that are new in this transaction: what `grant` would write for each, in five statements.

    Only from a source that brings its proof. Raises as `grant`.
    """
    if source not in _TRUSTED:
        raise ValueError("what is not trusted is asked for one by one")
    for one in grants:
        if BASIS_OF[one.purpose] == Basis.CONSENT and not one.evidence:
            raise NoProofError(f"{one.purpose} by {one.channel}")
        if one.identifier.kind != IDENTIFIER_OF[one.channel]:
            raise UnfitError(f"{one.identifier.kind} cannot be reached by {one.channel}")
    moment, actor_id = now(), getattr(by, "pk", None)
    with transaction.atomic():
        there = set(ConsentEvent.objects.filter(key__in=listed([one.key for one in grants] or [""])).values_list("key", flat=True))
        appended = ConsentEvent.objects.bulk_create(
            ConsentEvent(
                identifier=one.identifier, purpose=one.purpose, channel=one.channel, action=ConsentAction.GRANT, at=moment, source=source,
                basis=BASIS_OF[one.purpose], evidence={k: v for k, v in one.evidence.items() if k != queries.WAITS}, actor_id=actor_id,
                key=one.key,
            )
            for one in grants if one.key not in there
        )  # fmt: skip
        _settle_new(appended)


def _settle_new(appended: list[ConsentEvent]) -> None:
    """What follows from acts at contact points of which the ledger said nothing before."""
    states, told = [], []
    for event in appended:
        derived = queries.derive([event])
        if derived is not None:
            values = {"status": derived.status, "since_at": derived.since_at, "until_at": derived.until_at, "event": event}
            states.append(ConsentState(identifier=event.identifier, purpose=event.purpose, channel=event.channel, **values))
            told += _told(event.identifier, event, derived.status)
            changed = {"identifier_id": event.identifier_id, "purpose": event.purpose, "channel": event.channel}
            announce(events.consent_changed, **changed, status=derived.status)
    ConsentState.objects.bulk_create(states)
    timeline.record_many(told)


def confirm(
    identifier: Identifier,
    purpose: str,
    channel: str,
    *,
    source: str = ConsentSource.CONFIRMATION,
    **said: Unpack[Said],
) -> ConsentState | None:
    """The customer confirmed what he asked for. Only a waiting grant becomes one: after a withdrawal this changes nothing."""
    return _act(identifier, purpose, channel, ConsentAction.CONFIRM, source=source, **said)


def withdraw(
    identifier: Identifier,
    purpose: str,
    channel: str,
    *,
    source: str,
    **said: Unpack[Said],
) -> ConsentState | None:
    """The customer took his consent back; in force with the commit. Wins over a grant of the same moment."""
    return _act(identifier, purpose, channel, ConsentAction.WITHDRAW, source=source, **said)


def object_to(
    identifier: Identifier,
    purpose: str,
    channel: str,
    *,
    source: str,
    **said: Unpack[Said],
) -> ConsentState | None:
    """The customer objected to what we do without having asked him; stays until he agrees."""
    return _act(identifier, purpose, channel, ConsentAction.OBJECT, source=source, **said)


def withdraw_all(
    identifiers: Iterable[Identifier],
    *,
    source: str,
    evidence: dict[str, Any] | None = None,
    by: Any = None,
    channels: Iterable[str] = ContactChannel,
) -> int:
    """Take back everything that can be taken back at these contact points, by these channels; what we owe stays. How many acts it took."""
    acts, wanted = 0, set(channels)
    with transaction.atomic():
        for row, channel in queries.ways_of(list(identifiers)):
            if channel not in wanted:
                continue
            for purpose, basis in BASIS_OF.items():
                state = queries.state_of(row, purpose, channel)
                if basis == Basis.INTEREST and (state is None or state.status != ConsentStatus.OBJECTED):
                    object_to(row, purpose, channel, source=source, evidence=evidence, by=by)
                elif basis == Basis.CONSENT and state and state.status in {ConsentStatus.GRANTED, ConsentStatus.PENDING}:
                    withdraw(row, purpose, channel, source=source, evidence=evidence, by=by)
                else:
                    continue
                acts += 1
    return acts


def unsubscribe(way: WayOut, *, source: str) -> bool:
    """Somebody took the way out a message offered: in force with the commit, for this address whoever else has it too.

    Whether there was such a contact point. Taking it again changes nothing; what is owed to the customer stays.
    """
    basis = BASIS_OF[Purpose(way.purpose)]
    evidence = {"message": way.reference} if way.reference else {}
    with transaction.atomic():
        named = Identifier.objects.filter(pk=way.identifier_id).first()
        if named is None or named.kind != IDENTIFIER_OF[ContactChannel(way.channel)]:
            return False
        same = Identifier.objects.filter(kind=named.kind, system=named.system, value_norm=named.value_norm, ended_at=None)
        for row in {named, *same}:
            state = queries.state_of(row, way.purpose, way.channel)
            if basis == Basis.INTEREST and (state is None or state.status != ConsentStatus.OBJECTED):
                object_to(row, way.purpose, way.channel, source=source, evidence=evidence)
            elif basis == Basis.CONSENT and (row == named or state) and (state is None or state.status not in _NO):
                withdraw(row, way.purpose, way.channel, source=source, evidence=evidence)
        told = {"identifier_id": named.pk, "purpose": way.purpose, "channel": way.channel, "reference": way.reference}
        announce(events.unsubscribed, source=source, **told)
    return True


def confirm_waiting(
    identifier: Identifier, *, source: str = ConsentSource.CONFIRMATION, event_ids: Iterable[int] | None = None, asked_at: str = ""
) -> int:
    """Whoever reads this address has confirmed it: the waiting grants hold from now on. How many.

    `event_ids`: only these; `asked_at`: only those of one door.
    """
    wanted = None if event_ids is None else set(event_ids)
    done = 0
    with transaction.atomic():
        waiting = ConsentState.objects.filter(identifier=identifier, status=ConsentStatus.PENDING).select_related("event")
        for state in waiting:
            if (wanted is not None and state.event_id not in wanted) or (asked_at and state.event.source != asked_at):
                continue
            evidence = {"grant": state.event_id}
            after = confirm(
                identifier, state.purpose, state.channel, source=source, text=state.event.text, evidence=evidence,
                key=f"confirm:{state.event_id}",
            )  # fmt: skip
            done += after is not None and after.status == ConsentStatus.GRANTED
    return done


def expire_due(*, at: datetime | None = None, waiting_days: int = 30, most: int = 1000) -> int:
    """Note what has run out: consents past their end, and questions that nobody has answered. How many."""
    moment = at or now()
    ended = ConsentState.objects.filter(status=ConsentStatus.GRANTED, until_at__lte=moment)
    forgotten = ConsentState.objects.filter(status=ConsentStatus.PENDING, since_at__lte=moment - timedelta(days=waiting_days))
    rows = [*ended.select_related("identifier")[:most], *forgotten.select_related("identifier")[:most]]
    for state in rows:
        key = f"expire:{state.event_id}"
        _act(state.identifier, state.purpose, state.channel, ConsentAction.EXPIRE, source=ConsentSource.SYSTEM, at=at, key=key)
    return len(rows)


def _must_confirm(identifier: Identifier, purpose: str, channel: str, source: str) -> bool:
    """An address typed by somebody is not yet his: what may be advertised to it waits (double opt-in)."""
    asked = BASIS_OF[Purpose(purpose)] == Basis.CONSENT and channel == ContactChannel.EMAIL
    return asked and source not in _TRUSTED and identifier.verified_at is None


def _act(
    identifier: Identifier, purpose: str, channel: str, action: ConsentAction, *, source: str, evidence: dict[str, Any] | None = None,
    by: Any = None, at: datetime | None = None, key: str | None = None, **more: Any,
) -> ConsentState | None:  # fmt: skip
    """Append one act and derive the state anew, while nobody else acts on this contact point. The same `key` twice is one act."""
    purpose, channel = Purpose(purpose), ContactChannel(channel)
    if identifier.kind != IDENTIFIER_OF[channel]:
        raise UnfitError(f"{identifier.kind} cannot be reached by {channel}")
    with transaction.atomic():
        held = Identifier.objects.select_for_update().select_related("party").get(pk=identifier.pk)
        if key is not None and ConsentEvent.objects.filter(key=key).exists():
            return queries.state_of(held, purpose, channel)
        before = list(ConsentEvent.objects.filter(identifier=held, purpose=purpose, channel=channel))
        event = ConsentEvent.objects.create(
            identifier=held, purpose=purpose, channel=channel, action=action, basis=BASIS_OF[purpose], at=_moment(at, before),
            source=source, evidence=evidence or {}, actor=by if getattr(by, "pk", None) else None, key=key, **more,
        )  # fmt: skip
        return _settle(held, event, [*before, event])


def _moment(at: datetime | None, before: list[ConsentEvent]) -> datetime:
    """When it happened. What happens now happens after everything that is known, also where two machines' clocks differ."""
    if at is None:
        return max([now(), *(event.at for event in before)])
    if at > now() + _CLOCKS_DIFFER:
        raise ValueError("an act of consent cannot lie in the future")
    return at


def _settle(identifier: Identifier, event: ConsentEvent, ledger: list[ConsentEvent]) -> ConsentState | None:
    """Write what follows from the ledger now, and tell of it where it changed."""
    was = ConsentState.objects.filter(identifier=identifier, purpose=event.purpose, channel=event.channel).first()
    before = was.status if was else None
    state = _keep_state(identifier.pk, event.purpose, event.channel, queries.derive(ledger), was)
    status = state.status if state else None
    if status == ConsentStatus.PENDING and state and state.event_id == event.pk and event.source != ConsentSource.SIGNUP:
        events.consent_asked.send(sender=None, identifier_id=identifier.pk)  # not after the commit: a crash there would lose the question
    if status == ConsentStatus.GRANTED and event.source in _HIS_OWN:
        contacts.lift_own_wish(identifier, event.purpose, event.channel)
    if status != before:
        timeline.record_many(_told(identifier, event, status))
        announce(events.consent_changed, identifier_id=identifier.pk, purpose=event.purpose, channel=event.channel, status=status)
    return state


def _keep_state(
    identifier_id: int, purpose: str, channel: str, derived: queries.Derived | None, was: ConsentState | None
) -> ConsentState | None:
    """The row of the derived state as the ledger wants it."""
    if derived is None:
        if was is not None:
            was.delete()
        return None
    state = was or ConsentState(identifier_id=identifier_id, purpose=purpose, channel=channel)
    state.status, state.since_at, state.until_at, state.event_id = derived.status, derived.since_at, derived.until_at, derived.event_id
    state.save()
    return state


def _told(identifier: Identifier, event: ConsentEvent, status: str | None) -> list[timeline.Fact]:
    """What the timeline says of it, if anything."""
    kinds = {
        ConsentStatus.GRANTED: "customers.consent_given", ConsentStatus.WITHDRAWN: "customers.consent_withdrawn",
        ConsentStatus.OBJECTED: "customers.consent_withdrawn", ConsentStatus.EXPIRED: "customers.consent_ended",
    }  # fmt: skip
    kind = kinds.get(ConsentStatus(status)) if status else None
    if kind is None:
        return []
    attrs = {"purpose": event.purpose, "by": event.channel, "source": event.source}
    through = _TOLD_THROUGH.get(ConsentSource(event.source), Channel.WEB) if event.source in ConsentSource.values else Channel.WEB
    return [
        timeline.Fact(
            identifier.party_id, kind, f"consent:{event.pk}", attrs, at=event.at, channel=through, identifier_id=identifier.pk,
            actor_id=event.actor_id,
        )
    ]  # fmt: skip


def rebuild_states(identifier_ids: Iterable[int]) -> int:
    """Derive the states of these contact points anew from the ledger; how many rows were not as they should have been."""
    with transaction.atomic():
        held = list(Identifier.objects.select_for_update().filter(pk__in=list(identifier_ids)).values_list("pk", flat=True))
        wrong = queries.differences(held)
        for row in wrong:
            number, purpose, channel = row["key"]
            _keep_state(number, purpose, channel, row["derived"], row["state"])
    return len(wrong)


def publish_text(purpose: str, language: str, body: str, *, at: datetime | None = None) -> ConsentText:
    """Publish the words of a purpose as its next version; the words that are published already stay the version they are."""
    clean = body.strip()
    with transaction.atomic():
        last = ConsentText.objects.filter(purpose=Purpose(purpose), language=language).order_by("-version").first()
        if last is not None and last.body == clean:
            return last
        version = last.version + 1 if last else 1
        return ConsentText.objects.create(
            purpose=purpose, language=language, version=version, body=clean, sha256=queries.sha256_of(clean), published_at=at or now()
        )


def publish_house_texts() -> list[ConsentText]:
    """Publish the words that come with the portal, under the name its pages bear, in every language; new versions where they changed."""
    words = yaml.safe_load(_HOUSE_TEXTS.read_text(encoding="utf-8"))
    named = Site.objects.filter(is_default_site=True).values_list("site_name", flat=True)
    name = named.first() or settings.WAGTAIL_SITE_NAME
    return [
        publish_text(purpose, language, body.replace("{site}", name))
        for purpose, bodies in words.items()
        for language, body in bodies.items()
    ]

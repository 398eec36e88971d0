"""What a customer decides in his preference centre, as one act: consents by contact point, and everything he would rather have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from portal.customers import actions
from portal.customers.actions import consent, preferences
from portal.customers.enums import BASIS_OF, Basis, ConsentSource, ConsentStatus, ContactChannel, IdentifierKind, Purpose
from portal.customers.models import ConsentEvent, ConsentText, Identifier, Party
from portal.customers.queries import consent as queries
from portal.customers.queries import preferences as preference_queries

Way = tuple[ContactChannel, int]
"""A channel and the number of the contact point it reaches."""


@dataclass(frozen=True)
class Choices:
    """What was on the page and what was ticked. `offered` are the ways that could be ticked, `ticked` those that were."""

    offered: dict[Purpose, set[Way]]
    ticked: dict[Purpose, set[Way]]
    values: dict[str, Any] = field(default_factory=dict)
    """Preference key → value, as `preferences.declare` takes them."""
    texts: dict[str, ConsentText] = field(default_factory=dict)
    """The words that were shown, by purpose."""


def save_choices(party: Party, choices: Choices, *, source: str, by: Any) -> int:
    """Keep all of it, or nothing. Only what differs from what holds is an act of consent; how many there were."""
    numbers = {number for ways in choices.offered.values() for _channel, number in ways}
    with transaction.atomic():
        rows = Identifier.objects.in_bulk(numbers)
        states = queries.states_of(numbers)
        acts = 0
        for purpose, offered in choices.offered.items():
            if BASIS_OF[purpose] == Basis.CONTRACT:
                continue
            for way in sorted(offered):
                state = states.get((way[1], purpose, way[0]))
                yes = way in choices.ticked.get(purpose, set())
                acts += _decide(rows[way[1]], purpose, way[0], state.status if state else None, yes=yes, text=choices.texts.get(purpose),
                                source=source, by=by)  # fmt: skip
        preferences.declare(party, choices.values | _liked(party, choices), by=by)
    return acts


def _decide(
    row: Identifier, purpose: Purpose, channel: ContactChannel, status: str | None, *, yes: bool, text: ConsentText | None, source: str,
    by: Any,
) -> int:  # fmt: skip
    by_itself = status is None and BASIS_OF[purpose] == Basis.INTEREST and queries.is_unasked(channel)
    if yes == (by_itself or status in {ConsentStatus.GRANTED, ConsentStatus.PENDING}):
        return 0
    if yes:
        consent.grant(row, purpose, channel, source=source, text=text, by=by)
    elif BASIS_OF[purpose] == Basis.INTEREST:
        consent.object_to(row, purpose, channel, source=source, text=text, by=by)
    else:
        consent.withdraw(row, purpose, channel, source=source, text=text, by=by)
    return 1


def agree_at_sign_up(user: Any, purposes: Iterable[str], texts: dict[str, ConsentText]) -> None:
    """The boxes ticked when signing up: they wait for the proof of the address, which signing up asks for anyway."""
    row = user.party.identifiers.filter(kind=IdentifierKind.EMAIL, ended_at=None).order_by("-pk").first()
    if row is not None:
        for purpose in purposes:
            consent.grant(row, purpose, ContactChannel.EMAIL, source=ConsentSource.SIGNUP, text=texts.get(purpose), by=user)


def _liked(party: Party, choices: Choices) -> dict[str, list[str]]:
    """The ways he likes by purpose: of the channels that were on the page those that were ticked, the others as they were."""
    said = preference_queries.preferences_of(party).channels
    liked = {}
    for purpose, offered in choices.offered.items():
        shown = {channel for channel, _number in offered}
        ticked = {channel for channel, _number in choices.ticked.get(purpose, set())}
        kept = [channel for channel in said.get(purpose, []) if channel not in shown]
        liked[f"{preference_queries.CHANNELS}{purpose}"] = [str(c) for c in ContactChannel if c in ticked or c in kept]
    return liked


def confirm_by_link(event_ids: Iterable[int]) -> list[ConsentEvent]:
    """The reader of the address says yes to what was asked for it: the grants hold and the address is proved. Those that hold now."""
    with transaction.atomic():
        asked = list(ConsentEvent.objects.filter(pk__in=list(event_ids)[:50]).select_related("identifier__party", "text"))
        for row in {event.identifier for event in asked}:
            if row.ended_at or row.party.erased_at:
                continue
            consent.confirm_waiting(row, event_ids=[event.pk for event in asked if event.identifier_id == row.pk])
            _prove(row)
        states = queries.states_of({event.identifier_id for event in asked})
    held = {key for key, state in states.items() if state.status == ConsentStatus.GRANTED}
    return [event for event in asked if (event.identifier_id, event.purpose, event.channel) in held]


def _prove(row: Identifier) -> None:
    """Whoever could follow the link reads this address; another party that has proved it already keeps it."""
    try:
        actions.verify_identifier(row, by=None)
    except actions.IdentifierTakenError:
        return

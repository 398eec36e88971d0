"""What a customer would rather have, read from everything he said and everything that was seen of him.

Of one source the newest counts. Between sources the weight decides: what he said weighs most, and loses half of that for each year
after the first in which nothing confirmed it; what was seen or concluded fades sooner. `stale` names what should be asked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from portal.core.clock import now
from portal.core.many import listed
from portal.core.prepared import PreparedRows
from portal.customers import hours
from portal.customers.enums import ContactChannel, PreferenceSource, Purpose
from portal.customers.models import Party, PartyAlias, PreferenceEvent
from portal.customers.queries.aliases import ids_of

LANGUAGE, TOPICS, QUIET, THEME, PAUSED = "language", "topics", "quiet", "theme", "paused_until"
PERSONALISED, MEASURED = "personalised", "measured"
CHANNELS = "channels."
"""Followed by the purpose: the ways he likes for it, as a list."""
KEYS = frozenset({LANGUAGE, TOPICS, QUIET, THEME, PERSONALISED, MEASURED, PAUSED, *(f"{CHANNELS}{purpose}" for purpose in Purpose)})
THEMES = ("", "light", "dark")

_FRESH = timedelta(days=365)
_START = {PreferenceSource.DECLARED: 1.0, PreferenceSource.OBSERVED: 0.6, PreferenceSource.INFERRED: 0.3}
_HALF_LIFE = {
    PreferenceSource.DECLARED: timedelta(days=365), PreferenceSource.OBSERVED: timedelta(days=180),
    PreferenceSource.INFERRED: timedelta(days=90),
}  # fmt: skip
_LASTING = frozenset({QUIET, PAUSED, PERSONALISED, MEASURED, THEME})
"""Wishes that nothing seen may outweigh and time does not wear: they hold until he says otherwise."""


@dataclass(frozen=True)
class Preferences:
    """What holds of a customer now."""

    language: str
    time_zone: str = ""
    channels: dict[str, list[str]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    quiet: dict[str, str] | None = None
    """{"from", "to"} in his own time; {} when he wants none; None when he has said nothing (what rings keeps the house's)."""
    theme: str = ""
    personalised: bool = True
    measured: bool = False
    """May we count whether he opened a mail and followed its links? Only who said yes."""
    paused_until: datetime | None = None
    stale: list[str] = field(default_factory=list)
    """Keys that nothing has confirmed for over a year."""


def weight(event: PreferenceEvent, at: datetime) -> float:
    """How much a statement still counts, 0 to 1."""
    source = PreferenceSource(event.source)
    age = at - max(event.at, event.validated_at or event.at)
    if source == PreferenceSource.DECLARED:
        if event.key in _LASTING or age <= _FRESH:
            return _START[source]
        age -= _FRESH
    return _START[source] * 0.5 ** (age / _HALF_LIFE[source])


def standing(events: Iterable[PreferenceEvent], at: datetime) -> dict[str, PreferenceEvent]:
    """Of all statements of one person, the one that holds for each key."""
    newest: dict[tuple[str, str], PreferenceEvent] = {}
    for event in sorted(events, key=lambda e: (e.at, e.pk or 0)):
        newest[event.key, event.source] = event
    best: dict[str, PreferenceEvent] = {}
    for (key, _source), event in newest.items():
        held = best.get(key)
        if held is None or (weight(event, at), event.at, event.pk or 0) > (weight(held, at), held.at, held.pk or 0):
            best[key] = event
    return best


def is_stale(event: PreferenceEvent, at: datetime) -> bool:
    """Said, but so long ago that it should be asked again."""
    return event.source == PreferenceSource.DECLARED and weight(event, at) < _START[PreferenceSource.DECLARED]


def events_of(party_ids: Iterable[int]) -> list[PreferenceEvent]:
    """Everything said and seen of these parties, oldest first."""
    return _said_by.rows(ids=list(party_ids))


_said_by = PreparedRows(
    lambda ids: PreferenceEvent.objects.filter(party_id__in=listed(ids), key__in=sorted(KEYS)).order_by("at", "pk"), ids=[2**62, 2**62 + 1]
)


def preferences_of(party: Party, *, at: datetime | None = None, ids: list[int] | None = None) -> Preferences:
    """The customer's preferences, of all parties that are read as him: `ids` where they are known. Two queries, or one."""
    moment = at or now()
    events = events_of(ids or ids_of(party.pk))
    if not any(event.key == LANGUAGE and event.source == PreferenceSource.DECLARED for event in events):
        events.append(_joined_with(party))
    held = standing(events, moment)
    values = {key: event.value for key, event in held.items()}
    return Preferences(
        language=_language(values.get(LANGUAGE)) or party.language or settings.LANGUAGE_CODE,
        time_zone=party.time_zone,
        channels={key.removeprefix(CHANNELS): _channels(value) for key, value in values.items() if key.startswith(CHANNELS)},
        topics=_words(values.get(TOPICS)),
        quiet=_quiet(values.get(QUIET)),
        theme=str(values.get(THEME)) if values.get(THEME) in THEMES else "",
        personalised=values.get(PERSONALISED) is not False,
        measured=values.get(MEASURED) is True,
        paused_until=_moment(values.get(PAUSED), moment),
        stale=sorted(key for key, event in held.items() if is_stale(event, moment)),
    )


def _joined_with(party: Party) -> PreferenceEvent:
    """The language he came with counts as said on that day: what is seen later does not simply outweigh it."""
    return PreferenceEvent(party=party, key=LANGUAGE, value=party.language, source=PreferenceSource.DECLARED, at=party.created_at)


def preferred_channels(party: Party, purpose: str) -> list[str]:
    """The ways the customer likes for this purpose, the dearest first; empty when he has no preference."""
    return preferred_channels_of([party.pk], purpose)[party.pk]


def preferred_channels_of(party_ids: Iterable[int], purpose: str, *, at: datetime | None = None) -> dict[int, list[str]]:
    """`preferred_channels` for many, in the same three queries however many they are."""
    values = _values_of(party_ids, f"{CHANNELS}{Purpose(purpose)}", at or now())
    return {pk: [] if value is None else _channels(value) for pk, value in values.items()}


def measured_of(party_ids: Iterable[int], *, at: datetime | None = None) -> set[int]:
    """Those who agreed that we count whether they opened a mail and followed its links; nobody by default. Three queries."""
    return {pk for pk, value in _values_of(party_ids, MEASURED, at or now()).items() if value is True}


def _values_of(party_ids: Iterable[int], key: str, at: datetime) -> dict[int, Any]:
    """Party → what holds of one key for the person it is read as."""
    asked = list(party_ids)
    root = dict(PartyAlias.objects.filter(party_id__in=listed(asked)).values_list("party_id", "canonical_id"))
    roots = {root.get(pk, pk) for pk in asked}
    others = dict(PartyAlias.objects.filter(canonical_id__in=listed(roots)).values_list("party_id", "canonical_id"))
    said: dict[int, list[PreferenceEvent]] = {}
    for event in PreferenceEvent.objects.filter(party_id__in=listed([*roots, *others]), key=key):
        said.setdefault(others.get(event.party_id, event.party_id), []).append(event)
    held = {pk: next((event.value for event in standing(events, at).values()), None) for pk, events in said.items()}
    return {pk: held.get(root.get(pk, pk)) for pk in asked}


def _language(value: Any) -> str:
    return value if isinstance(value, str) and value in dict(settings.LANGUAGES) else ""


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _channels(value: Any) -> list[str]:
    return [word for word in _words(value) if word in ContactChannel.values]


def _quiet(value: Any) -> dict[str, str] | None:
    return None if value is None else (dict(value) if hours.span(value) else {})


def _moment(value: Any, at: datetime) -> datetime | None:
    """A pause that has not passed yet."""
    try:
        until = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return until if until.tzinfo and until > at else None

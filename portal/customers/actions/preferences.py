"""Every write of preferences: what a customer says, what is seen of him, and what use confirms."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.accounts import actions as accounts
from portal.core.clock import now
from portal.customers import hours, timeline
from portal.customers.enums import PreferenceSource
from portal.customers.models import Party, PreferenceEvent
from portal.customers.queries import preferences as queries
from portal.customers.queries.aliases import ids_of


class UnknownPreferenceError(ValueError):
    """There is no such preference, or this cannot be its value."""


def declare(party: Party, values: dict[str, Any], *, by: Any, at: datetime | None = None) -> list[str]:
    """The customer says what he wants; only what differs from what he last said is written. The keys that changed.

    `values`: preference key → value (queries.preferences names the keys); `time_zone` is kept with the party. Saying the same again
    confirms it. UnknownPreferenceError changes nothing.
    """
    moment = at or now()
    zone = values.get("time_zone")
    given = {key: checked(key, value) for key, value in values.items() if key != "time_zone"}
    with transaction.atomic():
        held = Party.objects.select_for_update(of=("self",)).select_related("user").get(pk=party.pk)
        said = _last_said(held)
        changed = [key for key, value in given.items() if key not in said or said[key].value != value]
        PreferenceEvent.objects.bulk_create(
            PreferenceEvent(party=held, key=key, value=given[key], source=PreferenceSource.DECLARED, at=moment) for key in changed
        )
        _validate([said[key].pk for key in given if key not in changed], moment)
        if zone is not None and zone != held.time_zone:
            held.time_zone = zone
            changed.append("time_zone")
        _follow(held, given, changed)
        if changed:
            timeline.record(held, "customers.preferences_changed", attrs={"fields": sorted(changed)}, at=moment, actor=by)
    party.refresh_from_db(fields=["language", "time_zone"])
    return changed


def _follow(party: Party, given: dict[str, Any], changed: list[str]) -> None:
    """Language and time zone are kept beside the party and its login too, where every page and mail reads them."""
    if queries.LANGUAGE in changed:
        party.language = given[queries.LANGUAGE]
        if party.user is not None:
            accounts.set_language(party.user, party.language)
    party.save(update_fields=["language", "time_zone"])


def observe(party: Party, key: str, value: Any, *, source: str = PreferenceSource.OBSERVED, at: datetime | None = None) -> None:
    """Something was seen in use, or concluded: what was said or seen before is confirmed where it agrees, else it is noted."""
    moment, seen = at or now(), checked(key, value)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        mine = [e for e in queries.events_of(ids_of(party.pk)) if e.key == key]
        said = next((e for e in reversed(mine) if e.source == PreferenceSource.DECLARED), None)
        if said is not None and said.value == seen:
            _validate([said.pk], moment)
            return
        last = next((e for e in reversed(mine) if e.source == source), None)
        if last is not None and last.value == seen:
            _validate([last.pk], moment)
            return
        PreferenceEvent.objects.create(party=party, key=key, value=seen, source=PreferenceSource(source), at=moment)


def confirm_use(party: Party, channel: str, purpose: str, *, at: datetime | None = None) -> bool:
    """A message was read or a telephone answered: the wish to be reached this way for this purpose is still alive. Whether one was."""
    with transaction.atomic():
        said = _last_said(party).get(f"{queries.CHANNELS}{purpose}")
        if said is None or channel not in said.value:
            return False
        _validate([said.pk], at or now())
    return True


def forget_observations(party: Party, *, by: Any) -> int:
    """What was seen and concluded of the customer goes; what he said stays. How many."""
    with transaction.atomic():
        rows = PreferenceEvent.objects.filter(party_id__in=ids_of(party.pk)).exclude(source=PreferenceSource.DECLARED)
        return rows.delete()[0]


def checked(key: str, value: Any) -> Any:
    """The value as it is kept. UnknownPreferenceError when there is no such key or this is no value for it."""
    if key not in queries.KEYS or not _is_value(key, value):
        raise UnknownPreferenceError(key)
    return value


def _is_value(key: str, value: Any) -> bool:
    if key == queries.LANGUAGE:
        return value in dict(settings.LANGUAGES)
    if key == queries.THEME:
        return value in queries.THEMES
    if key in {queries.PERSONALISED, queries.MEASURED}:
        return isinstance(value, bool)
    if key == queries.QUIET:
        return value == {} or hours.span(value) is not None
    if key == queries.PAUSED:
        return value == "" or (isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None)
    return isinstance(value, list) and len(value) <= 200 and all(isinstance(word, str) and len(word) <= 80 for word in value)


def _last_said(party: Party) -> dict[str, PreferenceEvent]:
    """What he himself last said of each key, on whichever of his parties."""
    return {e.key: e for e in queries.events_of(ids_of(party.pk)) if e.source == PreferenceSource.DECLARED}


def _validate(numbers: list[int], at: datetime) -> None:
    PreferenceEvent.objects.filter(pk__in=numbers).update(validated_at=at)

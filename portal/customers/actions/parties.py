"""Every write on parties: opening them, what identifies them, their public name, what is said of them, who belongs together."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from portal.accounts import actions as accounts
from portal.core import pagecache
from portal.core.clock import now, today
from portal.customers import handles, identify, queries, timeline
from portal.customers.actions import keys, merging
from portal.customers.enums import Channel, IdentifierKind, PartyKind, RelationRole, Source
from portal.customers.matching import recognise
from portal.customers.models import Identifier, Party, PartyFact, Relationship
from portal.customers.queries import aliases
from portal.customers.queries import merging as merges


class HandleTakenError(ValueError):
    """Another party has this public name, or one that looks the same."""


class IdentifierTakenError(ValueError):
    """Another party has proved that this address or number is its own."""


def open_party(
    *,
    by: Any,
    source: str,
    kind: str = PartyKind.PERSON,
    handle: str = "",
    billed_name: str = "",
    language: str = "en",
    time_zone: str = "",
    email: str = "",
    phone: str = "",
    facts: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Party:
    """Make a party that need not have a login, with its address, number and facts.

    Raises HandleTakenError, and ValidationError for an address, number or handle that cannot be one.
    """
    moment = at or now()
    with transaction.atomic(), keys.together():
        party = Party(kind=kind, billed_name=billed_name, language=language, time_zone=time_zone, created_at=moment)
        _name(party, handle)
        for identifier_kind, value in ((IdentifierKind.EMAIL, email), (IdentifierKind.PHONE, phone)):
            if value:
                add_identifier(party, identifier_kind, value, by=by, source=source, at=moment)
        for attribute, value in (facts or {}).items():
            state_fact(party, attribute, value, by=by, source=source, at=moment)
        if source in _OPENED_THROUGH:
            channel = _OPENED_THROUGH[Source(source)]
            attrs, key = {"source": source}, f"opened:{party.pk}"
            timeline.record(party, "customers.opened", attrs=attrs, at=moment, actor=by, channel=channel, key=key)
        if billed_name:
            keys.party_changed(party.pk)
    return party


_OPENED_THROUGH = {Source.PHONE: Channel.PHONE, Source.SHOP: Channel.SHOP, Source.IMPORT: Channel.SYSTEM, Source.STAFF: Channel.SYSTEM}


def _name(party: Party, handle: str) -> None:
    """Save `party` under `handle` ('' takes the name away). HandleTakenError when the database knows a look-alike."""
    party.handle = handles.clean_handle(handle) if handle else ""
    party.handle_key = handles.fold(party.handle) if handle else None
    if party.handle_key and Party.objects.filter(handle_key=party.handle_key).exclude(pk=party.pk).exists():
        raise HandleTakenError(handle)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        raise HandleTakenError(handle) from error


def choose_handle(party: Party, handle: str, *, by: Any) -> None:
    """Give the party another public name. Raises HandleTakenError or ValidationError; the old name is free again."""
    before = party.handle
    if handles.clean_handle(handle) == before:
        return
    with transaction.atomic():
        _name(party, handle)
        timeline.record(party, "customers.renamed", attrs={"before": before, "after": party.handle}, actor=by)
        pagecache.content_changed()


def add_identifier(
    party: Party,
    kind: str,
    value: str,
    *,
    by: Any,
    source: str,
    system: str = "",
    verified_at: datetime | None = None,
    shared: bool = False,
    at: datetime | None = None,
) -> Identifier:
    """Note that `value` points to the party; a live one is seen again (and verified, if now proved) instead of doubled.

    Raises ValidationError for a value that cannot be one, IdentifierTakenError when another party has proved it.
    """
    moment = at or now()
    norm = identify.normal(kind, value)
    with transaction.atomic():
        row, made = Identifier.objects.get_or_create(
            party=party, kind=kind, system=system, value_norm=norm, ended_at=None,
            defaults={
                "value_raw": str(value).strip()[: identify.LONGEST], "source": source, "shared": shared,
                "first_seen_at": moment, "last_seen_at": moment,
            },
        )  # fmt: skip
        if made:
            keys.identifier_changed(party.pk, kind)
        else:
            row.last_seen_at = max(moment, row.last_seen_at)
            row.save(update_fields=["last_seen_at"])
        if verified_at and not row.verified_at:
            verify_identifier(row, by=by, at=verified_at)
    return row


def verify_identifier(identifier: Identifier, *, by: Any, at: datetime | None = None) -> None:
    """Note the proof that the identifier is the party's own. IdentifierTakenError when another party has proved the same."""
    try:
        with transaction.atomic():
            Identifier.objects.filter(pk=identifier.pk, verified_at=None).update(verified_at=at or now())
    except IntegrityError as error:
        raise IdentifierTakenError(identifier.value_norm) from error
    identifier.refresh_from_db()


def end_identifier(identifier: Identifier, *, by: Any, at: datetime | None = None) -> None:
    """The identifier no longer points to its party; the row stays as history. Ending twice changes nothing."""
    with transaction.atomic():
        ended = Identifier.objects.filter(pk=identifier.pk, ended_at=None).update(ended_at=at or now())
        if ended:
            keys.identifier_changed(identifier.party_id, identifier.kind)
        if ended and identifier.kind in {IdentifierKind.EMAIL, IdentifierKind.PHONE}:
            timeline.record(
                identifier.party, "customers.contact_ended", attrs={"what": identifier.kind}, actor=by, key=f"ended:{identifier.pk}"
            )
    identifier.refresh_from_db()


def state_fact(
    party: Party, attribute: str, value: Any, *, by: Any, source: str, at: datetime | None = None, confidence: str = "1"
) -> PartyFact:
    """Append what `source` says of the party; nothing said before is changed. Saying the same again adds nothing."""
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)  # one statement at a time, so that none is doubled
        last = party.facts.filter(attribute=attribute, source=source).order_by("observed_at", "pk").last()
        if last is not None and last.value == value:
            return last
        fact = PartyFact.objects.create(
            party=party, attribute=attribute, value=value, source=source, observed_at=at or now(), confidence=confidence
        )
        keys.fact_changed(party.pk, attribute)
        return fact


def relate(party: Party, role: str, other: Party, *, by: Any, started_on: Any = None) -> Relationship:
    """Note that `party` is <role> of `other`; the same live relation is not doubled. ValueError for a party and itself."""
    if party.pk == other.pk:
        raise ValueError("a party cannot stand in relation to itself")
    return Relationship.objects.get_or_create(
        party=party, role=RelationRole(role), other=other, ended_on=None, defaults={"started_on": started_on}
    )[0]


def end_relation(relation: Relationship, *, by: Any) -> None:
    """The relation holds no longer; the row stays as history."""
    Relationship.objects.filter(pk=relation.pk, ended_on=None).update(ended_on=today())


def party_for_user(user: Any, *, handle: str = "", language: str = "", at: datetime | None = None) -> Party:
    """The party of a login, made at its first use with `login` and e-mail identifiers.

    A party without a login whose verified or imported address is exactly the one this user has proved to own is recognised
    and gets the login, instead of a second party being made. Raises HandleTakenError.
    """
    if found := queries.party_of(user):
        return found
    try:
        return _make_party(user, handle=handle, language=language, moment=at or now())
    except HandleTakenError:
        if found := Party.objects.filter(user=user).first():  # another request of the same person was a moment quicker
            return found
        raise


def _make_party(user: Any, *, handle: str, language: str, moment: datetime) -> Party:
    proved = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
    with transaction.atomic():
        known = queries.recognisable(user.email) if proved else []
        party = known[0] if len(known) == 1 else Party(language=language or user.language or settings.LANGUAGE_CODE, created_at=moment)
        party.user = user
        _name(party, handle or party.handle)
        _identify_login(party, proved=proved, at=moment)
    return party


def _identify_login(party: Party, *, proved: bool, at: datetime) -> None:
    user: Any = party.user
    add_identifier(party, IdentifierKind.LOGIN, str(user.pk), by=user, source=Source.SIGNUP, verified_at=at, at=at)
    row = add_identifier(party, IdentifierKind.EMAIL, user.email, by=user, source=Source.SIGNUP, at=at)
    if proved:
        _prove(row, by=user, at=at)


def _prove(row: Identifier, *, by: Any, at: datetime | None = None) -> None:
    """Verify if nobody else has; where somebody has, the two parties wait to be compared by a person."""
    try:
        verify_identifier(row, by=by, at=at)
    except IdentifierTakenError:
        holders = Identifier.objects.filter(
            kind=row.kind, system=row.system, value_norm=row.value_norm, verified_at__isnull=False, shared=False, ended_at=None
        )
        _put_beside(row.party, [holder.party for holder in holders.exclude(party=row.party).select_related("party")])


def _put_beside(party: Party, others: list[Party]) -> None:
    """An address points to several: a person looks whether they are one."""
    for other in others:
        score, weights = recognise.score_pair(party.pk, other.pk)
        merging.note_candidate(party.pk, other.pk, score=score, weights=weights, rule="identifier")


def sign_up(user: Any, *, handle: str, language: str, at: datetime | None = None) -> Party:
    """Make the party of a new login under its public name and tell the timeline. Raises HandleTakenError.

    Where the address belongs to a party we know, the sign-up is told once the address is confirmed, on the party it then joins.
    """
    moment = at or now()
    with transaction.atomic():
        party = party_for_user(user, handle=handle, language=language, at=moment)
        if not queries.recognisable(user.email):
            timeline.record(party, "accounts.signed_up", at=moment, actor=user, key=f"signed_up:{user.pk}")
    return party


def confirm_email(user: Any, email: str, *, at: datetime | None = None) -> Party:
    """The user has proved that `email` is his: verify it, join the party we know by it, and tell the timeline."""
    moment = at or now()
    with transaction.atomic():
        party = _join_known(party_for_user(user), email)
        row = add_identifier(party, IdentifierKind.EMAIL, email, by=user, source=Source.CUSTOMER, at=moment)
        _prove(row, by=user, at=moment)
        timeline.record(party, "accounts.signed_up", at=min(user.date_joined, moment), actor=user, key=f"signed_up:{user.pk}")
        key = f"confirmed:{user.pk}:{row.value_norm[:90]}"
        timeline.record(party, "accounts.confirmed", attrs={"email": email}, at=moment, actor=user, identifier=row, key=key)
    return party


def _join_known(party: Party, email: str) -> Party:
    """The party of whoever has proved `email`: one we know by it gets the login of `party`, if that is new and has lived nothing yet.

    A `party` that has lived is read as the one we know, or the other way about: the older survives. Of several known a person decides.
    """
    known = queries.recognisable(identify.normal_email(email))
    if len(set(aliases.canonical_ids(one.pk for one in known).values())) > 1:
        _put_beside(party, known)
        return party
    if not known:
        return party
    if party.interactions.exists() or party.facts.exists():
        _read_as_one(party, known[0])
        return party
    user: Any = party.user
    handle = party.handle
    try:
        with transaction.atomic():
            party.delete()
    except ProtectedError:
        return party
    joined = known[0]
    joined.user = user
    _name(joined, handle or joined.handle)
    user.party = joined
    _identify_login(joined, proved=False, at=now())
    return joined


def _read_as_one(party: Party, known: Party) -> None:
    """Both are one by a proved address; where something speaks against it, a person decides."""
    first, second = aliases.canonical(party), aliases.canonical(known)
    if first.pk == second.pk:
        return
    survivor, loser = merges.older_first(first, second)
    try:
        with transaction.atomic():
            merging.merge_parties(survivor, loser, by=None, reason="A proved e-mail address.", evidence={"rule": "email"}, automatic=True)
    except merging.NotMergeableError:
        _put_beside(first, [second])


def end_email(user: Any, email: str) -> None:
    """The user has taken an address off his login: it no longer points to his party."""
    party = queries.party_of(user)
    if party is None:
        return
    for row in queries.live_identifiers(party, IdentifierKind.EMAIL).filter(value_norm=identify.normal_email(email)):
        end_identifier(row, by=user)


def edit_profile(party: Party, *, by: Any, handle: str, billed_name: str, language: str, time_zone: str, phone: str) -> None:
    """What a customer changes of himself on his page, as one act. Raises HandleTakenError or ValidationError, and changes nothing then."""
    source = Source.CUSTOMER if party.user_id == getattr(by, "pk", None) else Source.STAFF
    with transaction.atomic(), keys.together():
        if handle and handle != party.handle:
            choose_handle(party, handle, by=by)
        if billed_name != party.billed_name:
            state_fact(party, "name", billed_name, by=by, source=source)
        given = {"billed_name": billed_name, "language": language, "time_zone": time_zone}
        changed = {name: value for name, value in given.items() if getattr(party, name) != value}
        for name, value in changed.items():
            setattr(party, name, value)
        if "billed_name" in changed:
            keys.party_changed(party.pk)
        if changed:
            party.save(update_fields=list(changed))
            timeline.record(party, "customers.profile_changed", attrs={"fields": sorted(changed)}, actor=by)
        set_phone(party, phone, by=by, source=source)
        if party.user is not None:
            accounts.set_language(party.user, language)


def set_phone(party: Party, phone: str, *, by: Any, source: str) -> None:
    """Make `phone` the party's only live number ('' for none); the others stay as history. ValidationError when it is none."""
    norm = identify.normal_phone(phone) if phone else ""
    with transaction.atomic():
        for row in queries.live_identifiers(party, IdentifierKind.PHONE):
            if row.value_norm != norm:
                end_identifier(row, by=by)
        if norm:
            add_identifier(party, IdentifierKind.PHONE, norm, by=by, source=source)



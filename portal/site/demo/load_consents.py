"""Who agreed to what in the demo: people with a login by the real act, the long customer list in bulk with its old paper as evidence."""

import random
from datetime import timedelta
from typing import Any

from django.db import transaction

from portal.customers.actions import consent
from portal.customers.enums import Basis, Channel, ConsentAction, ConsentSource, ConsentStatus, ContactChannel, IdentifierKind, Purpose
from portal.customers.models import ConsentEvent, ConsentState, ConsentText, Identifier, Interaction
from portal.site.demo.book import Book

_BATCH = 500
_ADVERTISING = (Purpose.NEWS, Purpose.OFFERS)
_SHARE = {Purpose.NEWS: 0.66, Purpose.OFFERS: 0.52}
_BACK = 0.07
"""So many took it back later."""


def load(book: Book) -> None:
    """Publish the words and note who agreed to them; contact points that have any consent already are left alone."""
    consent.publish_house_texts()
    words = {(row.purpose, row.language): row for row in ConsentText.objects.order_by("version")}
    rows = list(
        Identifier.objects.filter(kind=IdentifierKind.EMAIL, ended_at=None, consent_events=None).select_related("party").order_by("pk")
    )
    for start in range(0, len(rows), _BATCH):
        with transaction.atomic():
            batch = rows[start : start + _BATCH]
            for row in batch:
                if row.party.user_id:
                    _agreed_at_sign_up(row, words)
            _agreed_on_paper([row for row in batch if not row.party.user_id], words)
        book.progress("Consents", min(start + _BATCH, len(rows)), len(rows))


def _agreed_at_sign_up(row: Identifier, words: dict[Any, ConsentText]) -> None:
    dice = random.Random(f"consent-{row.value_norm}")
    for purpose in _ADVERTISING:
        if dice.random() < _SHARE[purpose]:
            at, text = row.first_seen_at + timedelta(minutes=1), words[purpose, row.party.language]
            consent.grant(row, purpose, ContactChannel.EMAIL, source=ConsentSource.SIGNUP, text=text, by=row.party.user, at=at)


def _agreed_on_paper(rows: list[Identifier], words: dict[Any, ConsentText]) -> None:
    """The same rows as `consent.grant` and `consent.withdraw` would write, for a whole list at once."""
    events = [event for row in rows for event in _acts_of(row, words)]
    ConsentEvent.objects.bulk_create(events)
    last = {(event.identifier_id, event.purpose): event for event in events}
    ConsentState.objects.bulk_create(
        ConsentState(
            identifier_id=event.identifier_id, purpose=event.purpose, channel=event.channel, since_at=event.at, event=event,
            status=ConsentStatus.GRANTED if event.action == ConsentAction.GRANT else ConsentStatus.WITHDRAWN,
        )
        for event in last.values()
    )  # fmt: skip
    Interaction.objects.bulk_create([_told(event) for event in events])


def _acts_of(row: Identifier, words: dict[Any, ConsentText]) -> list[ConsentEvent]:
    dice = random.Random(f"consent-{row.value_norm}")
    acts: list[ConsentEvent] = []
    for purpose in _ADVERTISING:
        if dice.random() > _SHARE[purpose]:
            continue
        common = {"identifier": row, "purpose": purpose, "channel": ContactChannel.EMAIL, "basis": Basis.CONSENT}
        paper = {"list": "Customer cards of the shop", "card": f"{row.party_id:05d}"}
        at = row.first_seen_at + timedelta(minutes=5)
        text = words[purpose, row.party.language]
        acts.append(ConsentEvent(**common, action=ConsentAction.GRANT, at=at, text=text, source=ConsentSource.IMPORT, evidence=paper))
        if dice.random() < _BACK:
            later = at + timedelta(hours=dice.randrange(20, 60))
            acts.append(ConsentEvent(**common, action=ConsentAction.WITHDRAW, at=later, source=ConsentSource.LINK))
    return acts


def _told(event: ConsentEvent) -> Interaction:
    given = event.action == ConsentAction.GRANT
    return Interaction(
        party_id=event.identifier.party_id, identifier=event.identifier, at=event.at, recorded_at=event.at,
        kind="customers.consent_given" if given else "customers.consent_withdrawn",
        channel=Channel.SYSTEM if given else Channel.WEB, key=f"consent:{event.pk}",
        attrs={"purpose": event.purpose, "by": event.channel, "source": event.source},
    )  # fmt: skip

"""Every write on browsers that take notifications. Allowing them is a consent, and is kept as one."""

import hashlib
from typing import Any

from django.db import transaction

from portal.core.clock import now
from portal.customers.enums import IdentifierKind, Source
from portal.customers.models import Identifier, Party
from portal.customers.queries import aliases
from portal.messaging.models import PushSubscription

LONGEST_ENDPOINT = 2000


class SubscriptionError(ValueError):
    """What the browser gave is no subscription."""


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def subscribe(party: Party, *, endpoint: str, p256dh: str, auth: str, browser: str = "", by: Any) -> PushSubscription:
    """Keep a browser that takes notifications for this customer; a browser belongs to whoever subscribed with it last.

    Raises SubscriptionError for what is not an address of the web over TLS with its two keys.
    """
    if not endpoint.startswith("https://") or len(endpoint) > LONGEST_ENDPOINT or not 0 < len(p256dh) <= 200 or not 0 < len(auth) <= 100:
        raise SubscriptionError
    digest = _hash(endpoint)
    with transaction.atomic():
        Identifier.objects.filter(kind=IdentifierKind.PUSH, value_norm=digest, ended_at=None).exclude(party=party).update(ended_at=now())
        found = Identifier.objects.filter(party=party, kind=IdentifierKind.PUSH, value_norm=digest, ended_at=None).first()
        identifier = found or Identifier.objects.create(
            party=party, kind=IdentifierKind.PUSH, value_norm=digest, value_raw=browser[:120] or digest[:12], verified_at=now(),
            source=Source.CUSTOMER,
        )  # fmt: skip
        kept, _made = PushSubscription.objects.update_or_create(
            identifier=identifier, defaults={"endpoint": endpoint, "p256dh": p256dh, "auth": auth, "browser": browser[:120]}
        )
        return kept


def unsubscribe(party: Party, endpoint: str) -> bool:
    """End this browser's notifications for this customer; True when there were any."""
    mine = Identifier.objects.filter(party=party, kind=IdentifierKind.PUSH, value_norm=_hash(endpoint), ended_at=None)
    return bool(mine.update(ended_at=now()))


def end_gone(identifier_ids: list[int]) -> int:
    """End the contact points whose browsers said that they exist no longer."""
    return Identifier.objects.filter(pk__in=identifier_ids, kind=IdentifierKind.PUSH, ended_at=None).update(ended_at=now())


def end_browser(party: Party, number: int) -> bool:
    """End one of this customer's browsers by the number of its subscription; True when it was his."""
    mine = Identifier.objects.filter(party_id__in=aliases.ids_of(party.pk), push__pk=number, ended_at=None)
    return bool(mine.update(ended_at=now()))

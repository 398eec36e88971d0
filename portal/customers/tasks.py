"""What customers do in the background."""

import logging
from collections.abc import Iterator

from portal.customers.actions import consent, features
from portal.customers.models import Identifier
from portal.jobs.work import job

logger = logging.getLogger(__name__)
_BATCH = 2000


@job(retries=3)
def expire_consents() -> int:
    """Note consents that have run out and questions nobody answered."""
    done = 0
    while found := consent.expire_due():
        done += found
    return done


@job(retries=1)
def check_consents() -> int:
    """Derive every state anew from the ledger; anything else than 0 is a fault worth a look, and is put right."""
    wrong = sum(consent.rebuild_states(batch) for batch in identifiers_in_batches())
    if wrong:
        logger.error("consent: %s derived states were not what the ledger says, and were put right", wrong)
    return wrong


def identifiers_in_batches() -> Iterator[list[int]]:
    """The numbers of all contact points, some thousand at a time."""
    last = 0
    while batch := list(Identifier.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield batch
        last = batch[-1]


@job(retries=3)
def turn_day() -> dict[str, int]:
    """Compare features and segments with counting anew, then let their windows count from the new day."""
    return features.turn_day()

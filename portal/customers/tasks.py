"""What customers do in the background."""

import logging
from collections.abc import Iterator

from portal.customers.actions import consent, contacts, features, keys, merging, training
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


@job(retries=3)
def forget_old_contacts() -> int:
    """Forget what was sent to whom longer ago than anything looks back."""
    return contacts.forget_old_contacts()


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


@job(retries=1)
def find_duplicates() -> int:
    """By night: mend kept keys and aliases, then put pairs that resemble each other on the list. How many wait."""
    mended = keys.rebuild_keys() + merging.rebuild_aliases()
    if mended:
        logger.warning("recognition: %s kept keys or aliases were not as they should be, and were put right", mended)
    return training.find_duplicates()


@job(retries=1)
def train_matching() -> int:
    """Learn the weights anew; how many pairs they were learnt from, 0 when there were too few."""
    try:
        return training.train_weights().pairs
    except training.TooFewPairsError:
        return 0

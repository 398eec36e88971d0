"""Campaigns as tests need them: their people, words, and every state of their life."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from portal.campaigns.actions import approving, audience, editing, running
from portal.campaigns.models import Campaign
from portal.core.clock import now
from portal.customers.models import Party
from portal.messaging.actions.templates import save_template
from portal.messaging.models import MessageTemplate
from portal.segments.models import Segment, SegmentMember
from tests.factories import accounts, consent, customers

_numbers = count(1)
LANGUAGES = ("en", "de", "ar", "zh-hant")


def marketer(**fields: Any) -> Any:
    """A user who makes campaigns."""
    return accounts.user(roles=("marketer",), **fields)


def reader(*, purpose: str = "offers", agreed: bool = True, address: str = "", **fields: Any) -> Party:
    """A customer with a proved address, who agreed to the purpose unless told otherwise."""
    party = customers.party(**fields)
    point = consent.email(party, address=address)
    if agreed:
        consent.agreed(point, purpose)
    return party


def segment(parties: Sequence[Party] = ()) -> Segment:
    """A segment with exactly these members."""
    made = Segment.objects.create(slug=f"segment-{next(_numbers)}", name="Owners of a kettle")
    SegmentMember.objects.bulk_create(SegmentMember(segment=made, party=party, since_at=now()) for party in parties)
    return made


def template(*, purpose: str = "offers", body: str = "Hello {customer.name}.", languages: Sequence[str] = LANGUAGES) -> MessageTemplate:
    """Words in every language."""
    words = {code: {"subject": f"News ({code})", "body": body} for code in languages}
    return save_template(f"offer-{next(_numbers)}", by=None, name="An offer", purpose=purpose, texts=words)


def campaign(
    parties: Sequence[Party] = (),
    *,
    by: Any = None,
    variants: Sequence[tuple[str, int]] = (("a", 100),),
    body: str = "Hello.",
    **fields: Any,
) -> Campaign:
    """A draft to the members of a new segment, with a template of its own for each variant."""
    author, number = by or marketer(), next(_numbers)
    values = {"slug": f"spring-{number}", "name": f"Spring {number}", "segment": segment(parties), **fields}
    made = editing.create_campaign(by=author, **values)
    if variants:
        rows = [(key, share, template(purpose=made.purpose, body=body)) for key, share in variants]
        editing.set_variants(made, rows, by=author, version=made.version)
    return made


def submitted(parties: Sequence[Party] = (), *, by: Any = None, **fields: Any) -> Campaign:
    """One that waits for its approval; with nobody named it has one reader."""
    author = by or marketer()
    made = campaign(parties or [reader()], by=author, **fields)
    audience.prepare_campaign(made)
    return approving.submit_campaign(made, by=author)


def approved(parties: Sequence[Party] = (), *, approver: Any = None, **fields: Any) -> Campaign:
    made = submitted(parties, **fields)
    approving.approve_campaign(made, by=approver or marketer(), version=made.version)
    made.refresh_from_db()
    return made


def running_one(parties: Sequence[Party] = (), *, queued: bool = True, **fields: Any) -> Campaign:
    """One at work, its messages in the queue."""
    made = running.start_campaign(approved(parties, **fields))
    if queued:
        audience.queue_audience(made)
        made.refresh_from_db()
    return made

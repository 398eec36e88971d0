"""How far a campaign's messages are: counts of their rows, which are the truth."""

from dataclasses import dataclass

from django.db.models import QuerySet

from portal.campaigns.enums import Arm, CampaignState
from portal.campaigns.models import Campaign, Enrolment
from portal.customers import gate
from portal.messaging.enums import Cause, MessageState
from portal.messaging.models import Message
from portal.messaging.queries import messages as mailing_reads


@dataclass(frozen=True)
class Part:
    """One state and how many messages are in it."""

    state: str
    label: str
    number: int


@dataclass(frozen=True)
class Progress:
    """The whole: how many households are to get a message, and how many of their messages are in which state."""

    total: int
    parts: list[Part]
    reasons: list[tuple[str, str, str, int]]
    cost_minor: int

    @property
    def finished(self) -> int:
        waiting = {MessageState.QUEUED, MessageState.CLAIMED}
        return sum(part.number for part in self.parts if part.state not in waiting)

    @property
    def percent(self) -> int:
        return 100 * self.finished // self.total if self.total else 100


def of(campaign: Campaign) -> Progress | None:
    """None for a campaign without a mailing."""
    mailing = campaign.mailing
    if mailing is None:
        return None
    counts = mailing_reads.progress(mailing)
    parts = [Part(state.value, str(state.label), counts[state.value]) for state in MessageState if counts[state.value]]
    reasons = [(state, reason, label_of(reason), n) for (state, reason), n in sorted(mailing_reads.reasons(mailing).items())]
    total = Enrolment.objects.filter(campaign=campaign, arm=Arm.TREAT).count()
    return Progress(total, parts, reasons, mailing_reads.cost(mailing))


def label_of(reason: str) -> str:
    """A message's reason in words: the gate's, the sender's, else the carrier's own code."""
    for words in (gate.Reason, Cause):
        if reason in words.values:
            return str(words(reason).label)
    return reason


def messages_of(campaign: Campaign, *, state: str = "", reason: str = "") -> QuerySet[Message]:
    """The rows behind a number of the progress."""
    rows = Message.objects.filter(mailing=campaign.mailing_id) if campaign.mailing_id else Message.objects.none()
    rows = rows.select_related("party")
    rows = rows.filter(state=state) if state else rows
    return rows.filter(reason=reason) if reason else rows


def is_moving(campaign: Campaign) -> bool:
    """Whether a look a few seconds later may show other numbers."""
    return campaign.state == CampaignState.RUNNING

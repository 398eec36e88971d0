"""The audience, written down: counted before, drawn for good at the start, put in the queue after that.

Counting may be done any number of times; drawing once. Queueing asks for those who have no message yet, so it goes on where it stopped.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, models, transaction
from django.db.models.functions import Coalesce

from portal.campaigns.actions.errors import NotInThisStateError
from portal.campaigns.actions.writing import insert_rows
from portal.campaigns.enums import Arm, CampaignState, Left
from portal.campaigns.models import AudienceRow, Campaign, Enrolment
from portal.campaigns.models.campaigns import EDITABLE
from portal.campaigns.queries import audience
from portal.core import garbage
from portal.core.clock import now
from portal.messaging.actions import mailings, queueing
from portal.messaging.models import Mailing, Message

_COLUMNS = (
    "campaign_id", "party_id", "unit_id", "reason", "identifier_id", "channel", "language", "variant", "bucket", "cost_minor", "due_at",
    "choice",
)  # fmt: skip
_PINNED = models.Case(models.When(template_version__gt=0, then=models.F("template_version")), default=models.F("template__version"))
_BATCH = 5000
"""Messages queued in one transaction: in between, whoever pauses or stops has his turn."""


def prepare_campaign(campaign: Campaign) -> audience.Counts:
    """Count the audience as it would be, and keep each member's row. Raises NotInThisStateError once the campaign has begun."""
    with garbage.put_off():
        seats, moment = audience.evaluate(campaign), now()
        with transaction.atomic():
            rows = Campaign.objects.filter(pk=campaign.pk, version=campaign.version, state__in=EDITABLE, frozen_at=None)
            if not rows.update(prepared_at=moment, prepared_version=campaign.version):
                raise NotInThisStateError
            write_seats(campaign, seats)
    campaign.prepared_at, campaign.prepared_version = moment, campaign.version
    return audience.counts_of(campaign)


def draw_audience(campaign: Campaign, *, at: datetime) -> int:
    """Draw the audience for good: rows for everybody, an enrolment for each household in the experiment. In the caller's transaction."""
    with garbage.put_off():
        write_seats(campaign, audience.evaluate(campaign, at=at))
    return enrol(campaign, at=at)


def write_seats(campaign: Campaign, seats: Iterable[audience.Seat]) -> None:
    """Replace the campaign's rows."""
    before = AudienceRow.objects.filter(campaign=campaign)
    before._raw_delete(before.db)  # noqa: SLF001 - nothing hangs on these rows, and Django would load each of a hundred thousand
    insert_rows(
        AudienceRow,
        _COLUMNS,
        (
            (
                campaign.pk,
                one.party_id,
                one.unit_id,
                one.reason,
                one.identifier_id,
                one.channel,
                one.language,
                one.variant,
                one.bucket,
                one.cost_minor,
                one.due_at,
                json.dumps(one.choice),
            )
            for one in seats
        ),
    )


def enrol(campaign: Campaign, *, at: datetime) -> int:
    """An enrolment for each row that gets the campaign or is held out; one statement."""
    table, rows = Enrolment._meta.db_table, AudienceRow._meta.db_table
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (campaign_id, unit_id, party_id, arm, bucket, variant, at, contaminated)"  # noqa: S608 - our own tables
            f" SELECT campaign_id, unit_id, party_id, CASE WHEN reason = %s THEN %s ELSE %s END, bucket, variant, %s, %s"
            f" FROM {rows} WHERE campaign_id = %s AND reason IN (%s, %s) ORDER BY id",
            [Left.HOLDOUT, Arm.HOLDOUT, Arm.TREAT, moment, False, campaign.pk, Left.GETS, Left.HOLDOUT],
        )
        return int(cursor.rowcount)


def queue_audience(campaign: Campaign) -> int:
    """Queue a message for everybody who gets the campaign and has none, then let the mailing go. Returns how many were queued.

    The channel is the one chosen when the audience was drawn; the sender asks the gate again. May run twice and after a crash: whoever
    has his message is left out. Does nothing for a campaign that is not running.
    """
    mailing = campaign.mailing
    if mailing is None or campaign.state != CampaignState.RUNNING:
        return 0
    queued = 0
    try:
        for rows in _waiting(campaign, mailing):
            queued += queueing.queue_chosen(mailing, rows)
        with transaction.atomic():
            if Campaign.objects.select_for_update().filter(pk=campaign.pk, state=CampaignState.RUNNING).exists():
                mailings.start_mailing(mailing, by=None)
    except (queueing.MailingClosedError, mailings.MailingStateError):
        pass  # stopped, or let go by another worker, in the meantime
    return queued


def _waiting(campaign: Campaign, mailing: Mailing) -> Iterator[models.QuerySet[AudienceRow]]:
    """Those who get it and have no message, in lots, in the order they were drawn, as `queue_chosen` wants them."""
    variant = campaign.variants.filter(
        key=models.OuterRef("variant")
    )  # read by the statement itself: newer words may be approved meanwhile
    there = Message.objects.filter(mailing=mailing, unit_id=models.OuterRef("unit_id"))
    seats = AudienceRow.objects.filter(campaign=campaign, reason=Left.GETS, party__erased_at=None).order_by("pk")
    rows = seats.filter(~models.Exists(there)).annotate(
        template_id=models.Subquery(variant.values("template_id")),
        template_version=models.Subquery(variant.annotate(number=_PINNED).values("number")),
        address_norm=Coalesce("identifier__value_norm", models.Value("")),
        context=models.Value({"campaign": campaign.pk}, models.JSONField()),
    )
    last = 0
    while numbers := list(seats.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        yield rows.filter(pk__gt=last, pk__lte=numbers[-1])
        last = numbers[-1]

"""Three campaigns in three states: one is over and has results, one is being sent, one waits for a second person.

They are made, approved and begun by the real acts. What lies in the past is then dated back, and what came of it is written in bulk.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.campaigns.actions import approving, audience, editing, measuring, running
from portal.campaigns.enums import Arm
from portal.campaigns.models import Campaign, Change, Enrolment
from portal.customers import timeline
from portal.customers.actions import contacts
from portal.customers.enums import Channel, Direction
from portal.messaging import references
from portal.messaging.actions import templates
from portal.messaging.actions.events import event_key
from portal.messaging.enums import EventKind, MailingState, MessageState
from portal.messaging.models import DeliveryEvent, Mailing, Message, MessageTemplate
from portal.segments.models import Segment
from portal.site.demo.book import LANGUAGES, Book, read

_SHARES = {EventKind.BOUNCED_HARD: 0.012, EventKind.UNSUBSCRIBED: 0.009, EventKind.COMPLAINED: 0.002}
_ASKED = {Arm.TREAT: 0.085, Arm.HOLDOUT: 0.05}
"""How many households asked afterwards, of those who were written to and of those who were not."""


def load(book: Book) -> None:
    """Make the templates and campaigns that are not there; what exists stays as it is."""
    for one in read("message-templates"):
        if not MessageTemplate.objects.filter(slug=one["slug"]).exists():
            _template(book, one)
    known = set(Campaign.objects.values_list("slug", flat=True))
    content = read("campaigns")
    for done, one in enumerate(content, 1):
        if one["code"] not in known and Segment.objects.filter(slug=one["segment"]).exists():
            with transaction.atomic():
                _campaign(book, one)
        book.progress("Campaigns", done, len(content))


def _template(book: Book, one: dict[str, Any]) -> None:
    texts = {}
    for language in LANGUAGES:
        words = one["texts"][language]
        address = "{site.address}" + book.address(one["link"], language)
        body = book.markdown(words["body"], language).replace("](/", "]({site.address}/")
        texts[language] = {
            "subject": words["subject"], "preheader": words["preheader"], "body": body.replace("{link}", address),
            "short": words["short"].replace("{link}", address),
        }  # fmt: skip
    templates.save_template(one["slug"], by=book.people["jonas"].user, name=one["name"], purpose=one["purpose"], texts=texts)


def _campaign(book: Book, one: dict[str, Any]) -> None:
    author, second = book.people["jonas"].user, book.people["mara"].user
    campaign = editing.create_campaign(
        by=author, slug=one["code"], name=one["name"]["en"], purpose=one["purpose"], segment=Segment.objects.get(slug=one["segment"]),
        languages=one.get("languages", []), goal=one["goal"], hypothesis=one["hypothesis"], holdout_percent=one["holdout_percent"],
        per_minute=one.get("per_minute", 0), window_days=14,
    )  # fmt: skip
    variants = [(row["key"], row["share"], MessageTemplate.objects.get(slug=row["template"])) for row in one["variants"]]
    editing.set_variants(campaign, variants, by=author, version=campaign.version)
    audience.prepare_campaign(campaign)
    approving.submit_campaign(campaign, by=author)
    if one["state"] == "in_review":
        return
    approving.approve_campaign(campaign, by=second, version=campaign.version)
    begun = book.moment(one["started_days_ago"])
    running.start_campaign(campaign, at=begun)
    audience.queue_audience(campaign)
    if one["state"] == "done":
        _was_sent(campaign, begun)
        running.finish_campaign(campaign)
        _came_of_it(campaign, begun)
        measuring.measure_campaign(campaign)
    _date_back(campaign, begun, book.moment(one["ended_days_ago"]) if "ended_days_ago" in one else None)


def _was_sent(campaign: Campaign, begun: datetime) -> None:
    """The messages left within the first hours."""
    dice = random.Random(campaign.slug)
    rows = list(Message.objects.filter(mailing=campaign.mailing, state=MessageState.QUEUED).order_by("pk"))
    for row in rows:
        row.state, row.created_at, row.sent_at = MessageState.SENT, begun, begun + timedelta(minutes=dice.randrange(1, 300))
    Message.objects.bulk_update(rows, ["state", "created_at", "sent_at"], batch_size=500)
    contacts.note_contacts(
        contacts.Made(row.party_id, row.channel, row.purpose, references.reference(row.pk), identifier_id=row.identifier_id, at=row.sent_at)
        for row in rows
    )
    timeline.record_many(
        timeline.Fact(
            row.party_id, "messaging.sent", f"sent:{row.pk}", {"title": campaign.name, "purpose": row.purpose}, row.sent_at, Channel.EMAIL,
            Direction.OUT, row.identifier_id, (Message, row.pk), row.cost_minor,
        )
        for row in rows
    )  # fmt: skip
    Mailing.objects.filter(pk=campaign.mailing_id).update(state=MailingState.DONE, finished_at=begun + timedelta(hours=5))


def _came_of_it(campaign: Campaign, begun: datetime) -> None:
    """What came back of the messages, and who asked afterwards."""
    dice = random.Random(f"{campaign.slug} results")
    events = []
    for row in Message.objects.filter(mailing=campaign.mailing, state=MessageState.SENT).order_by("pk"):
        for kind, share in _SHARES.items():
            if dice.random() < share:
                at = row.sent_at + timedelta(minutes=dice.randrange(1, 4000))
                key = event_key(row.pk, kind, provider="demo", recipient=row.address_norm, at=at, content="")
                events.append(DeliveryEvent(message=row, kind=kind, at=at, key=key))
                break
    DeliveryEvent.objects.bulk_create(events)
    asked = [one for one in Enrolment.objects.filter(campaign=campaign).order_by("pk") if dice.random() < _ASKED[Arm(one.arm)]]
    timeline.record_many(
        timeline.Fact(
            one.party_id, "search.nothing_found", f"demo:{campaign.slug}:{one.party_id}", {"text": dice.choice(_WORDS), "language": "en"},
            begun + timedelta(hours=dice.randrange(6, 320)),
        )
        for one in asked
    )  # fmt: skip


_WORDS = ["descale without pump", "light stays copper", "how much descaler", "vinegar instead", "decalcify old finch"]


def _date_back(campaign: Campaign, begun: datetime, ended: datetime | None) -> None:
    early = begun - timedelta(days=3)
    Campaign.objects.filter(pk=campaign.pk).update(
        created_at=early, submitted_at=early + timedelta(days=1), approved_at=begun - timedelta(hours=4), prepared_at=early + timedelta(days=1),
        **({"finished_at": ended} if ended else {}),
    )  # fmt: skip
    Mailing.objects.filter(pk=campaign.mailing_id).update(created_at=begun)
    for number, row in enumerate(Change.objects.filter(campaign=campaign).order_by("pk")):
        at = {"started": begun, "finished": ended}.get(row.act) or early + timedelta(hours=6 * number)
        Change.objects.filter(pk=row.pk).update(at=at)
    campaign.approvals.update(at=begun - timedelta(hours=4))

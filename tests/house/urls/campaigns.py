"""What the marketers' addresses need: a draft, a campaign that waits for its approval, one at work."""

from portal.campaigns.actions import editing, measuring, running
from portal.campaigns.models import Enrolment
from portal.core.clock import now
from portal.customers import timeline
from portal.messaging.models import Message
from tests.factories import campaigns


def objects() -> dict:
    return {"draft": campaigns.campaign([campaigns.reader()]), "review": campaigns.submitted(), "running": campaigns.running_one()}


def more(objects: dict, who) -> None:
    """Another campaign in each state; those the addresses name have a reader and a wording more."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    for name, make in (("draft", campaigns.campaign), ("review", campaigns.submitted), ("running", campaigns.running_one)):
        readers = [campaigns.reader() for _reader in range(number + 1)]
        wordings = [(f"v{n}", 1) for n in range(number)]
        objects[name] = make(readers, variants=[*wordings, ("last", 100 - number)], goal="asked", tracking=True)
        running.stop_campaign(campaigns.running_one(), by=who.staff)
        editing.note_change(objects[name], by=who.staff, act="paused")
    for row in Enrolment.objects.filter(campaign=objects["running"]):
        timeline.record(row.party, "search.nothing_found", attrs={"text": "filter", "language": "en"})
    Message.objects.filter(mailing=objects["running"].mailing_id).update(state="sent", sent_at=now())
    measuring.measure_campaign(objects["running"])

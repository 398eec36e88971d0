"""What the addresses of messaging need."""

from portal.messaging.actions import letters
from portal.messaging.models import CallTask, InboxItem, LetterBatch, OutboxEntry, PaperLetter
from portal.messaging.rendering.outgoing import why_url
from tests.factories import customers
from tests.factories import outgoing as factory


def objects() -> dict:
    party = customers.party()
    message = factory.message(party)
    PaperLetter.objects.create(reference="u:1", recipient="A", subject="S", language="en", pages=1, document=_pdf())
    batch = letters.make_batch(by=None)
    return {
        "message": message,
        "token": why_url(message.pk, "en").split("/m/")[1].split("/")[0],
        "template": message.template,
        "entry": OutboxEntry.objects.create(reference="u:2", channel="fax", recipient="+49", text="T", document=_pdf()),
        "call": CallTask.objects.create(reference="u:3", party=party, number="+49301234567", purpose="service", language="en", subject="S"),
        "letter": PaperLetter.objects.create(reference="u:4", recipient="A", subject="S", language="en", pages=1, document=_pdf()),
        "batch": LetterBatch.objects.get(pk=batch.pk),
        "item": InboxItem.objects.create(party=party, reference="u:5", purpose="service", language="en", subject="S", html="<p>S</p>"),
    }


def _pdf() -> bytes:
    from fpdf import FPDF

    sheet = FPDF()
    sheet.add_page()
    return bytes(sheet.output())

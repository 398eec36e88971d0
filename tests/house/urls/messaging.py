"""What the addresses of messaging need."""

from portal.messaging.actions import calls, inbox, letters, mailings, push, templates
from portal.messaging.models import CallTask, DeliveryEvent, InboxItem, LetterBatch, OutboxEntry, PaperLetter
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


def more(objects: dict, who) -> None:
    """Another message on each way, to the customer and to somebody else, with all it leaves behind; another mailing and template."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    customer, other = who.customer.party, customers.party(billed_name=f"Mara {number}")
    for party, channel in ((customer, "email"), (customer, "inbox"), (other, "email"), (other, "letter")):
        message = factory.message(party, channel=channel)
        for about in (message, objects["message"]):
            DeliveryEvent.objects.create(message=about, kind="clicked", key=f"{message.pk}:{about.pk}", detail={"link": number})
        _left_behind(party, message, who)
    objects["item"], put_away = InboxItem.objects.filter(party=customer).order_by("-pk")[:2]
    inbox.archive([customer.pk], [put_away.pk])
    objects["batch"] = letters.make_batch(by=who.staff)
    push.subscribe(customer, endpoint=f"https://push.example/{number}", p256dh="a", auth="b", browser=f"Firefox {number}", by=who.customer)
    words = {code: factory.WORDS | {"subject": f"Version {number}"} for code in ("en", "de", "ar", "zh-hant")[:number + 1]}
    template = objects["template"]
    templates.save_template(template.slug, by=who.staff, name=template.name, purpose=template.purpose, texts=words)
    mailings.open_mailing(f"Spring {number}", "news", by=who.staff)


def _left_behind(party, message, who) -> None:
    """What the embedded carriers lay down."""
    mark = f"more:{message.pk}"
    words = {"language": "en", "subject": "S", "message": message}
    for number in range(2):
        InboxItem.objects.create(party=party, reference=f"{mark}:{number}", purpose="service", html="<p>S</p>", **words)
    OutboxEntry.objects.create(reference=mark, channel="sms", recipient="+49", text="T", party=party)
    task = CallTask.objects.create(reference=mark, party=party, number="+49301234567", purpose="service", **words)
    calls.claim_call(CallTask.objects.create(reference=f"{mark}:mine", party=party, number="+49301234567", purpose="service", **words), by=who.staff)
    calls.finish_call(calls.claim_call(task, by=who.staff), outcome="reached", by=who.staff)
    CallTask.objects.create(reference=f"{mark}:open", party=party, number="+49301234567", purpose="service", **words)
    for number in range(1 + InboxItem.objects.count()):
        PaperLetter.objects.create(reference=f"{mark}:{number}", recipient="A", pages=1, document=_pdf(), party=party, **words)

"""The demo's messages by every way: each goes where its customer would rather have it, once."""

import pytest

from portal.customers import actions
from portal.customers.actions.parties import state_fact
from portal.messaging import sender
from portal.messaging.models import CallTask, InboxItem, Message, OutboxEntry, PaperLetter
from portal.site.demo import load_campaigns, load_post
from portal.site.demo.book import Book, read
from tests.factories import customers, outgoing, pages


@pytest.mark.django_db
def test_every_way_carries_a_message_and_loading_twice_writes_once():
    pages.home()
    for _number in range(len(load_post._WAYS)):
        party = customers.party(billed_name="Walter Norwood")
        for channel in ("email", "phone"):
            outgoing.point(party, channel)
        for name, value in (("street", "12 High Street"), ("postcode", "BS1 4DJ"), ("city", "Bristol")):
            state_fact(party, name, value, source="import", by=None)
    maeve = customers.party()
    actions.add_identifier(maeve, "login", "maeve", by=None, source="customer")
    book = Book()
    book.people["maeve-osullivan"] = maeve
    words = next(one for one in read("message-templates") if one["slug"] == load_post._TEMPLATE)
    book.people["jonas"] = customers.party()
    load_campaigns._template(book, words)
    del book.people["jonas"]
    for _again in range(2):
        load_post.load(book)
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["email", "fax", "inbox", "letter", "phone", "sms"]
    sender.send_due()
    assert set(Message.objects.values_list("state", "reason")) == {("sent", "")}
    assert (CallTask.objects.count(), InboxItem.objects.count(), PaperLetter.objects.count()) == (1, 1, 1)
    assert sorted(OutboxEntry.objects.values_list("channel", flat=True)) == ["fax", "sms"]

"""The staff's pages of messaging, and the recipient's page that says why."""

import pytest

from portal.customers.actions import consent
from portal.customers.queries.consent import current_text
from portal.messaging.enums import MessageState
from portal.messaging.models import Message, MessageTemplate
from portal.messaging.rendering.outgoing import why_url
from tests.factories import accounts, customers
from tests.factories import outgoing as factory


def path(url):
    return url.removeprefix("http://testserver").removeprefix("http://localhost:8000")


@pytest.fixture
def marketer(client):
    user = accounts.user(roles=("marketer", "agent"))
    client.force_login(user)
    return user


def form(**changes):
    words = {f"{code}-{name}": "" for code in ("en", "de", "ar", "zh-hant") for name in ("subject", "preheader", "body", "short")}
    return {"name": "Spring", "slug": "spring", "purpose": "news", **words, "en-subject": "Hello", "en-body": "Words", **changes}


@pytest.mark.django_db
def test_a_marketer_writes_a_template_in_four_languages(client, marketer):
    answer = client.post("/desk/messages/templates/new/", form(**{"ar-subject": "سلام", "ar-body": "أهلا {customer.name}"}))
    template = MessageTemplate.objects.get(slug="spring")
    assert answer.status_code == 302
    assert {row.language: row.subject for row in template.texts.all()} == {"en": "Hello", "ar": "سلام"}
    for look in ("light", "dark", "phone", "x\x00"):
        assert client.get(f"/desk/messages/templates/{template.pk}/", {"look": look, "language": "ar", "party": "nobody"}).status_code == 200
    page = client.get(f"/desk/messages/templates/{template.pk}/", {"language": "ar"})
    assert '<html lang="en" dir="ltr"' in page.content.decode()  # the desk's own language, whichever words are looked at


@pytest.mark.django_db
def test_a_misspelt_variable_is_named_with_the_one_that_was_meant_and_nothing_typed_is_lost(client, marketer):
    page = client.post("/desk/messages/templates/new/", form(**{"de-subject": "Hallo", "de-body": "Liebe {customer.nmae}, das bleibt"})).content.decode()
    assert "There is nothing called {customer.nmae}. Did you mean {customer.name}?" in page
    assert "das bleibt" in page
    assert 'value="de" checked' in page
    assert MessageTemplate.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [
    {"en-subject": ""}, {"en-body": ""}, {"de-subject": "Nur ein Betreff"}, {"slug": "Not a slug"}, {"purpose": "else"}, {"en-body": "x" * 20_001},
])  # fmt: skip
def test_what_is_not_whole_is_not_saved(client, marketer, changes):
    assert client.post("/desk/messages/templates/new/", form(**changes)).status_code == 200
    assert MessageTemplate.objects.count() == 0


@pytest.mark.django_db
def test_the_frame_may_do_nothing_and_shows_the_chosen_customers_data_escaped(client, marketer):
    template = factory.template()
    party = customers.party(handle="ann", billed_name="<b>Ann</b>")
    framed = client.get(f"/desk/messages/templates/{template.pk}/en/html/?party=ann")
    assert "sandbox" in framed["Content-Security-Policy"]
    assert "script" not in framed["Content-Security-Policy"]
    assert "Dear &lt;b&gt;Ann&lt;/b&gt;," in framed.content.decode()
    assert client.get(f"/desk/messages/templates/{template.pk}/en/html/?party={party.pk}").content == framed.content
    assert client.get(f"/desk/messages/templates/{template.pk}/fr/html/").status_code == 404
    assert b"".join(client.get(f"/desk/messages/templates/{template.pk}/en/letter/")).startswith(b"%PDF")


@pytest.mark.django_db
def test_a_test_goes_to_the_one_who_asks_and_to_nobody_else(client, marketer, mailoutbox):
    template = factory.template()
    client.post(f"/desk/messages/templates/{template.pk}/test/", {"language": "en", "to": "victim@mail.example"})
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([marketer.email], "Test: Hello Mara Lindqvist")]


@pytest.mark.django_db
def test_an_address_nothing_goes_to_gets_no_test_either(client, marketer, mailoutbox):
    consent.suppress(marketer.email, "email", reason="bounce")
    client.post(f"/desk/messages/templates/{factory.template().pk}/test/", {"language": "en"})
    assert mailoutbox == []


@pytest.mark.django_db
def test_the_list_of_messages_is_filtered(client, marketer):
    first = factory.message()
    factory.message(channel="letter"), factory.message(channel="letter")
    assert len(client.get("/desk/messages/").context["page"].rows) == 3
    assert [one.pk for one in client.get("/desk/messages/?channel=email&state=queued").context["page"].rows] == [first.pk]
    assert client.get("/desk/messages/?channel=x&state=%00&mailing=999999999999999999999&after=zzz&party=-1").status_code == 200


@pytest.mark.django_db
def test_a_message_tells_its_words_its_channel_and_an_unknown_one_is_resolved_by_hand(client, marketer):
    message = factory.message()
    page = client.get(f"/desk/messages/{message.pk}/").content.decode()
    assert "Hello Mara Lindqvist" in page
    assert "It is owed to the customer." in page
    assert "Dear Mara Lindqvist" in client.get(f"/desk/messages/{message.pk}/html/").content.decode()
    client.post(f"/desk/messages/{message.pk}/resolve/", {"how": "sent"})
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED
    Message.objects.update(state=MessageState.UNKNOWN)
    assert client.post(f"/desk/messages/{message.pk}/resolve/", {"how": "else"}).status_code == 404
    client.post(f"/desk/messages/{message.pk}/resolve/", {"how": "not_sent"})
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


@pytest.mark.django_db
def test_the_recipient_reads_why_with_the_words_agreed_to(client):
    party = customers.party(billed_name="Mara Lindqvist")
    text = current_text("news", "en")
    consent.grant(factory.point(party, "email"), "news", "email", source="preferences", text=text)
    factory.template("bulletin", purpose="news")
    from portal.messaging.actions import queueing

    message = queueing.send_message(party, "bulletin", channels=["email"])
    address = path(why_url(message.pk, "en"))
    page = client.get(address).content.decode()
    assert "News" in page
    assert "You agreed to it." in page
    assert text.body[:30] in page
    assert "@post.example" in page
    assert str(message.identifier) not in page
    for forged in (address.replace("/m/", "/m/1"), "/en/m/1/why/", f"/en/m/{message.pk}:x/why/"):
        assert client.get(forged).status_code == 404


@pytest.mark.django_db
def test_the_outbox_shows_every_channel_and_hides_what_holds_codes(client, marketer, settings, tmp_path):
    from portal.messaging.channels.sms import SmsChannel

    settings.OUTBOX_DIR = tmp_path
    SmsChannel().deliver([factory.outgoing(channel="sms", address="+49301234567", short="Ready <b>now</b>")])
    page = client.get("/desk/messages/outbox/")
    assert [(one["channel"], one["to"]) for one in page.context["entries"]] == [("sms", "+49301234567")]
    entry = page.context["entries"][0]["pk"]
    assert "Ready &lt;b&gt;now&lt;/b&gt;" in client.get(f"/desk/messages/outbox/{entry}/").content.decode()
    assert client.get(f"/desk/messages/outbox/{entry}/document/").status_code == 404
    assert client.get("/desk/messages/outbox/?channel=email").status_code == 200
    assert client.get("/desk/messages/outbox/?channel=push").context["entries"] == []

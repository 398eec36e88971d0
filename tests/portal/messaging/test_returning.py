"""The doors for what comes back: signed links only, counted only where agreed, machines told apart; providers' reports once."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as conf

from portal.core import clock
from portal.customers import gate
from portal.customers.actions import preferences
from portal.customers.models import ConsentEvent, Interaction, Suppression
from portal.messaging import references, sender, tracking
from portal.messaging.actions import events
from portal.messaging.channels.base import channels
from portal.messaging.models import DeliveryEvent, Message
from tests.factories import messages
from tests.portal.messaging.test_sending import Recorder

pytestmark = pytest.mark.django_db
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
TARGET = "https://shop.example/new"


@pytest.fixture
def taker(monkeypatch):
    made = Recorder()
    monkeypatch.setitem(channels._things, "email", made)
    return made


def sent(taker, *, measures=True, agrees=True, minutes=5):
    party = messages.reader()
    if agrees:
        preferences.declare(party, {"measured": True}, by=None)
    messages.mailing(party, tracking=measures)
    sender.send_due(seconds=20)
    Message.objects.update(sent_at=clock.now() - timedelta(minutes=minutes))
    return Message.objects.latest("pk"), taker.taken[-1].rendered.html


def door(html, kind):
    start = html.index(f"{conf.SITE_URL}/{kind}/")
    return urlsplit(html[start : html.index('"', start)]).path


def seen():
    return list(DeliveryEvent.objects.order_by("pk").values_list("kind", "machine"))


@pytest.mark.parametrize(("measures", "agrees"), [(True, False), (False, True), (False, False)])
def test_who_did_not_agree_gets_no_picture_and_plain_links(taker, measures, agrees):
    _row, html = sent(taker, measures=measures, agrees=agrees)
    assert "/r/" not in html
    assert "/o/" not in html
    assert f'href="{TARGET}"' in html


def test_a_click_leads_to_the_signed_target_and_is_counted(taker, client):
    _row, html = sent(taker)
    answer = client.get(door(html, "r"), **PERSON)
    assert (answer.status_code, answer["Location"]) == (302, TARGET)
    assert seen() == [("clicked", False)]
    client.get(door(html, "r"), **PERSON)
    assert len(seen()) == 1


def test_a_loaded_picture_is_counted(taker, client):
    _row, html = sent(taker)
    answer = client.get(door(html, "o"), **PERSON)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
    assert seen() == [("opened", False)]


@pytest.mark.parametrize(
    "agent", ["", "Mozilla/5.0", "GoogleImageProxy", "curl/8", "Barracuda Sentinel", "python-requests/2", "Googlebot/2.1", "Microsoft Office/16.0"]
)
def test_programs_are_told_apart(taker, client, agent):
    _row, html = sent(taker)
    client.get(door(html, "r"), HTTP_USER_AGENT=agent)
    assert seen() == [("clicked", True)]


def test_head_requests_and_what_comes_too_soon_are_machines(taker, client):
    _row, html = sent(taker, minutes=0)
    client.get(door(html, "o"), **PERSON)
    client.head(door(html, "r"), **PERSON)
    assert seen() == [("opened", True), ("clicked", True)]


def test_three_links_at_once_were_followed_by_a_scanner_all_of_them(taker, client):
    row, _html = sent(taker)
    for number in range(3):
        client.get("/r/" + tracking.link_token(row.pk, number, TARGET), **PERSON)
    assert seen() == [("clicked", True)] * 3


def test_who_changed_his_mind_is_counted_no_more_and_still_arrives(taker, client):
    row, html = sent(taker)
    preferences.declare(row.party, {"measured": False}, by=None)
    assert client.get(door(html, "r"), **PERSON)["Location"] == TARGET
    assert seen() == []


@pytest.mark.parametrize("token", ["x", "https://evil.example", "a:b", "%00", "x" * 5000, "..", "WzEsMCwiaHR0cHM6Ly9ldmlsIl0:1abc:sig"])
def test_no_other_door_opens(client, token):
    assert client.get(f"/r/{token}", follow=True).status_code == 404
    assert client.get(f"/o/{token}.gif", follow=True).status_code == 404
    assert seen() == []


def test_a_get_changes_nothing_about_the_customer(taker, client, settings):
    settings.ADVERTS_A_DAY = settings.ADVERTS_A_WEEK = 0
    row, html = sent(taker)
    before = (ConsentEvent.objects.count(), Suppression.objects.count(), Interaction.objects.count(), row.party.preferences.count())
    client.get(door(html, "r"), **PERSON)
    client.get(door(html, "o"), **PERSON)
    assert client.post(door(html, "r")).status_code == 405
    assert (ConsentEvent.objects.count(), Suppression.objects.count(), Interaction.objects.count(), row.party.preferences.count()) == before
    assert gate.may_send(row.identifier, "news", "email").reason == gate.Reason.CONSENT


def test_what_people_did_is_told_later_and_once_what_machines_did_never(taker, client):
    _row, html = sent(taker)
    client.get(door(html, "r"), **PERSON)
    client.get(door(html, "o"), HTTP_USER_AGENT="curl/8")
    assert events.tell_receipts() == 0
    later = clock.now() + timedelta(minutes=2)
    assert events.tell_receipts(at=later) == 1
    events.tell_receipts(at=later)
    assert list(Interaction.objects.filter(kind__in=["messaging.opened", "messaging.clicked"]).values_list("kind", flat=True)) == ["messaging.clicked"]


# --- reports of providers -------------------------------------------------------------------------------------------


def mailgun(row, kind="failed", *, key="k" * 32, at=None, number="1", **more):
    stamp = {"timestamp": "1764000000", "token": "t" * 50}
    signature = hmac.new(key.encode(), (stamp["timestamp"] + stamp["token"]).encode(), hashlib.sha256).hexdigest()
    event = {
        "event": kind, "id": number, "timestamp": 1763990000.0, "recipient": row.address_norm, "severity": "permanent", "reason": "bounce",
        "user-variables": {"atrium": references.token(row.pk)}, "message": {"headers": {"message-id": "x@y"}},
        "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": "no such mailbox"}, **more,
    }  # fmt: skip
    return json.dumps({"signature": {**stamp, "signature": signature}, "event-data": event})


@pytest.fixture
def provider(settings):
    settings.MAIL_WEBHOOKS = ["mailgun", "postmark"]
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": "k" * 32, "WEBHOOK_SECRET": "user:password"}
    messages.mailing(messages.reader())
    return Message.objects.get()


def post(client, body, name="mailgun", **more):
    return client.post(f"/webhooks/mail/{name}/", body, content_type="application/json", **more)


AUTH = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"user:password").decode()}


def test_a_report_stops_the_address_and_its_repeats_under_other_numbers_change_nothing(client, provider):
    for number in ("1", "2", "3"):
        assert post(client, mailgun(provider, number=number), **AUTH).status_code == 200
    assert seen() == [("hard", False)]
    assert Suppression.objects.get().reason == "bounce"


def test_a_complaint_takes_consent_back(client, provider):
    assert post(client, mailgun(provider, "complained"), **AUTH).status_code == 200
    assert Suppression.objects.get().reason == "complaint"
    assert not gate.may_send(provider.identifier, "news", "email").allowed


def test_a_forged_report_changes_nothing(client, provider):
    assert post(client, mailgun(provider, key="z" * 32), **AUTH).status_code == 400
    assert post(client, mailgun(provider)).status_code == 400
    assert (seen(), Suppression.objects.count()) == ([], 0)


def test_a_report_about_nothing_of_ours_changes_nothing(client, provider):
    body = mailgun(provider).replace(references.token(provider.pk), "m1.00000000000000000000")
    assert post(client, body, **AUTH).status_code == 200
    assert seen() == []


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", '{"event-data": 1}', "\x00", "x" * 10_000])
def test_a_damaged_report_is_refused(client, provider, body):
    assert post(client, body, **AUTH).status_code == 400
    assert post(client, body, name="postmark", **AUTH).status_code in {200, 400}
    assert seen() == []


def test_the_very_same_report_again_counts_once(client, provider):
    body = mailgun(provider, "delivered")
    assert [post(client, body, **AUTH).status_code for _try in range(3)] == [200] * 3
    assert seen() == [("delivered", False)]


def test_a_report_that_was_changed_after_the_event_number_says_nothing_more(client, provider):
    post(client, mailgun(provider, number="1"), **AUTH)
    post(client, mailgun(provider, number="1", reason="suppress-bounce"), **AUTH)
    assert (seen(), Suppression.objects.count()) == ([("hard", False)], 1)


def postmark(row, kind="Delivery", **more):
    return {
        "RecordType": kind, "MessageID": "p-1", "Recipient": row.address_norm, "DeliveredAt": "2025-11-24T10:00:00Z", "BouncedAt": "2025-11-24T10:00:00Z",
        "Metadata": {"atrium": references.token(row.pk)}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(("header", "status"), [
    ({}, 400), ({"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"user:wrong").decode()}, 400),
    ({"HTTP_AUTHORIZATION": "Basic ???"}, 400), ({"HTTP_AUTHORIZATION": "Bearer user:password"}, 400), (AUTH, 200),
])  # fmt: skip
def test_a_provider_that_signs_nothing_needs_the_password(client, provider, header, status):
    assert post(client, json.dumps(postmark(provider)), name="postmark", **header).status_code == status
    assert seen() == ([("delivered", False)] if status == 200 else [])


@pytest.mark.parametrize("number", ["", "nobody-knows-this", "x" * 10_000, "\x00", "'; --", "0"])
def test_a_number_of_the_provider_that_nobody_knows_changes_nothing(client, provider, number):
    body = json.dumps(postmark(provider, "Bounce", MessageID=number, Metadata={}, Type="HardBounce", TypeCode=1))
    assert post(client, body, name="postmark", **AUTH).status_code == 200
    assert (seen(), Suppression.objects.count()) == ([], 0)


@pytest.mark.parametrize("metadata", [None, [], "m1", 5, {"atrium": None}, {"atrium": ["m1"]}, {"atrium": "m99999999999999999999.0"}, {"atrium": "\ud800"}])
def test_metadata_of_another_shape_is_no_fault_of_ours(client, provider, metadata):
    body = json.dumps(postmark(provider, "Bounce", Metadata=metadata, Type="HardBounce", TypeCode=1, MessageID="none"))
    assert post(client, body, name="postmark", **AUTH).status_code in {200, 400}
    assert (seen(), Suppression.objects.count()) == ([], 0)


@pytest.mark.parametrize("at", ["", "never", 5, None, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2025-11-24", "x" * 10_000])
def test_an_odd_moment_is_no_fault_of_ours(client, provider, at):
    assert post(client, json.dumps(postmark(provider, DeliveredAt=at)), name="postmark", **AUTH).status_code in {200, 400}
    assert DeliveryEvent.objects.filter(at__gt=clock.now()).count() == 0


def test_a_report_too_large_to_be_one_is_refused_before_it_is_read(client, provider):
    assert post(client, '{"x": "' + "x" * 6_000_000 + '"}', name="postmark", **AUTH).status_code in {400, 413}
    assert seen() == []


def test_a_report_nested_without_end_is_refused(client, provider):
    assert post(client, "[" * 100_000 + "]" * 100_000, name="postmark", **AUTH).status_code in {200, 400}
    assert seen() == []


def is_closed(client, name):
    return client.post(f"/webhooks/mail/{name}/", "{}", content_type="application/json", follow=True).status_code == 404


def test_a_provider_nobody_opened_and_one_without_a_password_find_no_door(client, provider, settings):
    assert is_closed(client, "sendgrid")
    assert is_closed(client, "nobody")
    assert client.get("/webhooks/mail/mailgun/").status_code == 405
    settings.ANYMAIL = {}
    assert is_closed(client, "postmark")

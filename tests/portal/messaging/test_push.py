"""Notifications: really encrypted and posted, only to browsers' own services; a browser that is gone is not asked again."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from portal.customers import gate
from portal.customers.models import Identifier
from portal.messaging.actions import push as actions
from portal.messaging.channels.push import PushChannel, is_push_service
from portal.messaging.enums import MessageState
from portal.messaging.models import OutboxEntry, PushSubscription
from tests.factories import accounts, customers
from tests.factories import outgoing as factory

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def keys() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64.urlsafe_b64encode(point).decode().rstrip("="), "auth": base64.urlsafe_b64encode(b"0123456789abcdef").decode().rstrip("=")}


@pytest.fixture
def service(settings, tmp_path):
    """A push service on loopback that answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.asked.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status = [], 201
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEB_PUSH, settings.PUSH_KEY, settings.PUSH_SERVICES = True, tmp_path / "push_key.pem", ["127.0.0.1"]
    call_command("make_push_key", verbosity=0)
    yield server
    server.shutdown()
    server.server_close()


def notify(address, **fields):
    channel = PushChannel()
    try:
        return channel.deliver([factory.outgoing(channel="push", address=address, details=keys(), **fields)])[0]
    finally:
        channel.close()


@pytest.mark.django_db
def test_a_notification_is_posted_encrypted_and_signed(service):
    outcome = notify(f"http://127.0.0.1:{service.server_port}/a", short="Come and see")
    headers, body = service.asked[0]
    assert outcome.state == MessageState.SENT
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid ")
    assert b"Come and see" not in body


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "expected"), [(404, (False, True)), (410, (False, True)), (429, (True, False)), (500, (True, False)), (400, (False, False))])
def test_what_the_service_answers_says_what_follows(service, status, expected):
    service.status = status
    outcome = notify(f"http://127.0.0.1:{service.server_port}/a")
    assert (outcome.state, outcome.again, outcome.gone) == (MessageState.FAILED, *expected)


@pytest.mark.django_db
def test_a_browser_that_is_gone_ends_its_contact_point(service):
    service.status = 410
    kept = actions.subscribe(customers.party(), endpoint=ENDPOINT, browser="Firefox", by=None, **keys())
    notify(f"http://127.0.0.1:{service.server_port}/a", identifier_id=kept.identifier_id)
    kept.identifier.refresh_from_db()
    assert kept.identifier.ended_at is not None
    assert gate.may_send(kept.identifier, "service", "push").reason == gate.Reason.ENDED


@pytest.mark.parametrize(("endpoint", "expected"), [
    (ENDPOINT, True), ("https://fcm.googleapis.com/fcm/send/x", True), ("https://wns2.notify.windows.com/x", True),
    ("https://evilfcm.googleapis.com.evil.example/x", False), ("https://notfcm.googleapis.com/x", False), ("https://127.0.0.1/x", False),
    ("https://fcm.googleapis.com@evil.example/", False), ("", False), ("https://[", False),
])  # fmt: skip
def test_we_post_only_to_services_of_browsers(endpoint, expected):
    assert is_push_service(endpoint) is expected


@pytest.mark.django_db
def test_switching_on_keeps_the_browser_and_switching_off_ends_it(client):
    user = accounts.user()
    client.force_login(user)
    told = {"endpoint": ENDPOINT, "keys": keys()}
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    for _ in range(2):
        assert client.post("/en/me/notifications/on/", json.dumps(told), "application/json", headers={"user-agent": agent}).json() == {"on": True}
    kept = PushSubscription.objects.get()
    assert (kept.identifier.party, kept.browser, kept.endpoint) == (user.party, "Firefox · Linux", ENDPOINT)
    assert client.post("/en/me/notifications/off/", json.dumps(told), "application/json").json() == {"on": False}
    kept.identifier.refresh_from_db()
    assert kept.identifier.ended_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "[]", "{", '{"endpoint": "https://evil.example/x", "keys": {"p256dh": "a", "auth": "b"}}', '{"endpoint": 5, "keys": 7}', "[" * 4000,
                                  '{"endpoint": "http://fcm.googleapis.com/x", "keys": {"p256dh": "a", "auth": "b"}}'])  # fmt: skip
def test_what_is_no_subscription_is_refused_and_nothing_kept(client, body):
    client.force_login(accounts.user())
    assert client.post("/en/me/notifications/on/", body, "application/json").status_code == 400
    assert PushSubscription.objects.count() == 0


@pytest.mark.django_db
def test_a_browser_belongs_to_whoever_subscribed_with_it_last():
    first, second = customers.party(), customers.party()
    for party in (first, second):
        actions.subscribe(party, endpoint=ENDPOINT, by=None, **keys())
    assert list(Identifier.objects.filter(kind="push", ended_at=None).values_list("party", flat=True)) == [second.pk]


@pytest.mark.django_db
def test_nobody_switches_off_anothers_browser(client):
    kept = actions.subscribe(customers.party(), endpoint=ENDPOINT, by=None, **keys())
    client.force_login(accounts.user())
    client.post("/en/me/notifications/off/", {"browser": kept.pk})
    client.post("/en/me/notifications/off/", json.dumps({"endpoint": ENDPOINT}), "application/json")
    kept.identifier.refresh_from_db()
    assert kept.identifier.ended_at is None


@pytest.mark.django_db
def test_while_not_connected_a_notification_lies_in_the_outbox():
    assert notify(ENDPOINT, subject="Ready", short="Come and see").state == MessageState.SENT
    entry = OutboxEntry.objects.get()
    assert (entry.text, entry.details["title"], entry.details["dir"]) == ("Come and see", "Ready", "ltr")


@pytest.mark.django_db
def test_the_worker_is_served_from_the_root(client):
    answer = client.get("/push-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings, tmp_path, capsys):
    settings.PUSH_KEY = tmp_path / "push_key.pem"
    call_command("make_push_key")
    first = settings.PUSH_KEY.read_bytes()
    call_command("make_push_key")
    assert (settings.PUSH_KEY.read_bytes(), settings.PUSH_KEY.stat().st_mode & 0o777) == (first, 0o600)

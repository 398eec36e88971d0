"""Text messages: how they are charged, the gateway's answers, and what lies in the outbox."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.messaging.channels.sms import SmsChannel, parts_of
from portal.messaging.enums import MessageState
from portal.messaging.models import OutboxEntry
from tests.factories import outgoing as factory


class Gateway(ThreadingHTTPServer):
    """A gateway on loopback that answers as it is told and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.headers, self.asked, self.seconds = (202, {"id": "g-1"}), {}, [], 0.0


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        import time

        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        time.sleep(self.server.seconds)
        status, told = self.server.answer
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def gateway(settings):
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_SENDER = f"http://127.0.0.1:{server.server_port}/v1", "s3cret", "Atrium"
    yield server
    server.shutdown()
    server.server_close()


def send(**fields):
    channel = SmsChannel()
    try:
        return channel.deliver([factory.outgoing(channel="sms", address="+49301234567", short="Your machine is ready.", **fields)])[0]
    finally:
        channel.close()


@pytest.mark.parametrize(("text", "expected"), [
    ("", ("GSM-7", 0, 1)), ("a" * 160, ("GSM-7", 160, 1)), ("a" * 161, ("GSM-7", 161, 2)), ("a" * 306, ("GSM-7", 306, 2)),
    ("a" * 307, ("GSM-7", 307, 3)), ("€" * 80, ("GSM-7", 160, 1)), ("€" * 81, ("GSM-7", 162, 2)), ("äöüß Ä", ("GSM-7", 6, 1)),
    ("a" * 152 + "€", ("GSM-7", 154, 1)), ("a" * 152 + "€" + "a" * 152, ("GSM-7", 306, 3)),
    ("ç", ("UCS-2", 1, 1)), ("سلام", ("UCS-2", 4, 1)), ("字" * 70, ("UCS-2", 70, 1)), ("字" * 71, ("UCS-2", 71, 2)),
    ("😀" * 35, ("UCS-2", 70, 1)), ("😀" * 36, ("UCS-2", 72, 2)), ("字" * 66 + "😀" + "字" * 66, ("UCS-2", 134, 3)),
])  # fmt: skip
def test_parts_are_counted_as_networks_charge_them(text, expected):
    found = parts_of(text)
    assert (found.alphabet, found.units, found.parts) == expected


@pytest.mark.django_db
def test_the_gateway_gets_number_words_token_and_a_key_that_makes_asking_twice_asking_once(gateway):
    outcome = send(reference="messaging.message:7")
    assert (outcome.state, outcome.provider_id, outcome.cost_minor) == (MessageState.SENT, "g-1", 8)
    path, headers, body = gateway.asked[0]
    assert (path, headers["Authorization"], headers["Idempotency-Key"]) == ("/v1", "Bearer s3cret", "messaging.message:7")
    assert body == {"to": "+49301234567", "from": "Atrium", "text": "Your machine is ready.", "parts": 1, "reference": "messaging.message:7"}


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "expected"), [
    ((200, {"id": 5}), (MessageState.SENT, False, False)), ((409, {}), (MessageState.SENT, False, False)),
    ((202, b"\xff not json"), (MessageState.SENT, False, False)), ((202, []), (MessageState.SENT, False, False)),
    ((404, {}), (MessageState.FAILED, False, True)), ((410, {}), (MessageState.FAILED, False, True)),
    ((400, {}), (MessageState.FAILED, False, False)), ((401, {}), (MessageState.FAILED, False, False)),
    ((429, {}), (MessageState.FAILED, True, False)), ((500, {}), (MessageState.FAILED, True, False)), ((503, b""), (MessageState.FAILED, True, False)),
])  # fmt: skip
def test_each_answer_says_whether_it_is_sent_worth_another_try_or_the_number_is_gone(gateway, answer, expected):
    gateway.answer = answer
    outcome = send()
    assert (outcome.state, outcome.again, outcome.gone) == expected


@pytest.mark.django_db
def test_a_gateway_that_sends_us_elsewhere_is_not_followed(gateway):
    gateway.answer, gateway.headers = (302, {}), {"Location": f"http://127.0.0.1:{gateway.server_port}/elsewhere"}
    outcome = send()
    assert (outcome.state, outcome.again, len(gateway.asked)) == (MessageState.FAILED, False, 1)


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_is_asked_again_under_the_same_key(gateway, monkeypatch):
    monkeypatch.setattr("portal.messaging.channels.http.ANSWER_SECONDS", 0.2)
    gateway.seconds = 1
    assert (send(reference="r:1").again, gateway.asked[0][1]["Idempotency-Key"]) == (True, "r:1")


@pytest.mark.django_db
def test_a_gateway_that_is_away_loses_nothing(settings):
    settings.SMS_URL = "http://127.0.0.1:9/"
    outcome = send()
    assert (outcome.state, outcome.again, outcome.reason) == (MessageState.FAILED, True, "no_gateway")


@pytest.mark.django_db
def test_without_a_gateway_it_lies_in_the_outbox_once_with_its_parts():
    message = factory.outgoing(channel="sms", address="+49301234567", short="字" * 71)
    channel = SmsChannel()
    outcomes = [channel.deliver([message])[0] for _ in range(2)]
    entry = OutboxEntry.objects.get()
    assert [one.state for one in outcomes] == [MessageState.SENT] * 2
    assert (entry.channel, entry.recipient, entry.text) == ("sms", "+49301234567", "字" * 71)
    assert entry.details == {"alphabet": "UCS-2", "units": 71, "parts": 2, "cost": 16}


@pytest.mark.django_db
def test_what_rests_on_consent_says_how_to_end_it_and_what_is_owed_does_not():
    ways = {"details": {"unsubscribe": "https://a.example/u"}, "channel": "sms", "short": "Hi"}
    SmsChannel().deliver([factory.outgoing(purpose="news", **ways), factory.outgoing(purpose="service", **ways)])
    assert list(OutboxEntry.objects.order_by("pk").values_list("text", flat=True)) == ["Hi\nStop: https://a.example/u", "Hi"]


@pytest.mark.django_db
def test_a_novel_is_not_sent_as_a_text_message():
    outcome = SmsChannel().deliver([factory.outgoing(channel="sms", short="字" * 500)])[0]
    assert (outcome.state, outcome.reason, OutboxEntry.objects.count()) == (MessageState.FAILED, "too_long", 0)

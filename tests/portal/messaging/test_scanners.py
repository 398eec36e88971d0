"""Scanners follow every address of every mail, with HEAD and GET, at once and twice: nothing about anybody changes."""

import email
import re
from email import policy
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.apps import apps
from django.conf import settings as conf

from portal.customers import gate, links
from portal.customers.actions import preferences
from portal.messaging import sender
from portal.messaging.channels.base import channels
from portal.messaging.channels.email import OUTBOX_BACKEND
from portal.messaging.models import DeliveryEvent, Message
from tests.factories import accounts, messages
from tests.portal.messaging.test_sending import Recorder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_caps(settings):
    settings.ADVERTS_A_DAY = settings.ADVERTS_A_WEEK = 0


COUNTED = {"messaging.DeliveryEvent", "campaigns.AdvertVisit"}
"""What is there to count visits, and marks machines as such."""
SCANNER = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36"}
TRACES = "?utm_source=a&List-Unsubscribe=One-Click&withdraw_all=1&confirm=1&next=https://evil.example/"


def everything():
    """Every row of every table but those that count visits."""
    found = {}
    for model in apps.get_models():
        if model._meta.label not in COUNTED and model._meta.managed and not model._meta.proxy:
            found[model._meta.label] = sorted(map(repr, model._base_manager.values_list()))
    return found


def changed(before, after):
    return {label for label in before if before[label] != after[label]}


def sent(monkeypatch, *, purpose="news", body="Hello {customer.name}, [look](https://shop.example/new)."):
    taken = Recorder()
    monkeypatch.setitem(channels._things, "email", taken)
    party = messages.reader(purpose)
    preferences.declare(party, {"measured": True}, by=None)
    messages.mailing(party, purpose=purpose, tracking=True, words=messages.template(purpose, body=body))
    sender.send_due(seconds=20)
    return party, taken.taken[-1]


def addresses(mail):
    """Every address of the portal that stands in the mail's words, parts and headers."""
    whole = " ".join([mail.rendered.html, mail.rendered.text, *mail.headers.values()])
    found = set(re.findall(re.escape(conf.SITE_URL) + r"[^\s\"'<>)\]]*", whole))
    return sorted({urlsplit(one).path for one in found} - {""})


def test_who_follows_every_address_of_a_mail_changes_nothing(monkeypatch, client):
    party, mail = sent(monkeypatch)
    doors = addresses(mail)
    assert {door.split("/")[1] for door in doors} >= {"o", "r", "u", "en"}
    before = everything()
    for _twice in range(2):
        for door in doors:
            for call in (client.head, client.get, client.options):
                assert call(door, **SCANNER).status_code < 500
            client.get(door + TRACES, **SCANNER)
    assert changed(before, everything()) == set()
    assert DeliveryEvent.objects.exclude(machine=True).count() == 0
    assert gate.may_send(messages.address(party), "news", "email").allowed
    assert "_auth_user_id" not in client.session


def test_what_asks_for_an_act_is_asked_by_post_only(monkeypatch, client):
    """The control: the same doors act when a person, or his mail program, sends the form."""
    party, mail = sent(monkeypatch)
    way_out = next(door for door in addresses(mail) if door.startswith("/u/"))
    before = everything()
    client.post(way_out, {"List-Unsubscribe": "One-Click"})
    assert "customers.ConsentEvent" in changed(before, everything())
    assert not gate.may_send(messages.address(party), "news", "email").allowed


def test_the_links_of_accounts_confirm_nothing_by_being_followed(client, mailoutbox):
    user = accounts.user()
    own = EmailAddress.objects.create(user=user, email="second@mail.example", verified=False, primary=False)
    key = EmailConfirmationHMAC(own).key
    for door in (f"/en/accounts/confirm-email/{key}/", f"/en/accounts/confirm-email/{key[:-1]}x/", "/en/accounts/logout/"):
        for call in (client.head, client.get):
            assert call(door, **SCANNER).status_code < 500
    own.refresh_from_db()
    assert own.verified is False


EVIL = [
    "Eve\r\nBcc: all@evil.example",
    "Eve\nReply-To: eve@evil.example",
    "Eve\r\n\r\n<h1>body</h1>",
    "Eve\u2028Bcc: x@evil.example",
    "Eve, all@evil.example",
    'Eve" <eve@evil.example>',
    "=?utf-8?q?x=0D=0ABcc:_all=40evil.example?=",
]


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("backend", ["django.core.mail.backends.locmem.EmailBackend", OUTBOX_BACKEND])
def test_a_name_with_line_ends_adds_no_header_and_nobody_to_a_mail(settings, tmp_path, mailoutbox, name, backend):
    """From the customer's own name through the template's subject into the headers, by both sorts of carriers."""
    settings.MAIL_CARRIER, settings.OUTBOX_DIR = backend, str(tmp_path)
    party = messages.reader(billed_name=name[:200])
    words = messages.template(subject="For {customer.name}", body="Dear {customer.name}!", short="x")
    messages.mailing(party, words=words)
    sender.send_due(seconds=20)
    raws = [one.message().as_bytes() for one in mailoutbox] or [path.read_bytes() for path in tmp_path.glob("*.eml")]
    assert len(raws) == 1, list(Message.objects.values_list("state", flat=True))
    mail = email.message_from_bytes(raws[0], policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["Reply-To"] is None
    assert mail["Cc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == [messages.address(party).value_norm]
    assert len(mail.get_all("Subject")) == 1
    assert "\n" not in str(mail["Subject"])
    assert "<h1>" not in mail.get_body(("html",)).get_content()


def test_a_forged_way_out_of_every_kind_takes_nothing_back(monkeypatch, client):
    party, mail = sent(monkeypatch)
    way_out = next(door for door in addresses(mail) if door.startswith("/u/"))
    other = links.preference_url(messages.address(party), "en")
    token = way_out.strip("/").split("/")[-1]
    body, _dot, signature = token.rpartition(":")
    forged = [
        token[:-1],
        token + "A",
        f"{body}:{signature[::-1]}",
        f"{body.replace('news', 'offers')}:{signature}",
        f"9{body}:{signature}",
        urlsplit(other).path.strip("/").split("/")[-1],
    ]
    for one in forged:
        for call in (client.get, client.post, client.head):
            assert call(f"/u/{one}/", {"List-Unsubscribe": "One-Click"} if call is client.post else {}).status_code == 404
    assert gate.may_send(messages.address(party), "news", "email").allowed

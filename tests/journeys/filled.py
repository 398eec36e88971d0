"""What the demo leaves empty, filled for the tests that look at every page: a message on each channel, an import with faults, a merge, a
household, a view as a customer; and the signed addresses that only our messages hold. Runs within `manage.py shell` on the demo's copy."""

import json
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import translation

from portal.accounts import impersonation
from portal.campaigns.models import Banner, Campaign, LandingPage
from portal.customers import actions as customers
from portal.customers import links
from portal.customers.actions import consent, merging
from portal.customers.actions import impersonation as viewing
from portal.customers.enums import IdentifierKind, PartyKind, RelationRole, Source
from portal.customers.models import ConsentEvent, Identifier, MatchCandidate, Party
from portal.imports import actions as imports
from portal.imports.importers import importers
from portal.messaging.actions import letters, queueing
from portal.messaging.actions.templates import save_template
from portal.messaging.models import CallTask, InboxItem, Message, MessageTemplate, OutboxEntry
from portal.messaging.rendering.outgoing import why_url
from portal.messaging.sender import Sender
from portal.segments.models import Segment

CUSTOMERS = (
    "Name;E-Mail;Telefon;Ort;Sprache\nAnna Bergmann;anna.bergmann@post.example;+49 761 5550199;Freiburg;de\n"
    "Paul Bergmann;paul at post.example;12;Freiburg;de\n;;;;\nليلى حداد;layla.haddad@post.example;+962 6 555 0199;عمّان;xx\n"
)
WORDS = {
    "en": {
        "subject": "Your machine is ready",
        "body": "Hello {customer.name}, your machine stands in the workshop, mended. [Have a look](/en/help/)",
    },
    "de": {"subject": "Deine Maschine ist fertig", "body": "Guten Tag {customer.name}, deine Maschine steht repariert in der Werkstatt."},
    "ar": {"subject": "آلتك جاهزة", "body": "أهلًا {customer.name}، آلتك جاهزة في الورشة."},
    "zh-hant": {"subject": "您的機器修好了", "body": "{customer.name} 您好，您的機器已經修好，在工作坊等您。"},
}


def demo_party(code: str) -> Party:
    return Identifier.objects.get(kind="external", system="demo", value_norm=code).party


def session_of(user: Any, **more: Any) -> str:
    """A signed-in session that has just proved itself."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["account_authentication_methods"] = [{"method": "password", "at": time.time() + 86_400}]
    store.update(more)
    store.save()
    return str(store.session_key)


def messages_for(party: Party) -> None:
    """One on every channel that an embedded carrier takes."""
    template = save_template(
        "machine-ready", by=None, name="Machine ready", purpose="service", texts={c: {**w, "short": w["subject"]} for c, w in WORDS.items()}
    )
    customers.add_identifier(party, IdentifierKind.POST, "Maeve O'Sullivan\n4 Harbour Row\nCork", by=None, source=Source.CUSTOMER)
    customers.add_identifier(party, IdentifierKind.FAX, "+353 21 555 0142", by=None, source=Source.CUSTOMER)
    for channel in ("inbox", "email", "sms", "phone", "letter", "fax"):
        queueing.send_message(party, template.slug, channels=[channel], key=f"filled-{channel}")
    with Sender() as sender:
        while sender.batch(None):
            pass


def an_import(by: Any, *, tried: bool) -> int:
    made = imports.take_in(importers["customers"], "kundenliste.csv", CUSTOMERS.encode("cp1252", "replace"), by=by, language="de")
    if tried:
        imports.choose_columns(made, made.mapping, by=by)
        imports.work_on(made)
    return int(made.pk)


def one_merge(by: Any) -> int:
    pair = MatchCandidate.objects.filter(state="open").select_related("first", "second").order_by("-score")[3]
    return int(merging.merge_parties(pair.first, pair.second, by=by, reason="The same number and the same street.", score=pair.score).pk)


def a_household(party: Party) -> int:
    home = customers.open_party(
        by=None, source=Source.STAFF, kind=PartyKind.HOUSEHOLD, billed_name="O'Sullivan, 4 Harbour Row", handle="harbour-row-4"
    )
    customers.relate(party, RelationRole.HOUSEHOLD_MEMBER, home, by=None)
    return int(home.pk)


def in_each(name: str, *args: Any) -> str:
    """An address with {l} for the language."""
    with translation.override("en"):
        return reverse(name, args=args).replace("/en/", "/{l}/", 1)


def signed(party: Party) -> dict[str, str]:
    """Addresses of which the customer's messages hold the key."""
    point = party.identifiers.get(kind=IdentifierKind.EMAIL)
    asked = ConsentEvent.objects.filter(identifier=point).first() or consent.grant(point, "news", "email", source="signup")
    message = Message.objects.filter(party=party, channel="email").latest("pk")
    found = {
        "preferences by link": links.preference_url(point, "en"), "unsubscribe": links.unsubscribe_url(point, "offers", "email", ""),
        "owed": links.unsubscribe_url(point, "service", "email", ""), "confirm": links.confirmation_url([asked.pk], "en"),
        "why message": why_url(message.pk, "en"),
    }  # fmt: skip
    return {name: url.removeprefix(settings.SITE_URL).replace("/en/", "/{l}/", 1) for name, url in found.items()}


def desk_numbers(party: Party, by: Any) -> dict[str, str]:
    """Pages of the desk about one thing each."""
    sent, stays = Campaign.objects.get(state="done").pk, Campaign.objects.get(state="in_review").pk
    template, segment = MessageTemplate.objects.get(slug="advent-beans").pk, Segment.objects.order_by("-size").first().pk  # type: ignore[union-attr]
    letters.make_batch(by=by)
    return {
        "message": reverse("messaging_desk:message", args=[Message.objects.filter(mailing=None).latest("pk").pk]),
        "template": reverse("messaging_desk:template", args=[template]), "edit template": reverse("messaging_desk:edit_template", args=[template]),
        "new template": reverse("messaging_desk:new_template"),
        "outbox entry": reverse("messaging_desk:outbox_entry", args=[OutboxEntry.objects.filter(channel="sms").latest("pk").pk]),
        "call": reverse("messaging_desk:call", args=[CallTask.objects.latest("pk").pk]),
        "segment": reverse("desk_segment", args=[segment]), "edit segment": reverse("desk_edit_segment", args=[segment]),
        "new segment": reverse("desk_new_segment"), "segment members": reverse("desk_segment_members", args=[segment]),
        "merge": reverse("desk_merge", args=[one_merge(by)]), "household": reverse("desk_household", args=[a_household(party)]),
        "import columns": reverse("imports:columns", args=[an_import(by, tried=False)]),
        "import with faults": reverse("imports:one", args=[an_import(by, tried=True)]),
        "customer's data": reverse("desk_customer_privacy", args=[party.pk]), "view as a customer": reverse("desk_view_as", args=[party.pk]),
        "note consent": reverse("desk_note_consent", args=[party.pk]), "customer with everything": reverse("desk_customer", args=[party.pk]),
        "campaign check": reverse("desk_campaign_check", args=[stays]), "campaign in review": reverse("desk_campaign", args=[stays]),
        "campaign results": reverse("desk_campaign_results", args=[sent]), "campaign audience": reverse("desk_campaign_audience", args=[sent]),
        "campaign messages": reverse("desk_campaign_messages", args=[sent]), "result rows": reverse("desk_campaign_result_rows", args=[sent]),
    }  # fmt: skip


def fill() -> None:
    """Fill, and print addresses and sessions as JSON."""
    maeve, mara = demo_party("maeve-osullivan"), demo_party("mara")
    messages_for(maeve)
    view = viewing.start(demo_party("sofia-lindgren"), by=mara.user, reason="She asks what her page shows.")
    landing = {page.locale.language_code: page.url for page in LandingPage.objects.live().select_related("locale")}
    filled = {
        **signed(maeve), **desk_numbers(maeve, mara.user), **{f"landing {code}": url for code, url in landing.items()},
        "why banner": in_each("why_banner", Banner.objects.earliest("pk").pk),
        "inbox message": in_each("messaging:inbox_item", InboxItem.objects.latest("pk").pk),
    }  # fmt: skip
    sessions = {"secured": session_of(maeve.user), "acting": session_of(mara.user, **{impersonation.KEY: view.pk})}
    print("FILLED " + json.dumps({"filled": filled, "sessions": sessions}))

"""A customer who has done everything: through the real doors where there are some, filled up with made rows where only others write."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from community.chat import actions as chat_actions
from community.chat.models import Message
from community.moderation import actions as moderation
from knowledgebase.feedback import actions as feedback
from knowledgebase.tutorials import actions as tutorials
from portal.accounts import audit
from portal.accounts.letterbox import Letterbox
from portal.accounts.models import Impersonation
from portal.core import privacy
from portal.core.clock import now
from portal.core.outbox import OutboxBackend
from portal.customers import actions
from portal.customers.actions import consent, merging
from portal.customers.actions import privacy as leaving
from portal.customers.enums import IdentifierKind, RelationRole, Source
from portal.customers.models import Identifier, Party
from portal.customers.privacy.subjects import subject_of
from portal.site import actions as site
from tests.factories import accounts, chat
from tests.factories import customers as parties
from tests.factories import tutorials as lessons
from tests.portal.customers import canaries
from tests.portal.customers.canaries import CANARY

User = get_user_model()
EMAIL = f"{CANARY}@mail.example"


def customer(client: Any = None) -> Any:
    """A user whose every act names the canary; signed in with `client` by the real page if one is given."""
    user = accounts.user(EMAIL, handle=CANARY)
    if client is not None:
        client.post("/en/accounts/login/", {"login": EMAIL, "password": accounts.PASSWORD}, headers={"user-agent": f"{CANARY}/1.0"})
    party = Party.objects.get(pk=user.party.pk)
    Party.objects.filter(pk=party.pk).update(created_at=now() - timedelta(days=30))
    actions.edit_profile(
        party, by=user, handle=f"{CANARY}-b", billed_name=f"Frau {CANARY}", language="de", time_zone="Europe/Berlin", phone="+4915112345678"
    )
    EmailAddress.objects.create(user=user, email=f"second.{CANARY}@mail.example", verified=True)
    _talk(party)
    _read(party, user)
    _known_twice(party)
    _mails(user)
    audit.note(User.objects.filter(is_superuser=True).first(), "customers.looked_up", about=party, reason=f"asked for {CANARY}", details={"q": CANARY})
    return user


def _talk(party: Party) -> None:
    room = chat.room()
    chat.join(room, party)
    message = chat.message(room, party, f"I am {CANARY}, write to {EMAIL}.")
    chat_actions.edit_message(message, by=party, body=f"I am {CANARY} still.", base=message.change_seq)
    other = chat.message(room, chat.member(room), "Buy cheap gaskets.")
    moderation.report_target(other, by=party, reason="spam", note=f"{CANARY} saw this")
    item = moderation.report_target(message, by=chat.person(), reason="rude", note="Look.").item
    moderator = chat.person(roles=("moderator",)).user
    moderation.hide_target(item, by=moderator, reason="rude", note=f"{CANARY} was rude")
    moderation.silence_party(party, by=moderator, hours=24, reason="rude", note=f"{CANARY} again")
    chat_actions.restore_message(Message.objects.get(pk=message.pk), by=moderator)


def _read(party: Party, user: Any) -> None:
    lesson = lessons.tutorial()
    step = lesson.steps.first()
    tutorials.mark_step_done(lesson, by=user, party=party, step=step)
    feedback.cast_vote(lesson, by=user, helpful=False, party=party, reason="", text=f"{CANARY} did not understand", language="en")
    site.note_nothing_found(f"where is {CANARY}", language="en", by=user)
    feedback.note_missing_answer(f"where is {CANARY}", language="en")


def _known_twice(party: Party) -> None:
    other = parties.party(source=Source.IMPORT, email=f"old.{CANARY}@mail.example", billed_name=f"{CANARY} senior", facts={"city": CANARY})
    actions.relate(party, RelationRole.CARER, other, by=None)
    merging.merge_parties(party, other, by=None, reason=f"same {CANARY}")
    row = Identifier.objects.filter(party=party, kind=IdentifierKind.EMAIL).first()
    consent.grant(row, "news", "email", source="preferences", evidence={"agent": CANARY})
    actions.add_identifier(other, IdentifierKind.EXTERNAL, f"{CANARY}-77", by=None, source=Source.IMPORT, system="tills")


def _mails(user: Any) -> None:
    from django.core.mail import EmailMultiAlternatives

    message = EmailMultiAlternatives("Hello", f"Dear {CANARY}", "shop@mail.example", [user.email])
    Letterbox().send_messages([message])
    OutboxBackend().send_messages([message])
    Impersonation.objects.create(
        by=accounts.user(roles=("agent",)), user=user, reason=f"{CANARY} telephoned", until=now() + timedelta(minutes=5), ended_at=now()
    )
    leaving.ask_export(user.party, by=user, language="de")


def filled(user: Any) -> privacy.Subject:
    """The subject, with a row in every declared table, made up where no act above wrote one."""
    subject = subject_of(user.party, keep_words=False)
    known = {
        "accounts.User": user, "customers.Party": user.party, "customers.Identifier": Identifier.objects.filter(party=user.party).first(),
    }  # fmt: skip
    for declaration in canaries.declared():
        if not declaration.rows(subject).exists():
            _make(declaration, known)
    return subject_of(user.party, keep_words=False)


def _make(declaration: privacy.Declaration, known: dict[str, Any]) -> None:
    given: dict[str, Any] = {}
    for path in declaration.of:
        head, _part, rest = path.partition("__")
        if rest:
            given[head] = _chain(declaration.model._meta.get_field(head).related_model, rest, known)
    try:
        with transaction.atomic():
            canaries.make_row(declaration.model, known, **given)
    except IntegrityError as fault:
        raise AssertionError(f"{declaration.label}: give canaries.MADE what its constraints ask for ({fault})") from fault


def _chain(model: Any, path: str, known: dict[str, Any]) -> Any:
    head, _part, rest = path.partition("__")
    given = {head: _chain(model._meta.get_field(head).related_model, rest, known)} if rest else {}
    return canaries.make_row(model, known, **given)

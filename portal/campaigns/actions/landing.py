"""Writes around the forms of landing pages: consent with its text, the person's own words, calls that were made."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from portal.campaigns.enums import FormKind
from portal.campaigns.models import FormAnswer, LandingPage
from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers import identify, timeline
from portal.customers import queries as parties
from portal.customers.actions import consent, entering
from portal.customers.enums import ConsentSource, ContactChannel, IdentifierKind, Source
from portal.customers.matching.recognise import Claims, recognise
from portal.customers.models import ConsentText, Identifier

_WAYS = {
    FormKind.SIGN_UP: (IdentifierKind.EMAIL, ContactChannel.EMAIL, "email"),
    FormKind.CALL: (IdentifierKind.PHONE, ContactChannel.PHONE, "phone"),
}


def answer_form(page: LandingPage, block: Any, *, by: Any, said: dict[str, Any], text: ConsentText, language: str) -> FormAnswer:
    """Keep what somebody sent in: his contact point, his consent to `text`, and the answer itself.

    An address is confirmed by the letter the consent ledger sends; until then nothing goes to it. Sending the same form again while
    it is open keeps one answer. Raises ValidationError for an address or number that cannot be one.
    """
    kind = FormKind(block.value["kind"])
    identifier_kind, channel, field = _WAYS[kind]
    with transaction.atomic():
        identifier = _contact(by, identifier_kind, said[field], name=said.get("name", ""), language=language)
        consent.grant(
            identifier, text.purpose, channel, source=ConsentSource.FORM, text=text, by=by if _is_known(by) else None,
            evidence={"page": page.url_path, "form": str(block.id), "tick": True}, unproved=not _is_known(by),
        )  # fmt: skip
        return _keep(page, block, identifier, kind=kind, text=text, language=language, said=said)


def _is_known(by: Any) -> bool:
    return bool(getattr(by, "is_authenticated", False))


def _keep(
    page: LandingPage, block: Any, identifier: Identifier, *, kind: FormKind, text: ConsentText, language: str, said: dict[str, Any]
) -> FormAnswer:
    party = identifier.party
    held = {"page": page, "block": uuid.UUID(str(block.id)), "party": party, "done_at": None}
    values = {
        "kind": kind, "identifier": identifier, "text": text, "language": language,
        "call_time": said.get("call_time", ""), "question": said.get("question", ""),
        "done_at": now() if kind == FormKind.SIGN_UP else None,
    }  # fmt: skip
    open_one = FormAnswer.objects.filter(**held).first()
    if open_one is not None:
        FormAnswer.objects.filter(pk=open_one.pk).update(call_time=values["call_time"], question=values["question"])
        return open_one
    try:
        with transaction.atomic():
            answer = FormAnswer.objects.create(**(held | values))
    except IntegrityError:  # the same form, sent twice in the same moment
        return FormAnswer.objects.get(**held)
    told = "campaigns.asked_for_call" if kind == FormKind.CALL else "campaigns.signed_on"
    timeline.record(party, told, attrs={"page": page.title}, about=page)
    return answer


def _contact(by: Any, kind: str, value: str, *, name: str, language: str) -> Identifier:
    """The contact point `value` of whoever is signed in, else the one we know it by, else of a new party."""
    if _is_known(by):
        party = customers.party_for_user(by)
        return customers.add_identifier(party, kind, value, by=by, source=Source.CUSTOMER)
    norm = identify.normal(kind, value)
    known = Identifier.objects.filter(kind=kind, value_norm=norm, ended_at__isnull=True, party__erased_at__isnull=True)
    if found := known.select_related("party").order_by("-verified_at", "first_seen_at", "pk").first():
        return found
    return _newcomer(kind, value, name=name, language=language)


def _newcomer(kind: str, value: str, *, name: str, language: str) -> Identifier:
    """A party for somebody we do not know; where he may be one we know, a person will look. Nothing is joined on a visitor's word."""
    facts = {"name": name} if name else {}
    email, phone = (value, "") if kind == IdentifierKind.EMAIL else ("", value)
    found = recognise(Claims(name=name, email=email, phone=phone))
    party = customers.open_party(
        by=None, source=Source.CUSTOMER, billed_name=name, language=language, facts=facts, email=email, phone=phone
    )
    entering.note_candidates(party, found.candidates if found.verdict == "review" else [])
    return parties.live_identifiers(party, kind).get()


def mark_called(answer: FormAnswer, *, by: Any, reached: bool) -> bool:
    """The call was made, or tried often enough; whoever was `reached` and agreed has confirmed. False when it was done before."""
    with transaction.atomic():
        mine = FormAnswer.objects.filter(pk=answer.pk, kind=FormKind.CALL, done_at__isnull=True)
        if not mine.update(done_at=now(), done_by=by, reached=reached):
            return False
        if reached and answer.identifier and answer.text:
            consent.confirm(
                answer.identifier, answer.text.purpose, ContactChannel.PHONE, source=ConsentSource.TELEPHONE, text=answer.text, by=by,
                evidence={"call": answer.pk},
            )  # fmt: skip
    return True

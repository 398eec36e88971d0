"""Whose data: all parties read as one, their logins, identifiers and addresses."""

from typing import Any

from allauth.account.models import EmailAddress

from portal.core.privacy import Subject
from portal.customers.enums import IdentifierKind
from portal.customers.models import Identifier, Party
from portal.customers.queries import aliases

_REACHED_BY = (IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.FAX, IdentifierKind.POST)


def subject_of(party: Party, *, keep_words: bool = True) -> Subject:
    """Everything the customer is known by, in four queries."""
    parties = aliases.ids_of(party.pk)
    users = Party.objects.filter(pk__in=parties, user__isnull=False).values_list("user_id", "user__email")
    identifiers = list(Identifier.objects.filter(party_id__in=parties).values_list("pk", "kind", "value_norm", "value_raw"))
    emails = EmailAddress.objects.filter(user_id__in=[pk for pk, _email in users]).values_list("email", flat=True)
    addresses = {text.lower() for _pk, kind, norm, raw in identifiers if kind in _REACHED_BY for text in (norm, raw) if text}
    addresses |= {email.lower() for _pk, email in users} | {email.lower() for email in emails}
    return Subject(
        party_ids=tuple(parties),
        user_ids=tuple(pk for pk, _email in users),
        identifier_ids=tuple(pk for pk, _kind, _norm, _raw in identifiers),
        addresses=frozenset(addresses),
        keep_words=keep_words,
    )


def packed(subject: Subject) -> dict[str, Any]:
    """As plain JSON."""
    return {
        "party_ids": list(subject.party_ids), "user_ids": list(subject.user_ids), "identifier_ids": list(subject.identifier_ids),
        "addresses": sorted(subject.addresses), "keep_words": subject.keep_words,
    }  # fmt: skip


def unpacked(data: dict[str, Any]) -> Subject:
    """Back from JSON."""
    return Subject(
        party_ids=tuple(data["party_ids"]), user_ids=tuple(data["user_ids"]), identifier_ids=tuple(data["identifier_ids"]),
        addresses=frozenset(data["addresses"]), keep_words=data["keep_words"],
    )  # fmt: skip

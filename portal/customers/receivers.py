"""What customers hear: the sign-in library tells of logins and of addresses proved and given up."""

from typing import Any

from allauth.account.signals import email_confirmed, email_removed, user_logged_in
from django.dispatch import receiver

from portal.core.events import appearance_chosen
from portal.core.i18n import current_language
from portal.customers import actions, events, mails
from portal.customers.actions import consent, preferences
from portal.customers.enums import ConsentSource, IdentifierKind
from portal.customers.identify import normal_email
from portal.customers.queries.aliases import ids_of
from portal.customers.queries.consent import contact_points
from portal.customers.queries.parties import party_of
from portal.customers.queries.preferences import preferences_of
from portal.jobs.work import later


@receiver(user_logged_in)
def on_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Everybody who signs in is a customer, also those whose login was made by an operator."""
    actions.party_for_user(user)


@receiver(email_confirmed)
def on_confirmed(sender: Any, email_address: Any, **kwargs: Any) -> None:
    actions.confirm_email(email_address.user, email_address.email)


@receiver(email_confirmed)
def on_confirmed_consents(sender: Any, email_address: Any, **kwargs: Any) -> None:
    """Who proves the address he signed up with has confirmed what he ticked there."""
    party = party_of(email_address.user)
    if party is not None:
        for row in contact_points(ids_of(party.pk)):
            if row.kind == IdentifierKind.EMAIL and row.value_norm == normal_email(email_address.email):
                consent.confirm_waiting(row, asked_at=ConsentSource.SIGNUP)


@receiver(email_removed)
def on_removed(sender: Any, user: Any, email_address: Any, **kwargs: Any) -> None:
    actions.end_email(user, email_address.email)


@receiver(events.consent_asked)
def on_consent_asked(sender: Any, identifier_id: int, **kwargs: Any) -> None:
    """The address is asked by mail whether it agrees; several questions of one moment are one mail."""
    later(mails.ask_waiting, identifier_id)


@receiver(user_logged_in)
def on_seen(sender: Any, user: Any, request: Any = None, **kwargs: Any) -> None:
    """The language somebody uses confirms the one he chose, and his appearance comes along to this browser."""
    party = party_of(user)
    if party is None or request is None:
        return
    preferences.observe(party, "language", current_language())
    request.session["theme"] = preferences_of(party).theme


@receiver(appearance_chosen)
def on_appearance(sender: Any, user: Any, theme: str, **kwargs: Any) -> None:
    """What a signed-in person chooses in the bar is kept with his preferences."""
    party = party_of(user)
    if party is not None:
        preferences.declare(party, {"theme": theme}, by=user)

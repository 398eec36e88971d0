"""What customers hear: the sign-in library tells of logins and of addresses proved and given up."""

from typing import Any

from allauth.account.signals import email_confirmed, email_removed, user_logged_in
from django.dispatch import receiver

from portal.customers import actions


@receiver(user_logged_in)
def on_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """Everybody who signs in is a customer, also those whose login was made by an operator."""
    actions.party_for_user(user)


@receiver(email_confirmed)
def on_confirmed(sender: Any, email_address: Any, **kwargs: Any) -> None:
    actions.confirm_email(email_address.user, email_address.email)


@receiver(email_removed)
def on_removed(sender: Any, user: Any, email_address: Any, **kwargs: Any) -> None:
    actions.end_email(user, email_address.email)

"""Where the sign-in library asks us: languages, mails in our own words, ended sessions."""

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts import actions, mails
from portal.accounts.models import User
from portal.core.i18n import current_language

_TOO_OFTEN = gettext_lazy("Too many tries. Wait five minutes, then try again.")
CODE_SENT = {"account/messages/login_code_sent.txt", "account/messages/email_confirmation_sent.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Signs people up in the language of the page, and writes to them in their own."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "incorrect_code": gettext_lazy("This is not the code from our newest mail. Look again, or let us send another."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
    }

    def new_user(self, request: HttpRequest) -> User:
        return User(language=current_language())

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """The page that asks for a code says itself that one was sent; only another one is news."""
        if message_template in CODE_SENT and request.POST.get("action") != "resend":
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        with translation.override(getattr(user, "language", "") or current_language()):
            message = mails.compose(template_prefix, email, context | {"request": allauth_context.request})
        message.send()


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions and says so, so that sockets close."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for user in {session.user for session in ended}:
            actions.end_sessions(user, session_keys=[s.session_key for s in ended if s.user_id == user.pk])


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted with the site's key, and calls passkeys by plain names."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This does not fit. Codes from an app change every thirty seconds; a recovery code works once."),
    }

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; '' where it was encrypted with a key that is gone, so that no code ever fits it."""
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the library's name
        """How the new key is called until its owner names it."""
        return _("My passkey")

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device shows of the account: its address; the customer's other names stay out of it."""
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.email}


def _safe() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"portal.accounts.second-factor:" + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

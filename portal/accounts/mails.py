"""The mails that accounts send: a table of words, one letter paper in text and HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from portal.core.i18n import current_language
from portal.core.text import direction_of

SECRET_HEADER = "X-Portal-Secret"  # noqa: S105 - the name of a header
CODE, LINK = "code", "link"
"""What its value says of the secret."""


@dataclass(frozen=True)
class Mail:
    """The words of one mail. `code` shows the code, `link` names the context's address behind the button (with `secret` it opens
    an account), `change` tells from where a change was made. Other apps add theirs to MAILS in their `hooks.py`.
    """

    subject: Any
    lines: tuple[Any, ...]
    code: bool = False
    link: str = ""
    button: Any = ""
    change: bool = False
    secret: bool = True


_IGNORE = _("If this was not you, you can ignore this mail: nothing happens without the code or link in it.")
_TYPE_CODE = _("Type this code into the page you have open. It is good for a quarter of an hour.")

MAILS = {
    "email_confirmation_signup": Mail(
        _("Your code for signing up: %(code)s"),
        (_("Welcome. One step is left: show us that this address is yours."), _TYPE_CODE, _IGNORE), code=True,
    ),
    "email_confirmation": Mail(
        _("Your code for this address: %(code)s"),
        (_("You would like to use this e-mail address with your account."), _TYPE_CODE, _IGNORE), code=True,
    ),
    "login_code": Mail(_("Your code for signing in: %(code)s"), (_TYPE_CODE, _IGNORE), code=True),
    "account_already_exists": Mail(
        _("You already have an account with us"),
        (
            _("You, or somebody else, tried to sign up with this e-mail address, but there is an account with it already."),
            _("If you have forgotten your password, you can choose a new one."),
        ),
        link="password_reset_url", button=_("Choose a new password"),
    ),
    "unknown_account": Mail(
        _("There is no account with this address"),
        (
            _("You, or somebody else, tried to sign in with this e-mail address, but we know no account with it."),
            _("Perhaps you signed up with another address? If not, you can sign up now."),
        ),
        link="signup_url", button=_("Sign up"),
    ),
    "password_reset_key": Mail(
        _("Choose a new password"),
        (_("You would like to choose a new password. The button below takes you there; it works once."), _IGNORE),
        link="password_reset_url", button=_("Choose a new password"),
    ),
    "password_reset": Mail(_("Your password was reset"), (_("The password of your account was reset."),), change=True),
    "password_changed": Mail(_("Your password was changed"), (_("The password of your account was changed."),), change=True),
    "password_set": Mail(_("A password was set"), (_("Your account now has a password."),), change=True),
    "email_changed": Mail(
        _("Your main e-mail address was changed"),
        (_("From now on we write to %(to_email)s; before it was %(from_email)s."),), change=True,
    ),
    "email_confirm": Mail(_("Your e-mail address is confirmed"), (_("You can now use this e-mail address to sign in."),), change=True),
    "new_browser": Mail(
        _("Somebody signed in with a browser we have not seen before"),
        (
            _("Somebody signed in to your account from the address %(ip)s; the browser says it is: %(browser)s."),
            _("If it was you, there is nothing to do."),
            _("If it was not you, choose a new password at once: that ends every session, and nobody gets further."),
        ),
        link="sessions_url", button=_("See where you are signed in"), secret=False,
    ),
    "totp_activated": Mail(
        _("A second step was set up"), (_("From now on a code from your app is asked for when you sign in."),), change=True
    ),
    "totp_deactivated": Mail(
        _("A second step was switched off"), (_("No code from an app is asked for any more when you sign in."),), change=True
    ),
    "webauthn_added": Mail(_("A passkey was added"), (_("A new passkey opens your account."),), change=True),
    "webauthn_removed": Mail(_("A passkey was removed"), (_("A passkey no longer opens your account."),), change=True),
    "recovery_codes_generated": Mail(
        _("New recovery codes were made"), (_("Your account has new recovery codes; the old ones no longer work."),), change=True
    ),
    "email_deleted": Mail(
        _("An e-mail address was removed"), (_("The address %(deleted_email)s no longer belongs to your account."),), change=True
    ),
}  # fmt: skip


def _site_name() -> str:
    """The name editors gave the site, as its pages bear it, else the operator's."""
    return Site.objects.filter(is_default_site=True).values_list("site_name", flat=True).first() or settings.WAGTAIL_SITE_NAME


def compose(template_prefix: str, email: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail for one of the library's occasions, in the active language, as text and HTML. KeyError for an unknown occasion."""
    mail = MAILS[template_prefix.rpartition("/")[2]]
    words = {name: str(value) for name, value in context.items() if isinstance(value, str)}
    letter = {
        "subject": str(mail.subject) % words,
        "lines": [str(line) % words for line in mail.lines],
        "code": context.get("code", "") if mail.code else "",
        "link": context.get(mail.link, "") if mail.link else "",
        "button": mail.button,
        "change": {name: context.get(name) for name in ("ip", "user_agent", "timestamp")} if mail.change else None,
        "site_name": _site_name(), "site_url": settings.SITE_URL,
        "language": current_language(), "direction": direction_of(current_language()),
    }  # fmt: skip
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter["language"]}
    if mail.secret and (mail.code or mail.link):
        headers[SECRET_HEADER] = CODE if mail.code else LINK
    text = render_to_string("accounts/mail/letter.txt", letter).strip() + "\n"
    message = EmailMultiAlternatives(letter["subject"], text, settings.DEFAULT_FROM_EMAIL, [email], headers=headers)
    message.attach_alternative(render_to_string("accounts/mail/letter.html", letter), "text/html")
    return message

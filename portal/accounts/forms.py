"""The sign-in library's forms in our words: a label above, no second label inside the field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.core.forms import LineField
from portal.core.text import plain_digits

LONGEST_PASSWORD = 256
PASSWORD_HINT = _("At least ten characters. A few words you will remember are better than signs you will not.")


class PlainFields:
    """Labels instead of placeholders, upper bounds, and codes that forgive spaces."""

    labels = {
        "login": _("E-mail address"), "email": _("E-mail address"), "password": _("Password"), "password1": _("New password"),
        "password2": _("New password again"), "oldpassword": _("Present password"), "code": _("Code"),
    }  # fmt: skip
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                field.max_length = LONGEST_PASSWORD
                field.validators.append(_not_too_long)
            if name in {"login", "email"}:
                field.widget.attrs |= {"dir": "ltr", "maxlength": 254, "autocomplete": "email"}
            if name == "code":
                field.widget.attrs |= {"dir": "ltr", "inputmode": "text", "maxlength": 20, "autocapitalize": "characters"}

    def clean_code(self) -> Any:
        """Figures in the reader's own script are the same figures."""
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])  # type: ignore[attr-defined]
        return super().clean_code()  # type: ignore[misc]


def _not_too_long(value: str) -> None:
    if len(value) > LONGEST_PASSWORD:
        raise ValidationError(_("A password has at most %(most)s characters."), params={"most": LONGEST_PASSWORD})


class LoginForm(PlainFields, allauth_forms.LoginForm):
    pass


class RequestLoginCodeForm(PlainFields, allauth_forms.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(PlainFields, allauth_forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(PlainFields, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainFields, allauth_forms.ResetPasswordKeyForm):
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    hints = {"password1": PASSWORD_HINT}


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    labels = {"email": _("Another e-mail address")}


class ReauthenticateForm(PlainFields, allauth_forms.ReauthenticateForm):
    pass


class SecondFactorForm(PlainFields, mfa_forms.AuthenticateForm):
    hints = {"code": _("The six figures your app shows now, or one of your recovery codes.")}


class ReauthenticateCodeForm(PlainFields, mfa_forms.ReauthenticateForm):
    hints = {"code": _("The six figures your app shows now, or one of your recovery codes.")}


class ActivateTOTPForm(PlainFields, totp_forms.ActivateTOTPForm):
    hints = {"code": _("The six figures your app shows after you have scanned the picture.")}


class PasskeyName(PlainFields):
    """The name somebody gives a passkey."""

    labels = {"name": _("Name"), "passwordless": _("Let me sign in with it alone")}
    hints = {
        "name": _("So that you know it again: the name of the telephone, computer or key."),
        "passwordless": _("Without address and password; your device asks for your finger, face or its own number."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = self.fields["name"].required
        self.fields["name"] = LineField(
            label=self.labels["name"], help_text=self.hints["name"], max_length=60, required=required, initial=self.initial.get("name", "")
        )
        if "passwordless" in self.fields:
            self.fields["passwordless"].initial = True


class WholeCredential:
    """What a browser says of a passkey may be damaged or made up: then it fits nobody, and is no fault of ours."""

    def clean_credential(self) -> Any:
        with _kindly_refused():
            check = getattr(super(), "clean_credential", None)
            return check() if check else self.cleaned_data["credential"]  # type: ignore[attr-defined]

    def clean(self) -> Any:
        with _kindly_refused():
            return super().clean()  # type: ignore[misc]


@contextmanager
def _kindly_refused() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ValidationError(NOT_THIS_PASSKEY, code="incorrect_code") from error
    except ValidationError as error:
        if getattr(error, "code", "") != "incorrect_code":
            raise
        raise ValidationError(NOT_THIS_PASSKEY, code="incorrect_code") from error


NOT_THIS_PASSKEY = _("That did not work with this passkey. Try again, or choose another way.")


class LoginPasskeyForm(WholeCredential, webauthn_forms.LoginWebAuthnForm):
    pass


class SecondFactorPasskeyForm(WholeCredential, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(WholeCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(WholeCredential, PasskeyName, webauthn_forms.AddWebAuthnForm):
    pass


class EditPasskeyForm(PasskeyName, webauthn_forms.EditWebAuthnForm):
    pass


class RoleForm(forms.Form):
    """One role given to or taken from one person, with the reason."""

    email = LineField(
        label=_("E-mail address of the person"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Kept with the change, for those who ask later."))


class TakeRoleForm(forms.Form):
    """Which role to take, and why."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.HiddenInput)
    reason = LineField(label=_("Reason"), max_length=300)

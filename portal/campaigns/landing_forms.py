"""The two forms of landing pages. What is typed is cleaned and given back; the name nobody sees is for machines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.campaigns.enums import CallTime, FormKind
from portal.core.converters import LARGEST
from portal.core.forms import LineField, TextField
from portal.customers import identify
from portal.customers.enums import IdentifierKind


class _LandingForm(forms.Form):
    """What both have: a trap, the text that was shown, and the tick. `id_` is the block's, so that a page may hold two forms."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    text = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Please tick that you agree. Without it we may not write to you.")},
    )

    def __init__(self, *args: Any, block_id: str, text_id: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"f{block_id[:8]}_%s", initial={"text": text_id}, **kwargs)
        self.text_id = text_id

    @property
    def is_machine(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.data.get("website"))

    def clean_text(self) -> int:
        """The text on the page must be the one in force."""
        if self.cleaned_data["text"] != self.text_id:
            raise ValidationError(_("The text below has changed since you opened this page. Please read it again."))
        return self.text_id

    @property
    def shown_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in {"website", "text", "agree"}]


class SignUpForm(_LandingForm):
    email = LineField(
        label=_("E-mail address"), max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "dir": "ltr"}),
        error_messages={"required": _("Please write your e-mail address.")},
    )  # fmt: skip
    name = LineField(label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    field_order = ["email", "name", "agree"]

    def clean_email(self) -> str:
        identify.normal(IdentifierKind.EMAIL, self.cleaned_data["email"])
        return self.cleaned_data["email"]


class CallForm(_LandingForm):
    name = LineField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Please write whom we may ask for.")},
    )  # fmt: skip
    phone = LineField(
        label=_("Telephone"), max_length=60, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
        help_text=_("With the country's code, such as +49."), error_messages={"required": _("Please write your number.")},
    )  # fmt: skip
    call_time = forms.ChoiceField(label=_("When may we call?"), choices=CallTime, initial=CallTime.ANY)
    question = TextField(
        label=_("What is it about?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    field_order = ["name", "phone", "call_time", "question", "agree"]

    def clean_phone(self) -> str:
        identify.normal(IdentifierKind.PHONE, self.cleaned_data["phone"])
        return self.cleaned_data["phone"]


FORMS: dict[str, type[_LandingForm]] = {FormKind.SIGN_UP: SignUpForm, FormKind.CALL: CallForm}

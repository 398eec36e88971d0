"""What people tell us of themselves, read and checked."""

import zoneinfo
from typing import Any

from allauth.account.forms import SignupForm as LibrarySignupForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms import PASSWORD_HINT, PlainFields
from portal.core.forms import LineField
from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.customers import actions, handles, identify
from portal.customers.actions import centre
from portal.customers.enums import PartyKind, Purpose, Source
from portal.customers.models import Party
from portal.customers.queries.consent import current_texts

TAKEN = _("This public name is taken, or looks like one that is. Please choose another.")
ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def zones() -> list[tuple[str, Any]]:
    """The time zones to choose from; handed to fields as a function, since a form copies a list for everybody who opens it."""
    return kept(f"zones:{current_language()}", lambda: [("", gettext("As the house")), *((zone, zone.replace("_", " ")) for zone in ZONES)])


class ZoneSelect(forms.Select):
    """A select of some hundred plain choices, whose options are written once for everybody; the chosen one is marked in them."""

    def use_required_attribute(self, initial: Any) -> bool:
        """As a select whose first choice is empty: Django would put all of them in order to look at that one."""
        return forms.Widget.use_required_attribute(self, initial)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        written = kept(f"zone-options:{current_language()}", lambda: format_html_join("", '<option value="{}">{}</option>', zones()))
        opening = f'<option value="{escape(value or "")}"'
        options = mark_safe(written.replace(f"{opening}>", f"{opening} selected>", 1))  # noqa: S308 - both are escaped
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options)


class HandleField(LineField):
    """A public name; whether it is taken is asked with `party_id` as the one it may belong to."""

    party_id: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "nickname", "maxlength": handles.LONGEST, "dir": "auto"}
        super().__init__(max_length=200, widget=forms.TextInput(attrs=attrs), label=_("Public name"), **kwargs)

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if not name:
            return ""
        name = handles.clean_handle(name)
        if Party.objects.filter(handle_key=handles.fold(name)).exclude(pk=self.party_id).exists():
            raise ValidationError(TAKEN)
        return name


class PhoneField(LineField):
    """A telephone number, given back in its normal form."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "tel", "dir": "ltr", "type": "tel"}
        super().__init__(max_length=60, required=False, label=_("Telephone"), widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        return identify.normal_phone(number) if number else ""


class AddressField(LineField):
    """An e-mail address, checked as an identifier."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "dir": "ltr", "type": "email"}
        super().__init__(max_length=254, label=_("E-mail address"), widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        return address if not address else (identify.normal_email(address) and address)


class SignupForm(PlainFields, LibrarySignupForm):
    """The library's form with a public name; the party is made in the same transaction as the login."""

    labels = PlainFields.labels | {"password1": _("Password")}
    hints = {"password1": PASSWORD_HINT, "handle": _("What others read beside your words. Not your real name, unless you like.")}
    field_order = ["email", "handle", "password1"]
    handle = HandleField()
    asked = (Purpose.NEWS, Purpose.OFFERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = current_texts(current_language())
        for purpose in self.asked:  # unticked, each with the words it stands for
            if purpose in self.texts:
                self.fields[purpose] = forms.BooleanField(label=self.texts[purpose].body, required=False)

    def clean_email(self) -> str:
        identify.normal_email(self.cleaned_data["email"])
        return super().clean_email()

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """The login and its party, or neither; with the page to show where that was not possible."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except actions.HandleTakenError:
            messages.error(request, gettext("Somebody took this public name a moment before you. Please choose another."))
            return None, redirect("account_signup")

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        actions.sign_up(user, handle=self.cleaned_data["handle"], language=current_language())
        centre.agree_at_sign_up(user, [purpose for purpose in self.asked if self.cleaned_data.get(purpose)], self.texts)


class ProfileForm(forms.Form):
    """What a customer changes of himself."""

    handle = HandleField(help_text=_("What others read beside your words."))
    billed_name = LineField(
        label=_("Name on letters and bills"), max_length=200, required=False, help_text=_("Only our staff see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language we write to you in"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        widget=ZoneSelect,
        choices=zones,
    )
    phone = PhoneField(help_text=_("With its country code, such as +49 761 5550 120."))

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handle"].party_id = party.pk


class NewCustomerForm(forms.Form):
    """A customer who telephones, or stands in the shop: known before he signs in."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PartyKind.choices, initial=PartyKind.PERSON)
    billed_name = LineField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}))
    source = forms.ChoiceField(
        label=_("How we know"), choices=[(s.value, s.label) for s in (Source.PHONE, Source.SHOP, Source.STAFF)], initial=Source.PHONE
    )
    email = AddressField(required=False)
    phone = PhoneField()
    city = LineField(label=_("Town"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("email") or data.get("phone")):
            raise ValidationError(_("Note an e-mail address or a telephone number, so that the customer can be found again."))
        return data


LONGEST_TERM = 200


class SearchForm(forms.Form):
    """What the desk's list of customers is searched for."""

    q = LineField(required=False, max_length=LONGEST_TERM)


class LeaveForm(forms.Form):
    """Leaving for good: the address typed once more, what becomes of the words in rooms, and when."""

    words = forms.ChoiceField(
        label=_("What you wrote in rooms"), widget=forms.RadioSelect, initial="keep",
        choices=[("keep", _("stays, without my name: others have answered it")), ("drop", _("goes: a gap is left in its place"))],
    )  # fmt: skip
    when = forms.ChoiceField(label=_("When"), widget=forms.RadioSelect, initial="later", choices=[])
    typed = LineField(
        label=_("Your e-mail address, to confirm"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        days = settings.ERASURE_DAYS
        in_days = ngettext("in %(days)d day, so that I can change my mind", "in %(days)d days, so that I can change my mind", days)
        self.fields["when"].choices = [("later", in_days % {"days": days}), ("now", _("at once; it cannot be taken back"))]
        self.fields["typed"].help_text = _("Type %(address)s.") % {"address": address}

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"]
        if typed.lower() != self.address.lower():
            raise ValidationError(_("This is not the address you sign in with."))
        return typed

    @property
    def choices(self) -> dict[str, bool]:
        return {"keep_words": self.cleaned_data["words"] == "keep", "at_once": self.cleaned_data["when"] == "now"}


class EraseForm(forms.Form):
    """An administrator erases a customer: why, and typed once more whom."""

    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Kept in the audit log until the erasure is done."))
    words = LeaveForm.base_fields["words"]
    typed = LineField(label=_("Number of the customer, to confirm"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        self.fields["words"].label = _("What the customer wrote in rooms")
        self.fields["words"].choices = [("keep", _("stays, without the name")), ("drop", _("goes: a gap is left in its place"))]
        self.fields["typed"].help_text = _("Type %(number)s.") % {"number": number}

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"]
        if typed.lstrip("#") != str(self.number):
            raise ValidationError(_("This is not the number of the customer."))
        return typed


class ReasonForm(forms.Form):
    """Why staff do something with somebody's data or account."""

    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Kept in the audit log, for those who ask later."))

"""What staff fill in when they decide who is who."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.converters import LARGEST
from portal.core.forms import LineField
from portal.customers.enums import IdentifierKind, PartyKind, RelationRole
from portal.customers.forms import PhoneField
from portal.customers.models import Identifier, Party

DOORS = [("phone", _("Telephone")), ("shop", _("Counter")), ("kiosk", _("Kiosk")), ("letter", _("Letter"))]


class DecisionForm(forms.Form):
    """The same, never the same, or later; of the same who survives."""

    decision = forms.ChoiceField(choices=[("merge", ""), ("never", ""), ("later", "")])
    survivor = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)
    reason = LineField(
        label=_("Reason"), required=False, max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("Kept with the decision, for those who ask later."),
    )  # fmt: skip


class UndoForm(forms.Form):
    """Why two customers are parted again."""

    reason = LineField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}))
    never = forms.BooleanField(label=_("They are never the same: do not ask again"), required=False)


class WhoForm(forms.Form):
    """Somebody arrives: what he is asked, or what the telephone system hands over."""

    phone = PhoneField()
    email = LineField(
        label=_("E-mail address"), max_length=254, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    name = LineField(label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
    birth_date = LineField(label=_("Date of birth"), max_length=20, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    postcode = LineField(label=_("Postcode"), max_length=20, required=False)
    door = forms.ChoiceField(choices=DOORS, required=False, widget=forms.HiddenInput)

    def claimed(self) -> dict[str, str]:
        """What was filled in, apart from the door."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "door"}


class PartyField(LineField):
    """A customer, named by his number, or by an address or telephone number that is his alone."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "dir": "auto"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attrs), help_text=_("Number, e-mail address or telephone."), **kwargs)

    def clean(self, value: Any) -> Any:
        term = super().clean(value)
        if not term:
            return None
        found = list(_parties(term)[:2])
        if not found:
            raise ValidationError(_("Nobody is known by this."))
        if len(found) > 1:
            raise ValidationError(_("Several are known by this. Use the number of the customer."))
        return found[0]


def _parties(term: str) -> Any:
    rows = Party.objects.filter(erased_at=None)
    number = term.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 12:
        return rows.filter(pk=int(number))
    digits = "".join(sign for sign in term if sign.isdecimal())
    marks = Q(kind=IdentifierKind.EMAIL, value_norm=term.lower())
    if len(digits) >= 6 and "@" not in term:
        marks |= Q(kind=IdentifierKind.PHONE, value_norm__endswith=digits.lstrip("0"))
    return rows.filter(pk__in=Identifier.objects.filter(marks, ended_at=None).values("party"))


class SameForm(forms.Form):
    """Another customer that may be this one."""

    other = PartyField(label=_("The other customer"))


class UnitForm(forms.Form):
    """A household or a company."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(PartyKind.HOUSEHOLD, PartyKind.HOUSEHOLD.label), (PartyKind.ORGANISATION, PartyKind.ORGANISATION.label)]
    )
    name = LineField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}))


class MemberForm(forms.Form):
    """Somebody who belongs to a household or a company."""

    person = PartyField(label=_("Customer"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [RelationRole.HOUSEHOLD_MEMBER] if kind == PartyKind.HOUSEHOLD else [RelationRole.EMPLOYEE]
        self.fields["role"].choices = [(role.value, role.label) for role in [*roles, RelationRole.CARER]]

    def clean_person(self) -> Any:
        party = self.cleaned_data["person"]
        if party is not None and party.kind != PartyKind.PERSON:
            raise ValidationError(_("Only a person can belong to it."))
        return party

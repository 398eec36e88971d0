"""Forms of the catalogue's staff."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from catalog.products import actions
from catalog.products.models import Price, Variant

_FIXED = ("price_list", "variant", "valid_from")


class PriceForm(WagtailAdminModelForm):
    """A price of an article, found by its number. Which price it is cannot be changed later, only what it says."""

    variant = forms.ModelChoiceField(
        Variant.objects.all(), to_field_name="sku", widget=forms.TextInput, label=_("Article number"),
        error_messages={"invalid_choice": _("There is no article with this number.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["variant"] = self.instance.variant.sku
            for name in _FIXED:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends < begins:
            raise ValidationError({"valid_to": _("The last day cannot be before the first.")})
        return cleaned

    def save(self, commit: bool = True) -> Price:  # noqa: FBT001, FBT002 - Django's signature
        """Through the action, which keeps the lowest price of the product true."""
        values = self.cleaned_data
        given = {name: values.get(name) for name in ("compare_at", "valid_from", "valid_to")}
        saved = actions.set_price(values["variant"], values["price_list"], values["amount"], by=self.for_user, **given)
        self.instance = saved
        return saved

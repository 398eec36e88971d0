"""What marketers type for an advert link."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.campaigns.models import AdvertLink, Campaign
from portal.core.forms import LineField


def _line(name: str, *, required: bool = True) -> LineField:
    column = AdvertLink._meta.get_field(name)
    return LineField(label=column.verbose_name, help_text=column.help_text, max_length=column.max_length, required=required)


class LinkForm(forms.Form):
    """A short address, where it leads, and the tags it carries on."""

    name = _line("name")
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("The end of the short address: /go/code/"))
    target = _line("target")
    source = _line("source")
    medium = _line("medium")
    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.order_by("-created_at"), required=False)
    tag = _line("tag", required=False)
    content = _line("content", required=False)
    term = _line("term", required=False)

    def take(self, error: ValidationError) -> None:
        """What the record refused, each beside its field."""
        for name, faults in error.message_dict.items():
            self.add_error(name if name in self.fields else None, faults)

"""What is written beside the conditions of a segment: its names and what it is for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.core.forms import LineField, TextField
from portal.core.i18n import column
from portal.segments.models import Segment


class SegmentForm(forms.Form):
    """Names by language (English must be there; the others fall back to it) and a note."""

    def __init__(self, *args: Any, segment: Segment | None = None, **kwargs: Any) -> None:
        if segment is not None:
            names = {column("name", code): segment.text_in("name", code) for code, _name in settings.LANGUAGES}
            kwargs["initial"] = {**names, "note": segment.note}
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            label = _("Name (%(language)s)") % {"language": name}
            self.fields[column("name", code)] = LineField(label=label, max_length=120, required=code == "en")
        few_lines = forms.Textarea(attrs={"rows": 2})
        self.fields["note"] = TextField(label=_("What it is for"), max_length=1000, required=False, widget=few_lines)

    def names(self) -> dict[str, str]:
        """The names by language, '' where there is none."""
        return {code: self.cleaned_data[column("name", code)] for code, _name in settings.LANGUAGES}

"""What staff type to bring a file in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.imports import reading
from portal.imports.importers import Importer


class UploadForm(forms.Form):
    """A file, what it holds, and the language of its texts."""

    importer = forms.ChoiceField(label=_("What does it hold?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    file = forms.FileField(label=_("File"), help_text=_("CSV in any usual encoding, or XLSX; the first line holds the titles."))

    def __init__(self, *args: Any, choices: list[Importer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [(one.slug, one.label) for one in choices]  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["importer"].initial = choices[0].slug

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > reading.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB."), params={"size": reading.MOST_BYTES // 2**20})
        return file


class MappingForm(forms.Form):
    """For each field, the title of its column."""

    def __init__(self, *args: Any, importer: Importer, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Not in this file")), *((title, title) for title in columns)]
        for one in importer.fields:
            self.fields[one.slug] = forms.ChoiceField(label=one.label, choices=choices, required=one.required, help_text=one.help)

    def clean(self) -> dict[str, Any]:
        """No column is two fields."""
        data = super().clean() or {}
        used: dict[str, str] = {}
        for slug, title in data.items():
            if title and title in used:
                self.add_error(slug, _("This column is chosen for another field already."))
            used[title] = slug
        return data

    @property
    def mapping(self) -> dict[str, str]:
        return {slug: title for slug, title in self.cleaned_data.items() if title}

"""Forms of messaging: they check, actions write."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from portal.core.forms import LineField, TextField
from portal.customers.enums import Purpose
from portal.messaging.enums import CallOutcome
from portal.messaging.rendering.compiling import Words, prepare
from portal.messaging.rendering.variables import NoAddressError, UnknownVariableError

LONGEST_BODY = 20_000


class WordsForm(forms.Form):
    """What a template says in one language. Left empty, it does not speak that language."""

    subject = LineField(label=_("Subject"), max_length=200, required=False)
    preheader = LineField(
        label=_("Preview line"), max_length=200, required=False, help_text=_("Mail programs show it after the subject, in lists.")
    )
    body = TextField(
        label=_("Text"), max_length=LONGEST_BODY, required=False, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown. A link in bold, alone in its paragraph, becomes the button."),
    )  # fmt: skip
    short = LineField(
        label=_("Short form"), max_length=300, required=False,
        help_text=_("For text messages and notifications; else the subject is taken."),
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, prefix=language, **kwargs)
        self.language, self.is_needed = language, required
        self.name = dict(settings.LANGUAGES)[language]
        for name in ("subject", "body"):
            self.fields[name].required = required
        for field in self.fields.values():
            field.widget.attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}

    @property
    def is_said(self) -> bool:
        """Whether anything was written in this language."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.values()) and not self.is_needed:
            for name in ("subject", "body"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This language needs a subject and a text."))
        for name in self.fields:
            if data.get(name):
                self._check_variables(name, data[name])
        return data

    def _check_variables(self, name: str, text: str) -> None:
        try:
            prepare(Words(subject="", body=text))
        except UnknownVariableError as error:
            nearest = _(" Did you mean {%(nearest)s}?") % {"nearest": error.nearest} if error.nearest else ""
            told = _("There is nothing called {%(name)s}.") % {"name": error.name}
            self.add_error(name, f"{told}{nearest}")
        except NoAddressError as error:
            self.add_error(name, _("A link cannot lead to {%(name)s}: it is no address.") % {"name": error.name})


class TemplateForm(forms.Form):
    """What a template is called and what it is for."""

    name = LineField(label=_("Name"), max_length=120, help_text=_("Only staff see it."))
    slug = LineField(
        label=_("Short name"), max_length=80, validators=[RegexValidator(r"^[a-z0-9-]+$", _("Small letters, digits and hyphens only."))],
        help_text=_("By this name it is sent; it stays."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose, help_text=_("It decides who may receive it: advertising needs the recipient's consent.")
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["slug"]


def words_forms(data: Any = None, texts: dict[str, dict[str, str]] | None = None) -> list[WordsForm]:
    """One form a language, in the house's order; the first language is needed."""
    return [
        WordsForm(data, language=code, required=code == settings.LANGUAGE_CODE, initial=(texts or {}).get(code, {}))
        for code, _name in settings.LANGUAGES
    ]


class TestForm(forms.Form):
    """To whom a test goes is no question: to the one who asks."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in CallOutcome if one != CallOutcome.FORBIDDEN],
        help_text=_("A wrong number is taken off the customer. Who does not want calls gets none any more."),
    )  # fmt: skip
    note = TextField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PushForm(forms.Form):
    """What a browser says of itself."""

    endpoint = forms.CharField(max_length=2000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)

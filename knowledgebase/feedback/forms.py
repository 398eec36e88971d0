"""What readers and staff may say."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knowledgebase.feedback.enums import MissingState, Reason
from portal.core.forms import LineField, TextField


class VoteForm(forms.Form):
    """Yes, or no with a reason."""

    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("What was wrong?"), choices=Reason, required=False, widget=forms.RadioSelect)
    text = TextField(label=_("What did you look for?"), required=False, max_length=2000, help_text=_("Please write nothing private here."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("helpful") == "no" and "reason" in given and not given["reason"]:
            self.add_error("reason", _("Please choose what fits best."))
        if given.get("reason") == Reason.OTHER and "text" in given and not given["text"]:
            self.add_error("text", _("Please say in a few words what was missing."))
        return given


class MissingFilter(forms.Form):
    """Which missing answers to list; damaged values count as none."""

    state = forms.ChoiceField(choices=MissingState, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


class DismissForm(forms.Form):
    """Why something needs no answer."""

    note = LineField(
        label=_("Why does it need no answer?"), max_length=300, help_text=_("For colleagues: for example, we do not sell this.")
    )


class ChooseForm(forms.Form):
    """Which article answers it, as 'kind:number'."""

    article = forms.RegexField(regex=r"^[a-z]{1,20}:[0-9]{1,18}\Z")


class WordsForm(forms.Form):
    """Words to look for an article with."""

    q = LineField(label=_("Look for an article"), required=False, max_length=120)

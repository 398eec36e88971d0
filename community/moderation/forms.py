"""Forms of moderation: they check, actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.moderation.actions.log import NOTE_LENGTH
from community.moderation.actions.reports import NOTE_LENGTH as REPORT_NOTE_LENGTH
from community.moderation.actions.sanctions import LONGEST_HOURS
from community.moderation.enums import Reason
from portal.core.forms import TextField


class ReportForm(forms.Form):
    """What a reader says of something that should be looked at."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what is wrong."),
            "invalid_choice": _("Please choose what is wrong."),
        },
    )
    note = TextField(
        label=_("Anything the moderators should know?"),
        required=False,
        max_length=REPORT_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only moderators read this."),
    )


class DecisionForm(forms.Form):
    """The reason of a decision, which the author reads, and words of the moderator's own."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason)
    note = TextField(
        label=_("Note to the author"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author reads the reason and this note."),
    )


class DismissForm(forms.Form):
    """Leaving something as it is needs no reason; a note stays in the log."""

    note = TextField(label=_("Note for the log"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


class SilenceForm(DecisionForm):
    """How long, why, and where."""

    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        initial=24,
        choices=[
            (1, _("1 hour")),
            (24, _("1 day")),
            (72, _("3 days")),
            (168, _("1 week")),
            (720, _("30 days")),
            (LONGEST_HOURS, _("1 year")),
        ],
    )
    everywhere = forms.BooleanField(label=_("In all rooms, not only in this one"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["hours", "everywhere", "note", "reason"])

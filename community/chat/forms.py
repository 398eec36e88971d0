"""The forms of the rooms; they check shape and length, the actions decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.chat.actions import LONGEST, LONGEST_SLOW_MODE_S
from community.chat.enums import RoomState
from community.moderation.actions.log import NOTE_LENGTH
from community.moderation.enums import Reason
from portal.core.converters import LARGEST
from portal.core.forms import LineField, TextField
from portal.customers import handles
from portal.customers.models import Party


class MessageForm(forms.Form):
    """The composer. `cid` is made with the form: sending the same form twice is sending once."""

    cid = forms.UUIDField(widget=forms.HiddenInput)
    body = TextField(label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}))
    reply_to = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    lang = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, *, reply_to: int | None, lang: str) -> "MessageForm":
        """An empty composer with a key of its own."""
        return cls(initial={"cid": uuid.uuid4(), "reply_to": reply_to, "lang": lang})

    @classmethod
    def again(cls, data: Any, *, cid: str | None = None) -> "MessageForm":
        """The composer with what was typed (and a fresh key where the old one is spent)."""
        kept = {name: data.get(name, "") for name in ("cid", "body", "reply_to", "lang")}
        return cls(initial=kept | ({"cid": cid} if cid else {}))


class EditForm(forms.Form):
    """A new text for an own message; `base` is the change the editor saw."""

    body = TextField(label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}))
    base = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class DeleteForm(forms.Form):
    """The question before a message is taken back."""

    base = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class RunForm(forms.Form):
    """How a room runs."""

    state = forms.ChoiceField(
        label=_("State"), choices=RoomState, help_text=_("Locked: read by all, written by nobody. Archived: kept, but no longer listed.")
    )
    slow_mode_s = forms.IntegerField(
        label=_("Seconds between messages of one person"), min_value=0, max_value=LONGEST_SLOW_MODE_S,
        help_text=_("0 for no slow mode; at most an hour."),
    )  # fmt: skip


class BanForm(forms.Form):
    """To whom a room is closed, for how long and why; he reads the reason."""

    name = LineField(
        label=_("Public name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("As it stands beside the messages."),
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, initial=24,
        choices=[(1, _("1 hour")), (24, _("1 day")), (72, _("3 days")), (168, _("1 week")), (720, _("30 days")), (8760, _("1 year"))],
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason)
    note = TextField(
        label=_("Note to the person"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads the reason and this note."),
    )  # fmt: skip

    def clean_name(self) -> Party:
        key = handles.fold(self.cleaned_data["name"])
        found = Party.objects.select_related("user").filter(handle_key=key, erased_at=None).first() if key else None
        if found is None:
            raise forms.ValidationError(_("Nobody has this public name."))
        return found

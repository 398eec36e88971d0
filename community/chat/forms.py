"""The forms of the rooms; they check shape and length, the actions decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.chat.actions import LONGEST
from portal.core.forms import TextField


class MessageForm(forms.Form):
    """The composer. `cid` is made with the form: sending the same form twice is sending once."""

    cid = forms.UUIDField(widget=forms.HiddenInput)
    body = TextField(label=_("Message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}))
    reply_to = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
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
    base = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


class DeleteForm(forms.Form):
    """The question before a message is taken back."""

    base = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)

"""The form of the preference centre: what may come by which way is a row of boxes for each purpose."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.forms import LineField
from portal.customers.enums import BASIS_OF, Basis, ConsentStatus, ContactChannel, IdentifierKind, Purpose
from portal.customers.forms import AddressField, ZoneSelect, zones
from portal.customers.identify import masked
from portal.customers.models import ConsentState, ConsentText, Identifier
from portal.customers.queries import consent as queries
from portal.customers.queries.preferences import Preferences

SHOWN = (Purpose.SERVICE, Purpose.COMMUNITY, Purpose.NEWS, Purpose.OFFERS, Purpose.SURVEYS)
"""Purposes with something to choose, in the order they are shown; messages of the account always come by e-mail."""
_TELLING = frozenset({ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.PHONE, ContactChannel.FAX, ContactChannel.LETTER})
"""Channels where the box says which address it is for."""
_HOUSE, _OWN, _NONE = "house", "own", "none"
PAUSES = ((7, _("for a week")), (30, _("for a month")), (90, _("for three months")))


def way_label(row: Identifier, channel: str, *, open_book: bool) -> str:
    """How one box is called: the way, and the address where there could be several."""
    name = ContactChannel(channel).label
    if channel not in _TELLING:
        return str(name)
    return f"{name} · \u2068{row.readable if open_book else masked(row.kind, row.value_norm)}\u2069"


class PreferenceForm(forms.Form):
    """Everything a customer decides of how he hears from us. `open_book`: he is signed in and may read his own addresses."""

    language = forms.ChoiceField(label=_("Language we write to you in"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        widget=ZoneSelect,
        choices=zones,
    )
    theme = forms.ChoiceField(
        label=_("Appearance"), required=False, choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    topics = forms.MultipleChoiceField(label=_("Topics you like to hear about"), required=False, widget=forms.CheckboxSelectMultiple)
    quiet = forms.ChoiceField(
        label=_("Quiet hours"), choices=[(_HOUSE, ""), (_OWN, _("My own, as below")), (_NONE, _("None: you may write at any hour"))]
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    pause = forms.ChoiceField(label=_("Pause"), required=False)
    personalised = forms.BooleanField(label=_("Choose what I see on this site by what I did before"), required=False)
    measured = forms.BooleanField(label=_("Count whether I open your messages and follow their links"), required=False)

    def __init__(
        self, *args: Any, points: list[Identifier], states: dict[tuple[int, str, str], ConsentState], held: Preferences,
        texts: dict[str, ConsentText], topics: list[tuple[str, str]], open_book: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.held, self.texts, self.states, self.points = held, texts, states, points
        self.ways = [(row, channel) for row, channel in queries.ways_of(points)]
        super().__init__(*args, initial=self._present(), **kwargs)
        self.fields["topics"].choices = topics
        house = settings.QUIET_HOURS.replace("-", "–")
        self.fields["quiet"].choices = [
            (_HOUSE, gettext("As the house: nothing rings %(hours)s") % {"hours": house}), *self.fields["quiet"].choices[1:]
        ]  # fmt: skip
        self.fields["pause"].choices = self._pauses()
        for purpose in SHOWN:
            boxes = [(f"{channel}-{row.pk}", way_label(row, channel, open_book=open_book)) for row, channel in self.ways]
            self.fields[f"ways_{purpose}"] = forms.MultipleChoiceField(
                label=purpose.label, required=False, choices=boxes, widget=forms.CheckboxSelectMultiple
            )
            self.initial[f"ways_{purpose}"] = [f"{c}-{row.pk}" for row, c in self.ways if self._holds(row, purpose, c)]

    def _present(self) -> dict[str, Any]:
        held, quiet = self.held, self.held.quiet
        return {
            "language": held.language, "time_zone": held.time_zone, "theme": held.theme, "topics": held.topics,
            "quiet": _HOUSE if quiet is None else _OWN if quiet else _NONE,
            "quiet_from": (quiet or {}).get("from", "21:00"), "quiet_to": (quiet or {}).get("to", "08:00"),
            "pause": "keep" if held.paused_until else "", "personalised": held.personalised, "measured": held.measured,
        }  # fmt: skip

    def _pauses(self) -> list[tuple[str, Any]]:
        rows: list[tuple[str, Any]] = [("", _("No pause: write to me as chosen above")), *((str(days), label) for days, label in PAUSES)]
        if self.held.paused_until:
            until = date_format(localtime(self.held.paused_until), "DATE_FORMAT")
            rows.insert(1, ("keep", gettext("until %(date)s, as it is") % {"date": until}))
        return rows

    def _holds(self, row: Identifier, purpose: Purpose, channel: ContactChannel) -> bool:
        if BASIS_OF[purpose] == Basis.CONTRACT:
            liked = self.held.channels.get(purpose)
            return channel in liked if liked is not None else channel == ContactChannel.EMAIL
        state = self.states.get((row.pk, purpose, channel))
        if state is not None:
            return state.status in {ConsentStatus.GRANTED, ConsentStatus.PENDING}
        return BASIS_OF[purpose] == Basis.INTEREST and queries.is_unasked(channel)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quiet") == _OWN and "quiet_from" in data and "quiet_to" in data:
            begins, ends = data["quiet_from"], data["quiet_to"]
            if begins is None or ends is None:
                missing = "quiet_from" if begins is None else "quiet_to"
                self.add_error(missing, ValidationError(_("Say from when until when."), code="missing"))
            elif begins == ends:
                self.add_error("quiet_to", ValidationError(_("Quiet hours that end when they begin would be none."), code="empty"))
        return data

    def quiet_value(self) -> dict[str, str] | None:
        """What is kept of the quiet hours; None where the customer leaves them to the house and never said otherwise."""
        chosen = self.cleaned_data["quiet"]
        if chosen == _OWN:
            return {"from": f"{self.cleaned_data['quiet_from']:%H:%M}", "to": f"{self.cleaned_data['quiet_to']:%H:%M}"}
        return {} if chosen == _NONE else None

    def paused_until(self) -> datetime | None:
        """Until when he wants nothing but what is owed."""
        chosen = self.cleaned_data["pause"]
        if chosen == "keep":
            return self.held.paused_until
        return now() + timedelta(days=int(chosen)) if chosen else None

    def waiting(self) -> list[Identifier]:
        """Contact points with a yes that waits for its confirmation."""
        asked = {number for (number, _p, _c), state in self.states.items() if state.status == ConsentStatus.PENDING}
        return [row for row in self.points if row.pk in asked and row.kind == IdentifierKind.EMAIL]


class NoteConsentForm(forms.Form):
    """A yes or a no told on the telephone or in the shop: which contact point, what for, how it was said."""

    way = forms.ChoiceField(label=_("Contact"))
    purpose = forms.ChoiceField(label=_("What for"))
    answer = forms.ChoiceField(label=_("The customer"), choices=[("yes", _("agrees")), ("no", _("no longer wants it"))])
    evidence = LineField(
        label=_("How it was said"), max_length=300, min_length=10,
        help_text=_("When, on which call or slip, and which words you read to the customer. It is kept as the proof."),
    )  # fmt: skip

    def __init__(self, *args: Any, points: list[Identifier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(f"{c}-{row.pk}", way_label(row, c, open_book=True)) for row, c in queries.ways_of(points)]
        self.fields["purpose"].choices = [(p.value, p.label) for p in SHOWN if BASIS_OF[p] != Basis.CONTRACT]


class SuppressForm(forms.Form):
    """An address staff block."""

    address = AddressField()
    note = LineField(label=_("What happened"), max_length=300, min_length=5)


class LiftForm(forms.Form):
    """Why an address may be written to again."""

    reason = LineField(label=_("Why it may be written to again"), max_length=300, min_length=5)

"""What marketers tell us of a campaign, read and checked, one form a step."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.campaigns import measures
from portal.campaigns.enums import Clock, SignedIn
from portal.campaigns.models import Campaign
from portal.core.forms import LineField
from portal.customers.enums import ContactChannel, Purpose
from portal.messaging.models import MessageTemplate
from portal.segments.models import Segment

MOST_VARIANTS = 4
KEYS = "abcd"
_WRITTEN = "%Y-%m-%dT%H:%M"
_FIRST, _LAST = 2000, 2100


class Moment(forms.DateTimeField):
    """Day and hour on the house's clock."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WRITTEN)
        super().__init__(
            **{"widget": widget, "input_formats": [_WRITTEN, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], "required": False, **options}
        )

    def clean(self, value: Any) -> datetime | None:
        found = super().clean(str(value).replace("\x00", "") if value else value)
        if found and not _FIRST <= found.year <= _LAST:
            raise forms.ValidationError(_("Please give a year between 2000 and 2100."))
        return found


class BasicsForm(forms.Form):
    """What it is called, why, and what is expected of it."""

    name = LineField(label=_("Name"), max_length=160, help_text=_("For colleagues; customers do not see it."))
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=Purpose.choices,
        initial=Purpose.OFFERS,
        help_text=_("Customers agree to a purpose: it decides who may get it."),
    )
    hypothesis = LineField(
        label=_("What we expect"), max_length=300, required=False, help_text=_("One sentence, written before the numbers are in.")
    )


class AudienceForm(forms.Form):
    """Who is written to."""

    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        required=False,
        empty_label=_("Nobody: no messages"),
        help_text=_("Its members on the day it starts."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every language."),
    )
    signed_in = forms.ChoiceField(label=_("Account"), choices=SignedIn.choices, initial=SignedIn.ANY)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=ContactChannel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: the cheapest one each customer agreed to and prefers."),
    )

    def __init__(self, *args: Any, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["segment"].queryset = Segment.objects.visible_to(user).order_by("name", "pk")  # type: ignore[attr-defined]


class MessagesForm(forms.Form):
    """Up to four wordings with their shares."""

    def __init__(self, *args: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*args, **options)
        templates = MessageTemplate.objects.order_by("name", "pk")
        there = {variant.key: variant for variant in campaign.variants.all()}
        for key in KEYS:
            old = there.get(key)
            self.fields[f"template_{key}"] = forms.ModelChoiceField(
                templates,
                label=_("Message %(key)s") % {"key": key.upper()},
                required=False,
                empty_label=_("None"),
                initial=old.template_id if old else None,
            )
            self.fields[f"share_{key}"] = forms.IntegerField(
                label=_("Share of %(key)s in per cent") % {"key": key.upper()},
                required=False,
                min_value=1,
                max_value=100,
                initial=old.share if old else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = [(key, data.get(f"share_{key}"), data.get(f"template_{key}")) for key in KEYS if data.get(f"template_{key}")]
        if len(rows) == 1:
            rows = [(rows[0][0], 100, rows[0][2])]
        if any(share is None for _key, share, _template in rows):
            raise forms.ValidationError(_("Please give each message its share."))
        if rows and sum(share for _key, share, _template in rows) != 100:
            raise forms.ValidationError(_("The shares have to be 100 per cent together."))
        data["variants"] = rows
        return data


class ScheduleForm(forms.Form):
    """When it starts and ends, on whose clock, and how fast it goes."""

    starts_at = Moment(label=_("Starts"), help_text=_("Empty: as soon as it is approved."))
    latest_start_at = Moment(label=_("Not begun after"), help_text=_("A message that has not left by then never leaves."))
    ends_at = Moment(label=_("Ends"), help_text=_("Until then its pages and banners are shown. Empty: when the last message has left."))
    clock = forms.ChoiceField(label=_("Whose clock"), choices=Clock.choices, initial=Clock.HOUSE, widget=forms.RadioSelect)
    per_minute = forms.IntegerField(
        label=_("At most a minute"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("0 or empty: as fast as the channel goes."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, latest, ends = data.get("starts_at"), data.get("latest_start_at"), data.get("ends_at")
        if starts and latest and latest <= starts:
            self.add_error("latest_start_at", _("This comes before the start."))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("This comes before the start."))
        if data.get("clock") == Clock.CUSTOMER and not starts:
            self.add_error("starts_at", _("An hour of the customer's own clock needs a start."))
        data["per_minute"] = data.get("per_minute") or 0
        return data


class EffectForm(forms.Form):
    """How it will be judged."""

    holdout_percent = forms.DecimalField(
        label=_("Hold-out in per cent"),
        min_value=Decimal(0),
        max_value=Decimal(50),
        max_digits=4,
        decimal_places=2,
        initial=0,
        help_text=_("So many households are drawn who get nothing, and are what the others are compared with."),
    )
    goal = forms.ChoiceField(label=_("Goal"), required=False)
    window_days = forms.IntegerField(
        label=_("Days that count"), min_value=1, max_value=365, initial=14, help_text=_("The effect is read once, when they are over.")
    )
    tracking = forms.BooleanField(label=_("Measure opens and clicks of those who agreed to it"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["goal"].choices = [("", _("None")), *((one.slug, one.label) for one in measures.goals())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("holdout_percent") and not data.get("goal"):
            self.add_error("goal", _("A hold-out needs a goal, named beforehand."))
        return data


class NoteForm(forms.Form):
    """A sentence beside a decision."""

    note = LineField(label=_("Note"), max_length=300, required=False)


class ReasonForm(forms.Form):
    """A decision that says why."""

    note = LineField(label=_("What is to be better"), max_length=300)


def slug_for(name: str) -> str:
    """A short name nobody has: of the name, with a number where it is taken."""
    base = slugify(name)[:70] or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug

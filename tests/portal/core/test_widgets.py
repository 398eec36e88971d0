"""Widgets drawn without templates are those of Django, character for character."""

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.core.forms import PortalFormRenderer

CHOICES = [("", "–"), ("a<b", "A & b"), (3, 3000), ("x", _("Language")), ("<i>", mark_safe("<b>Bold</b>"))]
GROUPED = [("One & two", [(1, "first"), (2, "second")]), ("three", "Three")]
ODD = {"class": "a b", "data-x": '"<&', "required": True, "hidden": False, "maxlength": 20, "id": "id_x"}
WIDGETS = [
    (forms.TextInput(ODD), "a \"b\" <c> & 'd'"),
    (forms.TextInput(), None),
    (forms.EmailInput({"dir": "ltr"}), "mara@mail.example"),
    (forms.NumberInput(), 12345),
    (forms.HiddenInput(), "x"),
    (forms.PasswordInput(), "secret"),
    (forms.URLInput(), "https://a.example/?a=1&b=2"),
    (forms.DateInput(), dt.date(2026, 11, 22)),
    (forms.TimeInput({"type": "time"}, format="%H:%M"), dt.time(8, 30)),
    (forms.DateTimeInput(), dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(ODD), False),
    (forms.Textarea(ODD), "</textarea><b>\n"),
    (forms.Textarea(), ""),
    (forms.Select(ODD, CHOICES), "a<b"),
    (forms.Select({}, CHOICES), 3),
    (forms.Select({}, GROUPED), 2),
    (forms.SelectMultiple({}, GROUPED), [1, "three"]),
    (forms.NullBooleanSelect(), True),
    (forms.RadioSelect(ODD, CHOICES), "x"),
    (forms.RadioSelect({}, GROUPED), 1),
    (forms.CheckboxSelectMultiple({"id": "id_n"}, CHOICES), ["a<b", "x"]),
    (forms.CheckboxSelectMultiple({}, GROUPED), []),
    (forms.SplitDateTimeWidget(), dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)),
    (forms.ClearableFileInput(), None),
]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=[f"{number}-{type(one).__name__}" for number, (one, _v) in enumerate(WIDGETS)])
def test_a_widget_looks_as_its_template_says(widget: forms.Widget, value: object, language: str) -> None:
    with override(language):
        expected = widget.render("name&", value, renderer=TemplatesSetting())
        assert widget.render("name&", value, renderer=PortalFormRenderer()) == expected


def test_each_box_by_itself_looks_as_its_template_says() -> None:
    class Boxes(forms.Form):
        some = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, initial=["x"])
        one = forms.ChoiceField(choices=GROUPED, widget=forms.RadioSelect)

    ours, theirs = Boxes(renderer=PortalFormRenderer()), Boxes(renderer=TemplatesSetting())
    for name in ("some", "one"):
        assert [box.tag() for box in ours[name]] == [box.tag() for box in theirs[name]]
        assert [str(box) for box in ours[name]] == [str(box) for box in theirs[name]]
        assert str(ours[name]) == str(theirs[name])


def test_a_widget_with_a_template_of_its_own_keeps_it() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    widget = Own({}, CHOICES)
    assert widget.render("x", "a<b", renderer=PortalFormRenderer()) == widget.render("x", "a<b", renderer=TemplatesSetting())

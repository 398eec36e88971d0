"""Every table says what it holds of people: exported, erased, or kept because."""

import pytest

from portal.core import privacy
from portal.core.privacy import Declaration


def test_every_table_is_declared_and_every_declaration_holds():
    assert privacy.faults() == []


@pytest.fixture
def redeclare(monkeypatch):
    """Declares a table anew, or not at all, in its place; the faults this brings. The others find everything as it was, in the same order."""
    monkeypatch.setattr(privacy.declarations, "_things", dict(privacy.declarations._things))
    present = privacy.faults()

    def change(label, **changes):
        if changes:
            privacy.declarations._things[label] = Declaration(label, **changes)
        else:
            del privacy.declarations._things[label]
        return [fault for fault in privacy.faults() if fault not in present]

    return change


def test_a_table_without_a_declaration_is_found(redeclare):
    assert redeclare("chat.Membership") == ["chat.Membership is not declared"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"of": ("party",), "keep": "Because."}, "feedback.Tally: party leads to nobody"),
        ({"keep": "Because.", "export": ["nothing"]}, "feedback.Tally: no column nothing"),
        ({"erase": {"nothing": ""}}, "feedback.Tally: no column nothing"),
    ],
)
def test_a_declaration_that_does_not_fit_its_table_is_found(redeclare, changes, fault):
    assert redeclare("feedback.Tally", **changes) == [fault]


def test_a_column_that_points_to_a_person_must_be_named(redeclare):
    fault = "moderation.Sanction: lifted_by points to a person: name it in `of` or in `staff`"
    assert redeclare("moderation.Sanction", of=("party",), keep="Because.", staff=("by",)) == [fault]


def test_rows_about_people_are_erased_or_kept_with_a_reason(redeclare):
    fault = "tutorials.Progress: say how it is erased, or why it is kept"
    assert redeclare("tutorials.Progress", of=("party",), export=["started_at"]) == [fault]


def test_a_table_erased_before_those_found_through_it_is_found(monkeypatch):
    things = dict(privacy.declarations._things)
    things["tutorials.Progress"] = things.pop("tutorials.Progress")
    monkeypatch.setattr(privacy.declarations, "_things", things)
    assert privacy.faults() == ["tutorials.StepDone is erased after tutorials.Progress: declare it after"]

"""Every table says what it holds of people: exported, erased, or kept because."""

import pytest

from portal.core import privacy


def test_every_table_is_declared_and_every_declaration_holds():
    assert privacy.faults() == []


def new_faults():
    """Those that a change below brought, whatever else is wrong."""
    return [fault for fault in privacy.faults() if fault not in PRESENT]


@pytest.fixture(autouse=True)
def present():
    PRESENT[:] = privacy.faults()


PRESENT: list[str] = []


def test_a_table_without_a_declaration_is_found():
    declared = privacy.declarations._things.pop("chat.Membership")
    try:
        assert new_faults() == ["chat.Membership is not declared"]
    finally:
        privacy.declarations.add("chat.Membership", declared)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"of": ["party"], "keep": "Because."}, "feedback.Tally: party leads to nobody"),
        ({"keep": "Because.", "export": ["nothing"]}, "feedback.Tally: no column nothing"),
        ({"erase": {"nothing": ""}}, "feedback.Tally: no column nothing"),
    ],
)
def test_a_declaration_that_does_not_fit_its_table_is_found(changes, fault):
    before = privacy.declarations._things.pop("feedback.Tally")
    try:
        privacy.declare("feedback.Tally", **changes)
        assert new_faults() == [fault]
    finally:
        privacy.declarations._things["feedback.Tally"] = before


def test_a_column_that_points_to_a_person_must_be_named():
    before = privacy.declarations._things.pop("moderation.Sanction")
    try:
        privacy.declare("moderation.Sanction", of=["party"], keep="Because.", staff=["by"])
        assert new_faults() == ["moderation.Sanction: lifted_by points to a person: name it in `of` or in `staff`"]
    finally:
        privacy.declarations._things["moderation.Sanction"] = before


def test_rows_about_people_are_erased_or_kept_with_a_reason():
    before = privacy.declarations._things.pop("tutorials.Progress")
    try:
        privacy.declare("tutorials.Progress", of=["party"], export=["started_at"])
        assert new_faults() == ["tutorials.Progress: say how it is erased, or why it is kept"]
    finally:
        privacy.declarations._things["tutorials.Progress"] = before

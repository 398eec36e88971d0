"""What people type is kept as typed, less what cannot be stored or would deceive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import clean_line, clean_text, direction_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mara   Lindqvist ", "Mara Lindqvist"),
        ("a\x00b", "ab"),
        ("abc\u202edcba", "abcdcba"),
        ("in\u200bvisible", "invisible"),
        ("half\ud800", "half"),
        ("e\u0301", "é"),
        ("نور", "نور"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("می\u200dخواهم", "می\u200dخواهم"),
        ("A\u200dB", "AB"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_line_is_cleaned(typed, kept):
    assert clean_line(typed) == kept


def test_text_keeps_its_lines():
    assert clean_text("one\r\ntwo\rthree") == "one\ntwo\nthree"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaning_twice_is_cleaning_once_and_can_be_stored(typed):
    kept = clean_text(typed)
    assert clean_text(kept) == kept
    assert "\x00" not in kept
    kept.encode("utf-8")


def test_direction_of_languages():
    assert [direction_of(code) for code in ("en", "de", "ar", "zh-hant")] == ["ltr", "ltr", "rtl", "ltr"]

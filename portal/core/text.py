"""Cleans what people type: what cannot be stored or would deceive the reader goes, everything else stays as typed."""

import re
import unicodedata

from django.utils.translation import get_language_info

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad\u180e]")
_JOINERS = re.compile("(?<![\u0600-\u06ff\u0900-\u0dff\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d|\u200e{2,}|\u200f{2,}")


def clean_text(value: str) -> str:
    """Text of several lines: NFC, line ends as \\n, without control, surrogate, bidi-override and invisible characters.

    Zero-width joiners stay where scripts and emoji families need them.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _JOINERS.sub("", _DECEIVING.sub("", _FORBIDDEN.sub("", value)))
    return unicodedata.normalize("NFC", value)


def clean_line(value: str) -> str:
    """As clean_text, for one line: every run of white space becomes one space, the ends are trimmed."""
    return " ".join(clean_text(value).split())


def plain_digits(value: str) -> str:
    """The text with every figure, whatever its script, as one of 0 to 9."""
    return "".join(sign if sign.isascii() or not sign.isdecimal() else str(unicodedata.decimal(sign)) for sign in value)


def direction_of(language: str) -> str:
    """'rtl' or 'ltr' for a language code."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"

"""Public names: what may be one, and when two of them look alike."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.text import clean_line

SHORTEST, LONGEST = 3, 20
_PAIRS = """
    аa вb гr еe зz іi јj кk мm нh оo рp сc ѕs тt уy хx ѵv һh ԁd ԛq ԝw ӏi
    αa βb εe ζz ηh ιi κk νv οo ρp τt υu χx γy ωw 0o 1i ıi łi øo đd ħh ŧt یي کك ىي ةه
"""
_LOOKS_LIKE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Fillers and variation selectors: letters and marks to Unicode, nothing to the eye."""
_RESERVED_WORDS = """
    admin administrator root system support help service team staff moderator mod owner official security abuse postmaster webmaster
    hostmaster noreply no-reply info mail billing legal privacy press sales shop atrium portal desk guest anonymous deleted everyone here
    all nobody null undefined me you kundendienst hilfe leitung verwaltung betreiber الإدارة المشرف الدعم مدير 客服 管理員 管理者 版主
"""


def fold(handle: str) -> str:
    """The handle as the eye compares it: without case, accents, hyphens, and with look-alike letters made one."""
    letters = unicodedata.normalize("NFD", _INVISIBLE.sub("", unicodedata.normalize("NFKC", handle)).casefold())
    plain = "".join(c for c in letters if c.isalnum() or (unicodedata.category(c)[0] == "M" and ord(c) >= 0x900))
    return unicodedata.normalize("NFC", plain).translate(_LOOKS_LIKE).replace("l", "i").replace("rn", "m").replace("vv", "w")


_RESERVED = {fold(word) for word in _RESERVED_WORDS.split()}


def is_reserved(handle: str) -> bool:
    """Whether the name would pass for staff, the system or a visitor without a name."""
    folded = fold(handle)
    is_nameless = re.fullmatch(r"guest[0-9io]+", folded) and any(sign.isdecimal() for sign in handle)
    return folded in _RESERVED or bool(is_nameless)


def clean_handle(value: str) -> str:
    """The handle as it is kept. ValidationError, in words for the reader, when it cannot be one."""
    handle = _INVISIBLE.sub("", unicodedata.normalize("NFKC", clean_line(value)))
    if not SHORTEST <= len(handle) <= LONGEST:
        raise ValidationError(
            _("A public name has %(shortest)s to %(longest)s characters."), params={"shortest": SHORTEST, "longest": LONGEST}
        )
    if not all(c == "-" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" for c in handle):
        raise ValidationError(_("A public name is made of letters, digits and hyphens."))
    if not (handle[0].isalnum() and handle[-1] != "-" and "--" not in handle):
        raise ValidationError(_("A public name begins and ends with a letter or digit."))
    if is_reserved(handle) or not fold(handle):
        raise ValidationError(_("This public name is kept for the house. Please choose another."))
    return handle

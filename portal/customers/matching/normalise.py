"""One form for names and addresses, whatever script they were written in, and how a name sounds.

Latin, Arabic and Chinese letters become plain a-z. Arabic writes no short vowels, so what is compared across scripts is the
skeleton of consonants. A Chinese name gives the family name first; its given name is read as one word.
"""

import re
import unicodedata
from functools import lru_cache

import jellyfish
from anyascii import anyascii

LONGEST = 400
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "sir", "lady", "dipl", "ing", "al", "el", "sayyid", "sheikh", "firma"}
_TWO_LETTER_FAMILY_NAMES = ("歐陽", "欧阳", "司馬", "司马", "諸葛", "诸葛", "上官", "司徒", "夏侯", "東方", "东方", "皇甫", "尉遲", "尉迟")
_STREET = {
    "street": "st", "str": "st", "strasse": "st", "road": "rd", "avenue": "av", "ave": "av", "lane": "ln", "drive": "dr", "place": "pl",
    "platz": "pl",
    "square": "sq", "court": "ct", "crescent": "cr", "close": "cl", "circuit": "cct", "sharia": "st", "lu": "rd", "jie": "st",
}  # fmt: skip
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_ARTICLE = re.compile(r"\bال(?=\w{2,})")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_UMLAUT = re.compile("([aou])e")
_DIGITS = {"٠": "0", "١": "1", "٢": "2", "٣": "3", "٤": "4", "٥": "5", "٦": "6", "٧": "7", "٨": "8", "٩": "9"}


def _han_name(found: re.Match[str]) -> str:
    """A Chinese name as 'family given'; longer runs of signs are no name."""
    signs = found.group()
    family = 2 if signs.startswith(_TWO_LETTER_FAMILY_NAMES) and len(signs) > 2 else 1
    return f" {_joined(signs[:family])} {_joined(signs[family:])} " if 2 <= len(signs) <= 4 else f" {_joined(signs)} "


def _han_words(found: re.Match[str]) -> str:
    return f" {_joined(found.group())} "


def _joined(signs: str) -> str:
    return anyascii(signs).lower()


def _plain(value: str, *, name: bool) -> str:
    text = unicodedata.normalize("NFKC", str(value)[:LONGEST]).casefold()
    text = _ARTICLE.sub("", _ARABIC_MARKS.sub("", text).translate(_ARABIC_FORMS))
    return anyascii(_HAN.sub(_han_name if name else _han_words, text)).lower()


@lru_cache(maxsize=50_000)
def name_words(value: str) -> tuple[str, ...]:
    """The words of a name in plain letters, without titles, umlauts written either way made one."""
    text = re.sub(r"['`´’ʼʿ]", "", _plain(value, name=True))
    words = re.findall(r"[a-z0-9]+", text)
    kept = [word for word in words if word not in _TITLES] or words
    return tuple(_UMLAUT.sub(r"\1", word) if len(word) > 3 else word for word in kept)


def name(value: str) -> str:
    """A name of one part (given or family) as one word, without blanks that a slip of the hand may have set."""
    return "".join(name_words(value))


def full_name(value: str) -> str:
    """A whole name, its words in the order of the alphabet, since the order differs between lists and languages."""
    return " ".join(sorted(name_words(value)))


@lru_cache(maxsize=50_000)
def address(value: str) -> str:
    """A line of an address as one word, the words for 'street' and the like shortened."""
    words = re.findall(r"[a-z]+|[0-9]+", re.sub(r"['`´’ʼʿ.]", "", _plain(value, name=False)))
    text = "".join(_STREET.get(word, word) for word in words)
    return re.sub(r"(strasse|str)(?=\d|$)", "st", text)


def digits(value: str) -> str:
    """Only the digits, of whatever script."""
    return "".join(str(unicodedata.decimal(sign)) for sign in str(value)[:LONGEST] if unicodedata.decimal(sign, None) is not None)


def code(value: str) -> str:
    """A number that may hold letters: a postcode, a house number, a number in another system."""
    return re.sub(r"[^a-z0-9]", "", _plain(value, name=False))


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The consonants of a plain word, doubled ones once: what is left of a name that went through Arabic script."""
    text = word.replace("ph", "f").replace("ck", "k").replace("th", "t").replace("dt", "t").translate(str.maketrans("qczgv", "kksjw"))
    bare = text[:1].replace("y", "i") + re.sub("[wy]", "", text[1:]) if text else ""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]", "", bare)).removesuffix("h")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a plain word sounds in English and German ears ('' for nothing but digits)."""
    letters = re.sub("[^a-z]", "", word)
    return jellyfish.metaphone(letters) if letters else ""


def day(value: str) -> str:
    """A date as yyyymmdd; '' when it cannot be read. Day before month, unless the year comes first."""
    found = [part for part in re.split(r"\D+", _western(str(value)[:40])) if part]
    if len(found) == 1 and len(found[0]) == 8:
        return found[0]
    if len(found) < 3:
        return ""
    first, second, third = found[:3]
    if len(first) == 4:
        return f"{first}{second.zfill(2)}{third[:2].zfill(2)}"
    return f"{third}{second.zfill(2)}{first.zfill(2)}" if len(third) == 4 else ""


def _western(value: str) -> str:
    return "".join(_DIGITS.get(sign, sign) for sign in value)

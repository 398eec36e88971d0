"""Arabic for searching: one spelling for letters that writers mix, and a light stemmer."""

import re

_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "",
    "ک": "ك", "ی": "ي",
    **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
})  # fmt: skip
_ARABIC = re.compile("[\u0600-\u06ff]")
_STARTS = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_ENDS = ("ها", "ان", "ات", "ون", "ين", "يه", "يا", "ه", "ي")
STOP_WORDS = (
    "من في على إلى الى عن مع هو هي هذا هذه ذلك تلك التي الذي ما ماذا كيف متى أين اين لماذا هل كم أو او و ثم قد لا لم لن أن ان كل بعد قبل"
    " عند بين حتى إذا اذا كان كانت يكون لي لك له لها بدون دون غير أي اي أنا انا عندي"
)


def fold(word: str) -> str:
    """Alef, yeh, teh marbuta and digits in one form; the marks above and below are gone before."""
    return word.translate(_LETTERS) if _ARABIC.search(word) else word


def stem(word: str) -> str:
    """Without article, joined prepositions and the commonest endings; at least three letters stay."""
    for start in _STARTS:
        if word.startswith(start) and len(word) - len(start) >= 3:
            word = word[len(start) :]
            break
    else:
        if word.startswith("و") and len(word) >= 5:
            word = word[1:]
    for end in _ENDS:
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word

"""Path converters: slugs in any script, and numbers that a row can have."""

LARGEST = 2**63 - 1
"""The largest number of a row: SQLite refuses to be asked for more."""


class AnySlug:
    """Letters and digits of any script, hyphens and underscores, up to 210 characters."""

    regex = r"[-\w]{1,210}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RowNumber:
    """As `int`, but an address with a number that no row can have leads nowhere."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        number = int(value) if len(value) < 20 else LARGEST + 1
        if number > LARGEST:
            raise ValueError(value[:30])
        return number

    def to_url(self, value: int) -> str:
        return str(value)

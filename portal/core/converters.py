"""Path converters: slugs in any script."""


class AnySlug:
    """Letters and digits of any script, hyphens and underscores, up to 210 characters."""

    regex = r"[-\w]{1,210}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

"""What search's addresses need: nothing."""


def objects() -> dict:
    return {}

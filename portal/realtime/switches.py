"""Parts that tests may switch off to prove that they matter. Without ATRIUM_TEST nothing here does anything."""

import os


def is_disabled(part: str) -> bool:
    """Whether `part` ('replay') is switched off for a negative control."""
    return os.environ.get("ATRIUM_TEST") == "1" and part in os.environ.get("ATRIUM_TEST_DISABLE", "").split(",")

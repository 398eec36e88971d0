"""Every test begins in English: a page asked for in another language leaves that language active."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def begin_in_english():
    with translation.override("en"):
        yield

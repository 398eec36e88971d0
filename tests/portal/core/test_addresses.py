"""Addresses of many rows are those of the URL table."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from portal.core.addresses import named, numbered


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_address_of_a_row_is_that_of_the_table(language: str) -> None:
    with override(language):
        of_customer = numbered("desk_customer")
        assert [of_customer(pk) for pk in (1, 42)] == [reverse("desk_customer", args=[pk]) for pk in (1, 42)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_address_of_what_a_slug_names_is_that_of_the_table_in_each_language(language: str) -> None:
    with override(language):
        for slug in ("bench", "長椅", "مقعد"):
            assert named("chat:room", slug) == reverse("chat:room", kwargs={"slug": slug})


def test_a_name_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(NoReverseMatch):
        numbered("nowhere")

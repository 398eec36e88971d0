"""Products are found by what people type, in every language, as long as they are published."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from catalog.products import actions
from portal.search import actions as search
from portal.search import queries
from tests.factories import products as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_indexes")]


def found(words, language="en"):
    search.drain()
    with translation.override(language):
        return [hit.code for hit in queries.search(words, user=AnonymousUser()).results if hit.code.startswith("product:")]


def test_a_product_is_found_by_name_number_and_shelf_in_its_languages():
    mill = make.product("mill", name_en="Burr mill", name_de="Mühle", slug_de="muehle", shelf=make.category("grinders", name_de="Mahlwerke"))
    make.variant(mill, sku="CF-M1")
    assert found("burr") == ["product:mill"]
    assert found("CF-M1") == ["product:mill"]
    assert found("mühle", "de") == ["product:mill"]
    assert found("grinders") == ["product:mill"]


def test_a_product_taken_off_is_not_found():
    mill = make.product("mill", name_en="Burr mill")
    assert found("burr") == ["product:mill"]
    actions.unpublish_product(mill)
    assert found("burr") == []


def test_an_imported_change_of_a_number_is_found():
    from tests.catalog.products.test_import import KETTLE, run

    run(*KETTLE)
    assert found("4012345001037") == ["product:heron"]

"""What is kept of lists and products: shown again without asking, made anew when something was changed, gone at once when hidden."""

from decimal import Decimal

import pytest

from catalog.products import actions
from catalog.products.models import PriceList, Product
from tests.factories import products as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeping")]


def shown(client, path):
    return client.get(path).content.decode()


@pytest.fixture
def mill():
    shelf = make.category("mills")
    return make.product("mill", shelf=shelf, price="100")


@pytest.mark.parametrize("path", ["/en/shop/c/mills/", "/en/shop/mill/"])
def test_a_new_price_is_shown_at_once(client, mill, path):
    assert "€100.00" in shown(client, path)
    actions.set_price(mill.variants.get(), PriceList.objects.get(is_default=True), Decimal(120), by=None)
    assert "€120.00" in shown(client, path)
    assert "€100.00" not in shown(client, path)


def test_a_hidden_product_is_gone_at_once_even_behind_our_back(client, mill):
    assert client.get("/en/shop/mill/").status_code == 200
    Product.objects.filter(pk=mill.pk).update(live=False)
    assert client.get("/en/shop/mill/").status_code == 404
    assert 'href="/en/shop/mill/"' not in shown(client, "/en/shop/c/mills/")


def test_each_language_and_each_variant_has_a_page_of_its_own(client, mill):
    mill.name_de, mill.slug_de = "Mühle", "muehle"
    mill.save()
    other = make.variant(mill, sku="OTHER")
    assert "Mühle" in shown(client, "/de/shop/muehle/")
    assert "Mühle" not in shown(client, "/en/shop/mill/")
    assert other.sku not in shown(client, "/en/shop/mill/").partition('class="facts"')[2].partition("</dl>")[0]
    assert other.sku in shown(client, f"/en/shop/mill/?variant={other.sku}").partition('class="facts"')[2].partition("</dl>")[0]


def test_links_to_compare_belong_to_the_address_and_not_to_the_kept_card(client, mill):
    assert "?compare=mill" in shown(client, "/en/shop/c/mills/")
    chosen = shown(client, "/en/shop/c/mills/?compare=other")
    assert "?compare=other%2Cmill" in chosen
    assert "?compare=mill" in shown(client, "/en/shop/c/mills/")

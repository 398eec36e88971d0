"""The catalogue in the editor: who may, what is saved, what is seen after publishing."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.products import actions
from catalog.products.models import Price, Product
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories import products as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(client):
    def sign_in(role):
        from django.contrib.auth.models import Group

        user = User.objects.create_user(f"{role}@calder.example", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return sign_in


def address(name, *args):
    return reverse(f"wagtailsnippets_products_{name}", args=args)


EMPTY = {f"{name}-{part}": "0" for name in ("variants", "attributes", "media", "links") for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}


def filled(shelf, **more):
    return EMPTY | {"code": "mill", "kind": "serial", "category": shelf.pk, "lifecycle": "on_sale", "name_en": "Mill", "slug_en": "mill", "body_en": "null"} | more


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", ["product", "category", "attribute", "option", "pricelist", "price"])
def test_editors_open_every_list_and_form(as_role, role, name):
    client = as_role(role)
    make.product("mill", price="10")
    assert client.get(address(f"{name}:list")).status_code == 200
    assert client.get(address(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AGENT])
def test_others_do_not(as_role, role):
    assert as_role(role).get(address("product:list")).status_code == 302


def test_a_product_is_drafted_then_published_in_two_languages(as_role):
    client = as_role(Role.EDITOR)
    shelf = make.category("grinders")
    response = client.post(address("product:add"), filled(shelf, name_de="Mühle", slug_de="muehle"))
    assert response.status_code == 302
    mill = Product.objects.get()
    assert (mill.live, mill.name_de) == (False, "Mühle")
    assert client.get("/en/shop/mill/").status_code == 404
    response = client.post(address("product:edit", mill.pk), filled(shelf, name_de="Mühle", slug_de="muehle", **{"action-publish": "1"}))
    assert response.status_code == 302
    assert client.get("/de/shop/muehle/").status_code == 200
    assert client.get(address("product:history", mill.pk)).status_code == 200


def test_publishing_an_old_version_keeps_the_price_of_today(as_role):
    client = as_role(Role.EDITOR)
    mill = make.product("mill", price="10")
    mill.save_revision()
    Product.objects.update(has_unpublished_changes=True)
    actions.set_price(mill.variants.get(), make.price_list(), Decimal(5))
    data = filled(mill.category, name_en="New name", **{"action-publish": "1"})
    assert client.post(address("product:edit", mill.pk), data).status_code == 302
    mill.refresh_from_db()
    assert (mill.name_en, mill.price_from) == ("New name", Decimal(5))


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh-hant"])
def test_the_preview_speaks_each_language(as_role, language):
    client = as_role(Role.EDITOR)
    mill = make.product("mill", price="10", name_ar="مطحنة", name_de="Mühle")
    preview = address("product:preview_on_edit", mill.pk)
    data = filled(mill.category, name_en="Unsaved", name_ar="مطحنة", name_de="Mühle", slug_en="mill")
    assert client.post(preview, data).json()["is_valid"] is True
    html = client.get(preview, {"mode": language}).content.decode()
    assert f'<html lang="{language}"' in html
    assert {"en": "Unsaved", "de": "Mühle", "ar": "مطحنة", "zh-hant": "Unsaved"}[language] in html
    mill.refresh_from_db()
    assert mill.name_en == "Mill"


def test_many_products_are_published_and_taken_off_at_once(as_role):
    client = as_role(Role.EDITOR)
    rows = [make.product(live=False) for _ in range(3)]
    ids = [("id", one.pk) for one in rows[:2]]
    from urllib.parse import urlencode

    bulk = "/cms/bulk/products/product/{}/?" + urlencode(ids)
    assert client.get(bulk.format("publish")).status_code == 200
    assert client.post(bulk.format("publish")).status_code == 302
    assert list(Product.objects.order_by("pk").values_list("live", flat=True)) == [True, True, False]
    assert client.post(bulk.format("unpublish")).status_code == 302
    assert Product.objects.filter(live=True).count() == 0


def test_a_price_is_set_by_article_number_and_seen_on_the_card(as_role):
    client = as_role(Role.EDITOR)
    mill = make.product("mill", price="10")
    data = {"price_list": make.price_list().pk, "variant": mill.variants.get().sku, "amount": "8.50", "valid_from": "2020-01-01"}
    assert client.post(address("price:add"), data | {"variant": "nothing"}).status_code == 200
    assert Price.objects.count() == 1
    assert client.post(address("price:add"), data).status_code == 302
    mill.refresh_from_db()
    assert mill.price_from == Decimal("8.50")
    later = Price.objects.get(valid_from="2020-01-01")
    assert client.post(address("price:edit", later.pk), {"amount": "7.00"}).status_code == 302
    mill.refresh_from_db()
    assert mill.price_from == Decimal("7.00")
    assert client.post(address("price:delete", later.pk)).status_code == 302
    mill.refresh_from_db()
    assert mill.price_from == Decimal("10.00")


def test_a_second_default_list_is_refused_in_words(as_role):
    client = as_role(Role.EDITOR)
    make.price_list()
    response = client.post(address("pricelist:add"), {"code": "b", "name": "B", "currency": "EUR", "tax_percent": "19", "is_default": "on"})
    assert "Another list is the default one." in response.content.decode()


def test_a_wrong_barcode_is_refused_in_words(as_role):
    client = as_role(Role.EDITOR)
    row = {"variants-0-sku": "M-1", "variants-0-gtin": "4012345001030", "variants-0-weight_g": "1", "variants-0-position": "0", "variants-0-ORDER": "1"}
    response = client.post(address("product:add"), filled(make.category("a"), **row, **{"variants-TOTAL_FORMS": "1"}))
    assert "is no GTIN" in response.content.decode()
    assert not Product.objects.exists()


def test_products_are_exported(as_role):
    make.product("mill", name_de="Mühle")
    response = as_role(Role.EDITOR).get(address("product:list") + "?export=csv")
    assert "Mühle" in b"".join(response.streaming_content).decode()


def test_stale_translations_are_listed_and_confirmed(as_role):
    client = as_role(Role.EDITOR)
    shelf = make.category("tools", name_de="Werkzeug")
    shelf.name_en = "Barista tools"
    shelf.save()
    page = client.get(reverse("translations_report")).content.decode()
    assert "Barista tools" in page
    assert "Deutsch" in page
    data = {"key": "products.Category", "pk": shelf.pk, "language": "de"}
    assert client.post(reverse("confirm_translation"), data).status_code == 302
    assert "Every translation is as new" in client.get(reverse("translations_report")).content.decode()
    for damaged in ({"key": "x"}, {"pk": "9" * 40}, {"language": "xx"}):
        assert client.post(reverse("confirm_translation"), data | damaged).status_code == 400


def test_the_list_names_its_columns_in_words(as_role):
    make.product("mill")
    page = as_role(Role.EDITOR).get(address("product:list")).content.decode()
    headings = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<th\b.*?</th>", page, re.DOTALL)]
    assert any(one.startswith("Translations to refresh") for one in headings)
    assert not any("stale" in one for one in headings)

"""The pages of the catalogue: what they show, in whose language, with how many queries, whatever is asked."""

import json
import re

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.products import panels
from catalog.products.enums import AttributeType, Lifecycle, LinkKind
from catalog.products.models import Product
from tests.factories import products as make

pytestmark = pytest.mark.django_db


def text(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def names(html):
    return [re.sub(r"<[^>]+>", "", name).strip() for name in re.findall(r'class="card-link"[^>]*>(.*?)</a>', html)]


@pytest.fixture
def machines():
    return make.category("machines", name_de="Maschinen", slug_de="maschinen")


@pytest.fixture
def no_panels(monkeypatch):
    monkeypatch.setattr(panels, "registry", type(panels.registry)("test"))


def shelf_of(machines, count):
    boiler = make.attribute("boiler", choices=["single", "dual"])
    for number in range(count):
        one = make.product(f"m-{number}", shelf=machines, price=f"{100 + number}", brand="Finch", featured=True)
        make.give(one, boiler, ["single", "dual"][number % 2])
        make.link(one, make.product(f"spare-{number}", shelf=machines, price="5"), LinkKind.SPARE)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/en/shop/", 5), ("/en/shop/c/machines/", 8), ("/en/shop/compare/?codes=m-0,m-1,m-2", 3), ("/en/shop/m-0/", 9)])
def test_queries_do_not_grow_with_rows(keeping, client, machines, django_assert_num_queries, no_panels, rows, path, queries):
    shelf_of(machines, rows)
    text(client, "/en/shop/compare/")  # footer and price list, which every page has, are kept from here on
    with django_assert_num_queries(queries):
        text(client, path)


@pytest.mark.parametrize(("path", "queries"), [("/en/shop/", 1), ("/en/shop/c/machines/", 1), ("/en/shop/m-0/", 1)])
def test_what_was_kept_is_not_asked_again(keeping, client, machines, django_assert_num_queries, no_panels, path, queries):
    shelf_of(machines, 3)
    text(client, path)
    with django_assert_num_queries(queries):
        text(client, path)


def test_only_published_products_are_shown(client, machines):
    make.product("seen", shelf=machines)
    make.product("draft", shelf=machines, live=False)
    assert names(text(client, "/en/shop/c/machines/")) == ["Seen"]
    text(client, "/en/shop/draft/", 404)


def test_an_address_of_another_language_leads_to_this_one(client, machines):
    make.product("mill", shelf=machines, slug_de="muehle", name_de="Mühle")
    response = client.get("/de/shop/mill/?variant=X")
    assert (response.status_code, response["Location"]) == (302, "/de/shop/muehle/?variant=X")
    response = client.get("/en/shop/c/maschinen/")
    assert (response.status_code, response["Location"]) == (302, "/en/shop/c/machines/")


def test_a_product_without_a_translation_speaks_english_and_says_so(client, machines):
    make.product("mill", shelf=machines, name_en="The mill", summary_en="Grinds.")
    html = text(client, "/ar/shop/mill/")
    assert '<span lang="en" dir="ltr">The mill</span>' in html
    assert '<html lang="ar" dir="rtl"' in html
    assert "translation-note" in html
    assert "translation-note" not in text(client, "/en/shop/mill/")


def test_an_old_translation_says_so(client, machines):
    mill = make.product("mill", shelf=machines, name_de="Mühle", slug_de="muehle")
    assert "translation-note" not in text(client, "/de/shop/muehle/")
    mill.summary_en = "Now with numbers."
    mill.save()
    assert "translation-note" in text(client, "/de/shop/muehle/")


def test_the_chosen_variant_has_its_number_price_and_mark(client, machines):
    mill = make.product("mill", shelf=machines)
    make.variant(mill, sku="M-ST", price="89", values=[make.option_value("colour", "steel")])
    make.variant(mill, sku="M-CU", price="99", values=[make.option_value("colour", "copper")], position=1)
    html = text(client, "/en/shop/mill/?variant=M-CU")
    assert "€99.00" in html
    assert "incl. 19% tax" in html
    assert re.search(r'href="\?variant=M-CU"[^>]*aria-current="true"', html)
    assert re.search(r'href="\?variant=M-ST" rel="nofollow">Steel', html)


def test_options_lead_to_the_nearest_variant(client, machines):
    mill = make.product("mill", shelf=machines)
    steel, copper, small, large = (make.option_value(*pair) for pair in [("colour", "steel"), ("colour", "copper"), ("size", "small"), ("size", "large")])
    for sku, values in {"ST-S": [steel, small], "ST-L": [steel, large], "CU-S": [copper, small], "CU-L": [copper, large]}.items():
        make.variant(mill, sku=sku, values=values)
    html = text(client, "/en/shop/mill/?variant=ST-L")
    assert re.findall(r'chip" href="\?variant=([A-Z-]+)"', html) == ["ST-L", "CU-L", "ST-S", "ST-L"]


def test_numbers_and_units_are_the_languages_own(client, machines):
    mill = make.product("mill", shelf=machines, name_de="Mühle", slug_de="muehle", price="1290")
    make.give(mill, make.attribute("volume", type=AttributeType.NUMBER, unit="l"), "0.6000")
    html = text(client, "/de/shop/muehle/")
    assert "0,6\u00a0l" in html or "0,6 l" in html
    assert "1.290,00\u00a0€" in html


def test_the_structured_data_has_an_offer_for_each_variant_and_cannot_be_broken_out_of(client, machines):
    mill = make.product("mill", shelf=machines, name_en="</script><b>Mill", brand="Finch")
    make.variant(mill, sku="A", price="10")
    make.variant(mill, sku="B", price="12", gtin="4012345001037")
    raw = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text(client, "/en/shop/mill/"), re.DOTALL)[1]
    data = json.loads(raw)
    assert data["name"] == "</script><b>Mill"
    assert [(o["sku"], o["price"], o["priceCurrency"], o.get("gtin")) for o in data["offers"]] == [("A", "10.00", "EUR", None), ("B", "12.00", "EUR", "4012345001037")]


def test_a_product_no_longer_sold_names_its_successor(client, machines):
    old = make.product("old", shelf=machines, lifecycle=Lifecycle.END_OF_SALE)
    make.link(make.product("new", shelf=machines), old, LinkKind.REPLACES)
    html = text(client, "/en/shop/old/")
    assert "We no longer sell this product" in html
    assert 'href="/en/shop/new/"' in html


def test_the_page_names_its_address_in_every_language(client, machines):
    make.product("mill", shelf=machines, slug_de="muehle", name_de="Mühle")
    html = text(client, "/de/shop/muehle/")
    assert re.findall(r'rel="alternate" hreflang="([a-z-]+)" href="https?://[^/]+([^"]+)"', html) == [
        ("en", "/en/shop/mill/"), ("de", "/de/shop/muehle/"), ("ar", "/ar/shop/mill/"), ("zh-hant", "/zh-hant/shop/mill/"),
    ]  # fmt: skip
    assert '<link rel="canonical" href="http://localhost:8000/de/shop/muehle/">' in html


def test_a_filter_narrows_and_counts(client, machines):
    shelf_of(machines, 3)
    html = text(client, "/en/shop/c/machines/?a-boiler=single")
    assert names(html) == ["M-2", "M-0"]
    counts = re.findall(r"<bdi>([^<]+)</bdi> <span[^>]*>([^<]+)</span>", html)
    assert ("Single", "2") in counts
    assert ("Dual", "1") in counts
    assert names(text(client, "/en/shop/c/machines/?a-boiler=single&price_min=101")) == ["M-2"]
    assert "Nothing matches" in text(client, "/en/shop/c/machines/?a-boiler=dual&price_min=500")


def test_filters_of_numbers_and_truths(client, machines):
    size, electric = make.attribute("size", type=AttributeType.NUMBER, unit="mm"), make.attribute("electric", type=AttributeType.BOOLEAN)
    for code, number, truth in [("a", "58", True), ("b", "64.5", False)]:
        one = make.product(code, shelf=machines)
        make.give(one, size, number)
        make.give(one, electric, truth)
    assert names(text(client, "/en/shop/c/machines/?a-size=64.5")) == ["B"]
    assert names(text(client, "/en/shop/c/machines/?a-electric=yes")) == ["A"]


@pytest.mark.parametrize(("sort", "order"), [("price", ["B", "C", "A"]), ("-price", ["C", "B", "A"]), ("name", ["A", "B", "C"]), ("", ["C", "B", "A"])])
def test_sorting_puts_products_without_a_price_last(client, machines, sort, order):
    make.product("a", shelf=machines)
    make.product("b", shelf=machines, price="5")
    make.product("c", shelf=machines, price="50")
    Product.objects.filter(code__in="bc").update(order_price=5)
    Product.objects.filter(code="c").update(order_price=50)
    assert names(text(client, f"/en/shop/c/machines/?sort={sort}")) == order


@pytest.mark.parametrize("sort", ["", "price", "-price", "name"])
def test_pages_follow_each_other_without_gap_or_double(client, machines, sort):
    for number in range(30):
        make.product(f"p-{number:02}", shelf=machines)
    first = text(client, f"/en/shop/c/machines/?sort={sort}")
    after = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = text(client, "/en/shop/c/machines/" + after)
    assert len(names(first)) == 24
    assert sorted(names(first) + names(second)) == [f"P-{number:02}" for number in range(30)]


@pytest.mark.parametrize("sort", ["", "price", "-price", "name"])
def test_pages_over_several_shelves_follow_each_other_too(client, machines, sort):
    below = [make.category(f"below-{number}", parent=machines) for number in range(3)]
    for number in range(60):
        make.product(f"p-{number:02}", shelf=[machines, *below][number % 4], price=str(number % 7), name_en=f"P-{number:02}")
    pages, path = [], f"/en/shop/c/machines/?sort={sort}"
    while path:
        html = text(client, path)
        pages.append([name for name in names(html) if name.startswith("P-")])
        following = re.search(r'rel="next" href="([^"]+)"', html)
        path = "/en/shop/c/machines/" + following[1].replace("&amp;", "&") if following else ""
    assert [len(page) for page in pages] == [24, 24, 12]
    everything = [name for page in pages for name in page]
    assert sorted(everything) == [f"P-{number:02}" for number in range(60)]
    if sort == "name":
        assert everything == sorted(everything)


def test_products_of_shelves_below_stand_on_the_shelf_above(client, machines):
    make.product("inside", shelf=make.category("small", parent=machines))
    html = text(client, "/en/shop/c/machines/")
    assert names(html) == ["Small", "Inside"]


def test_differences_are_marked_in_a_comparison(client, machines):
    boiler, size = make.attribute("boiler", choices=["single", "dual"]), make.attribute("size", type=AttributeType.NUMBER)
    for code, choice in [("a", "single"), ("b", "dual")]:
        one = make.product(code, shelf=machines)
        make.give(one, boiler, choice)
        make.give(one, size, 58)
    html = text(client, "/en/shop/compare/?codes=a,b,a,none")
    rows = re.findall(r"<tr( class=\"differs\")?><th scope=\"row\">(\w+)", html)
    assert rows == [("", "Price"), ("", "Availability"), (' class="differs"', "Boiler"), ("", "Size")]
    assert 'href="/en/shop/compare/?codes=b"' in html


def test_at_most_four_are_compared(client, machines):
    for code in "abcde":
        make.product(code, shelf=machines)
    assert 'data-columns="4"' in text(client, "/en/shop/compare/?codes=a,b,c,d,e")
    assert "Nothing to compare yet" in text(client, "/en/shop/compare/?codes=" + "x" * 9000)


def test_a_shelf_without_products_helps_on(client, machines):
    assert "This shelf is empty" in text(client, "/en/shop/c/machines/")


def test_upper_apps_add_sections(client, machines, monkeypatch, tmp_path):
    fresh = type(panels.registry)("test")
    monkeypatch.setattr(panels, "registry", fresh)
    make.product("mill", shelf=machines)
    fresh.add("none", lambda request, product: None)
    fresh.add("links", lambda request, product: {"title": f"About {product.code}", "template": "products/_facts.html", "context": {}})
    assert "About mill" in text(client, "/en/shop/mill/")


JUNK = st.text(max_size=40) | st.sampled_from(["\x00", "9" * 400, "1e999999", "-1", "NaN", "\u202e", "a" * 3000, "eyJhIjoxfQ", "W10", "..", "%00"])


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(["sort", "after", "before", "a-boiler", "price_min", "price_max", "brand", "lifecycle", "compare", "codes", "variant", "x"]), JUNK, max_size=6))
def test_no_query_string_breaks_a_page(client, query):
    if not Product.objects.exists():
        shelf_of(make.category("machines"), 2)
        cache.clear()
    query = {name: value.encode("utf-8", "ignore").decode() for name, value in query.items()}
    for path in ("/en/shop/", "/en/shop/c/machines/", "/en/shop/compare/", "/en/shop/m-0/"):
        assert client.get(path, query).status_code == 200

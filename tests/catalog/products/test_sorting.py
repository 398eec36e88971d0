"""The order of a shelf is chosen in one folded control."""

import re

import pytest

from tests.factories import products as make

pytestmark = pytest.mark.django_db


def control(client, address):
    page = client.get(address).content.decode()
    return re.search(r'<details class="menu push">.*?</details>', page, re.DOTALL)[0]


def test_the_folded_control_names_the_present_order_and_holds_the_others(client):
    shelf = make.category("machines")
    make.product("mill", shelf=shelf)
    folded = control(client, "/en/shop/c/machines/?sort=name")
    summary, panel = folded.split("</summary>")
    assert "By name" in summary
    assert "price" not in summary
    assert panel.count("<a ") == 4
    assert re.findall(r'aria-current="true">([^<]+)', panel) == ["By name"]

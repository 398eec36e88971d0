"""The language comes from the address; what has none is not looked for below one."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/desk/no-such-page/", "/media/no-such-file.png", "/static/none.css"])
def test_a_missing_address_without_language_is_404(client, path):
    assert client.get(path).status_code == 404


def test_an_address_without_its_language_leads_to_the_readers(client):
    response = client.get("/shop/", headers={"accept-language": "de"})
    assert (response.status_code, response["Location"]) == (302, "/de/shop/")


@pytest.mark.parametrize(("accepts", "target"), [("ar", "/ar/"), ("zh-TW", "/zh-hant/"), ("fr", "/en/"), ("", "/en/")])
def test_the_root_leads_to_the_readers_language(client, accepts, target):
    assert client.get("/", headers={"accept-language": accepts})["Location"] == target


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_going_back_stays_on_this_site(client, target):
    assert client.post("/appearance/", {"theme": "dark", "next": target})["Location"] == "/"
    assert client.get("/language/de/", {"next": target})["Location"] in {"/", "/de/"}


@pytest.mark.parametrize("target", ["abc", "products:home", "", "?a=1", "/\r\nSet-Cookie: a=b", "//[", "/\x00", "/ä b"])
def test_going_back_to_something_damaged_stays_on_this_site(client, target):
    for answer in (client.post("/appearance/", {"next": target}), client.get("/language/de/", {"next": target})):
        assert (answer.status_code, answer["Location"][:1]) == (302, "/")
        assert "\n" not in answer["Location"]


@pytest.mark.parametrize("path", ["*", "foo", ""])
def test_an_address_without_a_slash_is_no_fault_of_ours(client, path):
    assert client.generic("OPTIONS", "/", PATH_INFO=path).status_code in {302, 404, 405}


def test_the_theme_is_kept_and_forgotten(client):
    client.post("/appearance/", {"theme": "dark", "next": "/en/"})
    assert 'data-theme="dark"' in client.get("/en/").content.decode()
    client.post("/appearance/", {"theme": "<script>", "next": "/en/"})
    assert "data-theme" not in client.get("/en/").content.decode()

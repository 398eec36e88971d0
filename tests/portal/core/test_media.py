"""What lies below MEDIA_ROOT: who gets it, and as what."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for name in ("documents/private.pdf", "images/cup.png", "images/page.html"):
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content")
    (tmp_path / "secret_key").write_bytes(b"secret")


@pytest.mark.parametrize(
    "path", ["documents/private.pdf", "./documents/private.pdf", "/documents/private.pdf", "images/../documents/private.pdf", "documents//private.pdf"]
)
def test_a_document_is_asked_for_where_permissions_are_looked_at(client, media, path):
    assert client.get("/media/x", PATH_INFO=f"/media/{path}").status_code == 404


@pytest.mark.parametrize("path", ["../secret_key", "images/../../secret_key", "images", "images/none.png", "a" * 300, "images/cup.png\x00", "."])
def test_nothing_else_of_the_machine_is_given_out(client, media, path):
    assert client.get("/media/x", PATH_INFO=f"/media/{path}").status_code == 404


def test_a_picture_is_shown_and_a_page_is_a_download(client, media):
    picture, page = client.get("/media/images/cup.png"), client.get("/media/images/page.html")
    assert (picture["Content-Type"], picture.get("Content-Disposition", "inline")[:6]) == ("image/png", "inline")
    assert (page["Content-Type"], page["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")
    assert {answer["Content-Security-Policy"] for answer in (picture, page)} == {"default-src 'none'; style-src 'unsafe-inline'; sandbox"}

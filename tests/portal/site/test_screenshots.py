"""The command that takes the tour's pictures says what it lacks and keeps the repository light."""

import os

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from portal.site.demo.book import Book
from portal.site.management.commands import screenshots
from tests.journeys.server import ROOT


def picture(path, size=(8, 8), *, noisy=False):
    data = os.urandom(size[0] * size[1] * 3) if noisy else bytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, data).save(path)


def test_every_picture_of_the_tour_lies_in_the_documentation_and_is_light():
    kept = {path.stem for path in (ROOT / "docs/tour").glob("*.png")}
    assert kept == {one.name for one in screenshots.TOUR}
    screenshots.Command().weigh(ROOT / "docs/tour")


def test_every_address_of_the_tour_is_known_to_the_demo():
    book = Book()
    for one in screenshots.TOUR:
        address = one.at if one.at.startswith("/") else book.address(one.at, one.language)
        assert address.startswith(("/en/", "/de/", "/ar/", "/zh-hant/", "/desk/"))


@pytest.mark.parametrize("sizes", [[(300, 300)], [(190, 190)] * 13])
def test_pictures_that_are_too_heavy_alone_or_together_are_refused(tmp_path, sizes):
    for number, size in enumerate(sizes):
        picture(tmp_path / f"{number}.png", size, noisy=True)
    with pytest.raises(CommandError, match="Too heavy"):
        screenshots.Command().weigh(tmp_path)


def test_a_picture_is_made_small_and_keeps_its_measures(tmp_path):
    path = tmp_path / "one.png"
    picture(path, (100, 60), noisy=True)
    before = path.stat().st_size
    screenshots._shrink(path)
    with Image.open(path) as small:
        assert (small.mode, small.size) == ("P", (100, 60))
    assert path.stat().st_size < before


@pytest.mark.django_db
def test_without_the_demo_nobody_can_be_signed_in(tmp_path):
    with pytest.raises(CommandError, match="demo is not loaded"):
        screenshots._session_of("noor")


def test_without_a_browser_the_command_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(screenshots.shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match="make services"):
        call_command("screenshots", to=tmp_path)

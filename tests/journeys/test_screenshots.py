"""The tour's pictures can be taken from a running demo, signed in and not."""

import pytest
from PIL import Image

from tests.journeys.server import _manage
from tests.portal.realtime.server import free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_pictures_are_taken_for_visitors_and_for_people_of_the_demo(demo, tmp_path):
    told = _manage(demo.folder, "screenshots", "--url", demo.http, "--to", str(tmp_path), "--only", "phone", "my-page", "home-arabic-dark")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home-arabic-dark.png", "my-page.png", "phone.png"]
    assert told.count(" kB") == 3
    with Image.open(tmp_path / "phone.png") as phone, Image.open(tmp_path / "home-arabic-dark.png") as dark:
        assert phone.size == (390, 800)
        light = [image.convert("L").resize((1, 1)).getpixel((0, 0)) for image in (phone, dark)]
    assert light[0] > 180
    assert light[1] < 90


def test_a_demo_that_does_not_answer_is_said(demo, tmp_path):
    with pytest.raises(RuntimeError, match=r"does not answer\. Does the demo run there"):
        _manage(demo.folder, "screenshots", "--url", f"http://127.0.0.1:{free_port()}", "--to", str(tmp_path), "--only", "phone")

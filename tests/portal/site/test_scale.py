"""However much there is, every kind of public page asks the database as often: the demo, and the same pages with three times the rows."""

import json
import shutil

import pytest

from tests.journeys.server import _manage as manage
from tests.journeys.server import kept_demo

WEIGH = """
import json
from django.conf import settings
from django.test import override_settings
from portal.site.bench import pages
with override_settings(PAGE_CACHE_SECONDS=0, CONTENT_CHECK_SECONDS=0, ALLOWED_HOSTS=["localhost", *settings.ALLOWED_HOSTS]):
    paths = json.loads({paths!r}) or pages.public_paths()
    found = [pages.weigh(name, path) for name, path in paths.items()]
print("WEIGHED " + json.dumps({{one.name: [one.path, one.queries, one.queries_again] for one in found}}))
"""


def weighed(folder, paths):
    told = manage(folder, "shell", "--verbosity", "0", "--command", WEIGH.format(paths=json.dumps(paths)))
    return json.loads(next(line for line in told.splitlines() if line.startswith("WEIGHED ")).removeprefix("WEIGHED "))


@pytest.mark.slow
def test_every_kind_of_page_asks_as_often_with_three_times_as_many_rows(tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(kept_demo(), folder)
    manage(folder, "collectstatic", "--noinput", "--verbosity", "0")
    small = weighed(folder, {})
    kinds = {"home", "HomePage", "NewsIndexPage", "NewsPage", "LandingPage", "categories", "products", "answers", "tutorials", "rooms"}
    assert set(small) >= kinds
    manage(folder, "demo", "--scale", "3")
    large = weighed(folder, {name: path for name, (path, _queries, _again) in small.items()})
    assert large == small
    assert {name: queries for name, (_path, queries, _again) in large.items() if queries > 15} == {}

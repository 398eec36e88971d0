"""Values kept in the process: made once for each version of the content."""

import threading

import pytest
from django.core.cache import cache

from portal.core import kept, pagecache


@pytest.fixture(autouse=True)
def empty_shelf():
    kept.forget()


class Builder:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return {"made": self.times}


def test_a_value_is_made_once():
    build = Builder()
    assert kept.kept("shelves:en", build) is kept.kept("shelves:en", build)
    assert build.times == 1


def test_another_key_is_another_value():
    build = Builder()
    assert [kept.kept(key, build)["made"] for key in ("a:en", "a:de", "a:en")] == [1, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_content_makes_it_anew():
    build = Builder()
    kept.kept("shelves:en", build)
    pagecache.content_changed()
    assert kept.kept("shelves:en", build) == {"made": 2}
    assert build.times == 2


def test_it_grows_old(monkeypatch):
    build = Builder()
    kept.kept("clock", build, seconds=0)
    assert kept.kept("clock", build)["made"] == 2
    assert kept.kept("clock", build)["made"] == 2


def test_a_lost_cache_makes_it_anew():
    build = Builder()
    kept.kept("x", build)
    cache.clear()
    assert kept.kept("x", build)["made"] == 2


def test_it_can_be_switched_off(settings):
    settings.KEEP_PARTS = False
    build = Builder()
    assert [kept.kept("x", build)["made"] for _time in range(2)] == [1, 2]


def test_the_shelf_is_bounded(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    build = Builder()
    for number in range(5):
        kept.kept(f"key {number}", build)
    assert kept.kept("key 4", build)["made"] == 5
    assert kept.kept("key 0", build)["made"] == 6


def test_threads_share_one_value():
    build, found = Builder(), []
    kept.kept("shared", build)
    threads = [threading.Thread(target=lambda: found.append(kept.kept("shared", build))) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one["made"] for one in found] == [1, 1, 1, 1]


def test_a_value_that_failed_is_not_kept():
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept.kept("fault", broken)
    assert kept.kept("fault", Builder()) == {"made": 1}


def test_many_values_are_made_together_and_only_those_that_are_missing():
    asked = []

    def build(names):
        asked.append(names)
        return {name: name.upper() for name in names if name != "gone"}

    assert kept.kept_many({"n:a": "a", "n:b": "b"}, build) == {"a": "A", "b": "B"}
    assert kept.kept_many({"n:a": "a", "n:c": "c", "n:gone": "gone"}, build) == {"a": "A", "c": "C"}
    assert kept.kept_many({"n:gone": "gone"}, build) == {}
    assert asked == [["a", "b"], ["c", "gone"], ["gone"]]


def test_many_values_follow_the_switch_their_age_and_the_content(settings):
    asked = []

    def build(names):
        asked.append(names)
        return dict.fromkeys(names, len(asked))

    assert kept.kept_many({"n:a": "a"}, build, seconds=0) == {"a": 1}
    assert kept.kept_many({"n:a": "a"}, build) == {"a": 2}
    cache.clear()
    assert kept.kept_many({"n:a": "a"}, build) == {"a": 3}
    settings.KEEP_PARTS = False
    assert kept.kept_many({"n:a": "a"}, build) == {"a": 4}

"""Indexes in a folder of the test, over topics."""

import threading

import pytest
from django.apps import apps
from haystack import connections
from haystack.utils.loading import UnifiedIndex

from portal.search import kinds
from portal.topics.models import Topic
from tests.portal.search.topic_index import TopicIndex


@pytest.fixture
def empty_indexes(tmp_path, monkeypatch, settings):
    """Every connection in a new folder, with only the topics' index; the signal processor knows it too."""
    settings.SEARCH_DIR = tmp_path / "search"
    processor = apps.get_app_config("haystack").signal_processor
    monkeypatch.setattr(UnifiedIndex, "collect_indexes", lambda self: [TopicIndex()])
    for options in connections.connections_info.values():
        monkeypatch.setitem(options, "PATH", str(tmp_path / "search" / options["LANGUAGE"]))
    monkeypatch.setattr(connections, "thread_local", threading.local())
    processor.forget()
    if kinds.get("topic") is None:
        kinds.add("topic", kinds.Kind("Topics", order=90))
    yield tmp_path / "search"
    monkeypatch.undo()
    processor.forget()


@pytest.fixture
def make_topic():
    """make_topic("Cleaning", "How to descale.", code=..., name_de=...)."""
    made = []

    def make(name, intro="", **values):
        number = len(made) + 1
        values.setdefault("code", f"topic-{number}")
        values.setdefault("slug_en", f"topic-{number}")
        topic = Topic.objects.create(name_en=name, intro_en=intro, **values)
        made.append(topic)
        return topic

    return make

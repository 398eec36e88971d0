"""The queue: written with the change, followed in any order, never lost; rebuilding and verifying."""

import io
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from portal.search import actions, queries, tasks
from portal.search.languages import aliases
from portal.search.models import IndexState, SearchChange
from portal.search.queries import backend_of
from portal.search.storage import locked
from portal.topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_indexes")]
VISITOR = AnonymousUser()


def total(text):
    return queries.search(text, user=VISITOR).total


def test_a_change_is_queued_in_its_transaction_and_goes_with_it(make_topic):
    with transaction.atomic():
        make_topic("Gaskets")
        assert SearchChange.objects.count() == 1
        transaction.set_rollback(True)
    assert SearchChange.objects.count() == 0


def test_draining_follows_saving_hiding_and_deleting_and_empties_the_queue(make_topic):
    topic = make_topic("Gaskets", code="one")
    assert actions.drain() == 1
    assert total("gasket") == 1
    topic.code = "draft-one"
    topic.save()
    actions.drain()
    assert total("gasket") == 0
    topic.code = "one"
    topic.save()
    actions.drain()
    topic.delete()
    actions.drain()
    assert (total("gasket"), SearchChange.objects.count()) == (0, 0)


def test_the_order_of_changes_does_not_matter_and_repeating_them_changes_nothing(make_topic):
    topic = make_topic("Gaskets")
    Topic.objects.filter(pk=topic.pk).update(name_en="Burrs", name="Burrs")
    actions.queue_changes(Topic, [topic.pk, topic.pk, 4711])
    assert actions.drain() == 4
    assert (total("gaskets"), total("burrs")) == (0, 1)
    assert actions.drain() == 0


def test_a_change_stays_queued_when_the_index_could_not_be_committed(make_topic, monkeypatch):
    make_topic("Gaskets")
    from portal.search import writing

    def refuse(*args, **kwargs):
        raise OSError("disk full")

    whole = writing._with_writer
    monkeypatch.setattr(writing, "_with_writer", refuse)
    with pytest.raises(OSError, match="disk full"):
        actions.drain()
    monkeypatch.setattr(writing, "_with_writer", whole)
    assert SearchChange.objects.count() == 1
    actions.drain()
    assert total("gasket") == 1


def test_one_document_that_cannot_be_made_stops_no_other_and_is_given_up_after_some_tries(make_topic, monkeypatch, caplog):
    from tests.portal.search.topic_index import TopicIndex

    make_topic("Gaskets", code="bad")
    make_topic("Burrs", code="good")
    whole = TopicIndex.document

    def document(self, row, language):
        if row.code == "bad":
            raise ValueError("no")
        return whole(self, row, language)

    monkeypatch.setattr(TopicIndex, "document", document)
    for _try in range(7):
        actions.drain()
    assert total("burr") == 1
    assert [change.attempts for change in SearchChange.objects.all()] == [queries.MOST_ATTEMPTS]
    assert queries.stuck_count() == 1


def test_the_worker_is_asked_once_for_a_transaction(make_topic, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as calls:
        for number in range(5):
            make_topic(f"Bean {number}")
    drains = [call for call in calls if getattr(call, "func", None) is tasks.request_drain]
    assert len(drains) == 1
    with django_capture_on_commit_callbacks(execute=True):
        make_topic("Bean 6", code="six", slug_en="six")
    assert DBTaskResult.objects.filter(task_path=tasks.drain_search_changes.module_path).count() == 1


def test_a_savepoint_that_is_undone_does_not_take_the_request_with_it(make_topic, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as calls:
        with transaction.atomic():
            make_topic("Undone")
            transaction.set_rollback(True)
        make_topic("Kept", code="kept", slug_en="kept")
    assert len([call for call in calls if getattr(call, "func", None) is tasks.request_drain]) == 1


def test_searching_goes_on_during_a_rebuild_and_changes_meanwhile_are_followed(make_topic, monkeypatch):
    for number in range(20):
        make_topic(f"Bean {number}", code=f"b{number}", slug_en=f"b{number}")
    actions.drain()
    generation = backend_of("default").generations.number()
    seen = []

    def progress(label, done, count):
        first, second = Topic.objects.filter(code__in=["b0", "b1"])
        first.delete()
        second.name_en = "Late burrs"
        second.save()
        actions.drain()
        seen.append((total("bean"), total("burrs"), SearchChange.objects.filter(held=True).count()))

    actions.rebuild("en", progress=progress)
    assert seen == [(18, 1, 2)]
    assert (total("bean"), total("burrs"), SearchChange.objects.count()) == (18, 1, 0)
    assert backend_of("default").generations.number() == generation + 1
    assert actions.verify() == []


def test_a_drain_that_ignored_the_rebuild_would_lose_the_change(make_topic, monkeypatch):
    """The control of the test above: without holding changes back, the new index misses what changed meanwhile."""
    topic = make_topic("Bean", code="one", slug_en="one")
    actions.drain()

    def progress(label, done, count):
        topic.name_en = "Late burrs"
        topic.save()
        actions._follow(list(SearchChange.objects.all()))
        SearchChange.objects.all().delete()

    actions.rebuild("en", progress=progress)
    assert total("burrs") == 0
    assert [one.what for one in actions.verify("en")] == ["stale"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_readers_in_other_threads_never_find_less_during_rebuilds(make_topic):
    for number in range(30):
        make_topic(f"Bean {number}", code=f"b{number}", slug_en=f"b{number}")
    actions.drain()
    stop, seen, faults = threading.Event(), set(), []

    def read():
        while not stop.is_set():
            try:
                seen.add(backend_of("default").find("bean", audiences=frozenset({"public"})).total)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the test shows it
                faults.append(repr(fault))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _round in range(3):
        actions.rebuild("en")
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert seen == {30}


def test_verify_names_what_is_missing_stale_and_too_much_and_the_command_exits_with_an_error(make_topic):
    kept, stale, missing = (make_topic(name, code=name, slug_en=name) for name in ("kept", "stale", "missing"))
    actions.drain()
    assert actions.verify() == []
    call_command("search_verify", stdout=io.StringIO())
    Topic.objects.filter(pk=stale.pk).update(name_en="other")
    backend = backend_of("default")
    backend.remove(missing)
    extra = backend.prepared(__import__("tests.portal.search.topic_index", fromlist=["TopicIndex"]).TopicIndex(), kept)
    backend.write([extra | {"id": "topics.topic.4711", "django_id": "4711"}])
    found = {(one.language, one.what, one.identifier) for one in actions.verify()}
    assert found == {
        ("en", "stale", f"topics.topic.{stale.pk}"), ("en", "missing", f"topics.topic.{missing.pk}"), ("en", "too much", "topics.topic.4711"),
    }  # fmt: skip
    out = io.StringIO()
    with pytest.raises(CommandError, match="3 differences"):
        call_command("search_verify", stdout=out)
    assert f"en\tstale\ttopics.topic.{stale.pk}" in out.getvalue()
    assert IndexState.objects.get(language="en").differences == 3
    call_command("search_rebuild", stdout=out)
    assert actions.verify() == []


def test_rebuild_command_knows_its_languages_and_tells_how_far_it_is(make_topic):
    make_topic("Bean", name_de="Bohne")
    out = io.StringIO()
    call_command("search_rebuild", "--language", "de", stdout=out)
    assert "de topics: 1" in out.getvalue()
    assert "de: 1 documents, generation 1" in out.getvalue()
    assert [IndexState.objects.get().language] == ["de"]
    with pytest.raises(CommandError):
        call_command("search_rebuild", "--language", "xx", stdout=out)


def test_an_index_of_another_version_is_made_anew_by_the_next_drain(make_topic):
    make_topic("Bean")
    actions.drain()
    backend = backend_of("default")
    (backend.index.folder() / "fingerprint").write_text("of another version")
    make_topic("Bean two", code="two", slug_en="two")
    assert total("bean") == 1
    actions.drain()
    assert (total("bean"), backend.index.fits(), actions.verify()) == (2, True, [])


def test_a_second_drain_waits_for_the_first(make_topic, settings):
    from pathlib import Path

    from portal.search.storage import BusyError

    make_topic("Bean")
    with locked(Path(settings.SEARCH_DIR) / "drain.lock"), pytest.raises(BusyError):
        actions.drain(timeout=0.1)
    assert actions.drain() == 1


def test_a_damaged_index_folder_is_no_dead_end(make_topic):
    make_topic("Bean")
    actions.drain()
    for alias in aliases():
        folder = backend_of(alias).index.folder()
        for path in folder.glob("*.toc"):
            path.unlink()
    assert [one.what for one in actions.verify("en")] == ["missing"]
    actions.rebuild()
    assert total("bean") == 1

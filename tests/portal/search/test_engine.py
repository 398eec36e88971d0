"""Each defect of Haystack's stock Whoosh backend that ours mends: the same check shows it on the stock engine."""

import threading
import tracemalloc

import pytest
from django.utils import translation
from haystack import connections
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.query import SearchQuerySet
from whoosh.filedb import compound, structfile
from whoosh.index import LockError

from portal.search import zerocopy
from portal.search.engine import PortalWhooshBackend, RebuildNeededError
from portal.topics.models import Topic
from tests.portal.search.topic_index import TopicIndex

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_indexes")]
STOCK, OURS = WhooshSearchBackend, PortalWhooshBackend


@pytest.fixture
def engine(empty_indexes):
    """engine(STOCK) or engine(OURS): that backend for a connection, in a folder of its own, used by SearchQuerySet too."""

    def make(kind, alias="default", **options):
        connection = connections[alias]
        folder = empty_indexes / f"{kind.__name__}-{alias}"
        backend = kind(alias, **{**connection.options, "PATH": str(folder), "SILENTLY_FAIL": True, **options})
        connection._backend = backend
        return backend

    return make


def topics(*names):
    return [Topic.objects.create(code=f"t{n}", name_en=name, slug_en=f"t{n}", intro_en=f"All about {name}.") for n, name in enumerate(names)]


def found(backend, text, **options):
    return [result.pk for result in backend.search(text, **options)["results"]]


def whoosh_index(backend):
    return backend.index if isinstance(backend, STOCK) and not isinstance(backend, OURS) else backend.index.opened()


@pytest.mark.parametrize(("kind", "lost"), [(STOCK, True), (OURS, False)])
def test_a_removal_while_another_writes_is_not_lost(engine, kind, lost):
    backend = engine(kind)
    [topic] = topics("Gaskets")
    backend.update(TopicIndex(), [topic])
    writer = whoosh_index(backend).writer()
    threading.Timer(0.4, writer.cancel).start()
    backend.remove(topic)
    while not writer.is_closed:
        pass
    assert bool(found(backend, "gasket")) is lost


class Breaking(TopicIndex):
    def document(self, row, language):
        if row.code == "t1":
            raise ValueError(row.code)
        return super().document(row, language)


@pytest.mark.parametrize(("kind", "held"), [(STOCK, True), (OURS, False)])
def test_a_document_that_cannot_be_prepared_leaves_no_lock_behind(engine, kind, held):
    backend = engine(kind)
    rows = topics("Gaskets", "Burrs")
    with pytest.raises(ValueError, match="t1") as kept:
        backend.update(Breaking(), rows)
    try:
        whoosh_index(backend).writer().cancel()
        is_held = False
    except LockError:
        is_held = True
    assert is_held is held
    del kept


class Odd(TopicIndex):
    def prepare(self, obj):
        return super().prepare(obj) | ({"title": 17} if obj.code == "t0" else {})


@pytest.mark.parametrize(("kind", "poisoned"), [(STOCK, True), (OURS, False)])
def test_one_odd_document_does_not_spoil_the_batch(engine, kind, poisoned):
    backend = engine(kind)
    rows = topics("Gaskets", "Burrs", "Baskets")
    backend.update(Odd(), rows)
    assert (found(backend, "burr") == []) is poisoned


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "copied"), [(STOCK, True), (OURS, False)])
def test_opening_a_reader_copies_no_segment(engine, kind, copied, monkeypatch):
    backend = engine(kind)
    text = " ".join(f"word{n}" for n in range(4000))
    rows = [Topic.objects.create(code=f"t{n}", name_en=f"N{n}", slug_en=f"t{n}", intro_en=text) for n in range(30)]
    backend.update(TopicIndex(), rows)
    monkeypatch.setattr(compound, "BufferFile", structfile.BufferFile if kind is STOCK else zerocopy.ViewFile)
    index = whoosh_index(backend)
    size = sum(index.storage.file_length(name) for name in index.storage.list() if name.endswith(".seg"))
    tracemalloc.start()
    searcher = index.searcher()
    _present, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    searcher.close()
    assert (peak > size * 0.5) is copied
    assert (peak < size * 0.3) is not copied


@pytest.mark.parametrize(("kind", "missed"), [(STOCK, True), (OURS, False)])
def test_all_means_every_document_even_one_without_text(engine, kind, missed):
    backend = engine(kind)
    empty = Topic.objects.create(code="empty", name_en="Empty", slug_en="empty")
    backend.update(TopicIndex(), [*topics("Gaskets"), empty])
    assert (SearchQuerySet(using="default").all().count() == 1) is missed


@pytest.mark.parametrize(("kind", "silent"), [(STOCK, True), (OURS, False)])
def test_spelling_is_suggested_when_nothing_is_found(engine, kind, silent):
    backend = engine(kind, INCLUDE_SPELLING=True)
    backend.update(TopicIndex(), topics("Gaskets"))
    answer = backend.search("gaskest", end_offset=10)
    assert answer["hits"] == 0
    assert (answer.get("spelling_suggestion") != "gaskets") is silent


@pytest.mark.parametrize(("kind", "wrong"), [(STOCK, True), (OURS, False)])
def test_a_slice_begins_where_it_was_asked_to(engine, kind, wrong):
    backend = engine(kind)
    backend.update(TopicIndex(), topics("Bean one", "Bean two", "Bean three", "Bean four"))
    whole = found(backend, "bean", end_offset=4)
    assert len(whole) == 4
    assert (found(backend, "bean", start_offset=1, end_offset=3) != whole[1:3]) is wrong


@pytest.mark.parametrize(("kind", "split"), [(STOCK, True), (OURS, False)])
def test_facets_come_back_whole(engine, kind, split, monkeypatch):
    monkeypatch.setattr(TopicIndex, "document_kind", "Spare parts")
    backend = engine(kind)
    backend.update(TopicIndex(), topics("Gaskets"))
    fields = backend.search("*", facets=["kind_exact"], end_offset=10)["facets"]["fields"]["kind_exact"]
    assert ([name for name, _count in fields] != ["Spare parts"]) is split


@pytest.mark.parametrize(("kind", "english"), [(STOCK, True), (OURS, False)])
def test_a_german_index_stems_and_marks_german(engine, kind, english):
    backend = engine(kind, "de")
    topic = Topic.objects.create(code="t", name_en="Houses", slug_en="t", name_de="Bau", slug_de="t", intro_de="Viele alte Häuser am Fluss.")
    with translation.override("de"):
        backend.update(TopicIndex(), [topic])
    answer = backend.search("Haus", highlight=True, end_offset=10)
    marked = [result.highlighted["text"][0] for result in answer["results"]]
    assert (marked != ["Viele alte <mark>Häuser</mark> am Fluss."]) is english


@pytest.mark.parametrize(("kind", "foreign"), [(STOCK, True), (OURS, False)])
def test_each_index_is_filled_in_its_own_language_whatever_is_active(engine, kind, foreign):
    backend = engine(kind, "de")
    texts = {"intro_en": "Wet", "intro_de": "Nass"}
    topic = Topic.objects.create(code="t", name_en="Water", slug_en="water", name_de="Wasser", slug_de="wasser", **texts)
    with translation.override("en"):
        backend.update(TopicIndex(), [topic])
    [result] = backend.search("*", end_offset=5)["results"]
    assert (result.url != "/de/topics/wasser/") is foreign


@pytest.mark.parametrize(("kind", "gap"), [(STOCK, True), (OURS, False)])
def test_clearing_leaves_no_moment_in_which_the_index_cannot_be_opened(engine, kind, gap, monkeypatch):
    backend = engine(kind)
    backend.update(TopicIndex(), topics("Gaskets"))
    seen = []
    original = kind.build_schema
    if kind is STOCK:
        monkeypatch.setattr(kind, "build_schema", lambda self, fields: seen.append(_opens(backend)) or original(self, fields))
        backend.clear()
    else:
        monkeypatch.setattr(backend.generations, "switch", lambda folder: seen.append(bool(found(backend, "gasket"))))
        backend.clear()
    assert seen == [not gap]


def _opens(backend):
    from pathlib import Path

    return any(Path(backend.path).glob("*.toc")) if Path(backend.path).exists() else False


class Wider(TopicIndex):
    from haystack import indexes

    colour = indexes.CharField(default="green")


@pytest.mark.parametrize(("kind", "mixed"), [(STOCK, True), (OURS, False)])
def test_an_index_made_with_other_fields_is_noticed_and_still_searched(engine, kind, mixed, monkeypatch):
    from haystack.utils.loading import UnifiedIndex

    backend = engine(kind)
    rows = topics("Gaskets", "Burrs")
    backend.update(TopicIndex(), rows[:1])
    connections["default"]._index = None
    monkeypatch.setattr(UnifiedIndex, "collect_indexes", lambda self: [Wider()])
    changed = engine(kind)
    if mixed:
        changed.update(Wider(), rows[1:])
        assert found(changed, "colour:green", end_offset=10) == [str(rows[1].pk)]
        return
    assert found(changed, "gasket", end_offset=10) == [str(rows[0].pk)]
    with pytest.raises(RebuildNeededError):
        changed.update(Wider(), rows[1:])


def test_the_shared_searcher_sees_a_commit_of_another_thread(engine):
    backend = engine(OURS)
    [first] = topics("Gaskets")
    backend.update(TopicIndex(), [first])
    assert found(backend, "burr") == []
    document = backend.prepared(TopicIndex(), first) | {"id": "topics.topic.99", "django_id": "99", "title": "Burrs", "text": "Burrs"}
    thread = threading.Thread(target=backend.write, args=([document],))
    thread.start()
    thread.join()
    assert found(backend, "burr") == ["99"]


def test_writing_what_is_there_already_commits_nothing(engine):
    backend = engine(OURS)
    [topic] = topics("Gaskets")
    backend.update(TopicIndex(), [topic])
    before = backend.index.opened().latest_generation()
    backend.update(TopicIndex(), [topic])
    backend.remove("topics.topic.4711")
    assert backend.index.opened().latest_generation() == before


def test_updates_never_merge_large_segments(engine, monkeypatch):
    from portal.search import writing

    monkeypatch.setattr(writing, "_LARGE", 20)
    backend = engine(OURS)
    rows = topics(*[f"Bean {n}" for n in range(60)])
    backend.update(TopicIndex(), rows[:30])
    for row in rows[30:]:
        backend.update(TopicIndex(), [row])
    sizes = [leaf.doc_count_all() for leaf, _base in backend.index.reader().leaf_readers()]
    assert sum(sizes) == 60
    assert 30 in sizes
    assert len(sizes) < 16

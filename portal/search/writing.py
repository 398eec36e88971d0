"""Writing to an index: one lock, one commit for a batch, all of it or nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from haystack.constants import ID
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import MERGE_SMALL, SegmentWriter

_LARGE = 5_000
"""Segments above this many documents are merged by the next rebuild, not by an update that somebody waits for."""


def merge_small(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's policy for the small segments; large ones stay, unless mostly deleted."""
    small = [s for s in segments if s.doc_count_all() - s.deleted_count() <= _LARGE]
    large = [s for s in segments if s not in small]
    if len(small) > 12:
        for segment in small:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        return large
    return [*large, *MERGE_SMALL(writer, small)]


def write(index: FileIndex, documents: Iterable[dict[str, Any]], gone: Iterable[str], *, timeout: float = 30.0) -> None:
    """Replace `documents` and remove the identifiers in `gone` in one commit; whoosh.index.LockError if it must wait too long."""

    def change(writer: SegmentWriter, searcher: Any) -> None:
        made = list(documents)
        for identifier in {*gone, *(document[ID] for document in made)}:
            writer.delete_by_term(ID, identifier, searcher=searcher)
        for document in made:
            writer.add_document(**document)

    _with_writer(index, change, timeout)


def delete_where(index: FileIndex, query: Any, *, timeout: float = 30.0) -> None:
    """Remove all documents the query matches."""
    _with_writer(index, lambda writer, searcher: writer.delete_by_query(query, searcher=searcher), timeout)


def _with_writer(index: FileIndex, change: Callable[[SegmentWriter, Any], None], timeout: float) -> None:
    writer = index.writer(timeout=timeout, delay=0.05, limitmb=128)
    try:
        searcher = writer.searcher()
        try:
            change(writer, searcher)
        finally:
            searcher.close()
    except BaseException:
        writer.cancel()
        raise
    try:
        writer.commit(mergetype=merge_small)
    except BaseException:
        if writer.writelock is not None and not writer.is_closed:
            writer.writelock.release()
        raise


def fill(folder: Path, schema: Schema, documents: Iterable[dict[str, Any]]) -> None:
    """Write all documents of a new index in one go, each identifier once."""
    index = FileStorage(str(folder)).open_index(schema=schema)
    writer = index.writer(limitmb=256)
    try:
        for document in documents:
            writer.add_document(**document)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)

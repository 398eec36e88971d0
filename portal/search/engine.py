"""Whoosh behind Haystack's interface, with the stock backend's defects mended (docs/decisions/004-search-engine.md).

Haystack's own doors (`SearchQuerySet`, `update`, `remove`, `clear`) work; what a search page needs beyond them (ranking,
counts by kind that respect rights, corrections, beginnings) is in `find`, `complete` and `contents`.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import translation
from haystack import connections
from haystack.backends import BaseEngine, BaseSearchBackend
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh import query as whoosh_query
from whoosh.fields import DATETIME, NUMERIC, STORED
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from portal.search import finding, highlighting, schema, writing
from portal.search.storage import Generations, SharedIndex, create

log = logging.getLogger(__name__)


class RebuildNeededError(Exception):
    """The index was made with other fields or another analysis: it can be searched, but not written."""


class Parser(QueryParser):
    """Whoosh's parser, for which `*` means every document instead of every word of the dictionary."""

    def parse(self, text: str, *args: Any, **kwargs: Any) -> Any:
        if text.strip() in {"*", "(*)", "*:*"}:
            return whoosh_query.Every()
        return super().parse(text, *args, **kwargs)


class PortalWhooshBackend(WhooshSearchBackend):
    """One language's index."""

    def __init__(self, connection_alias: str, **connection_options: Any) -> None:
        super().__init__(connection_alias, **connection_options)
        self.language: str = connection_options["LANGUAGE"]
        self.generations = Generations(Path(self.path))

    def setup(self) -> None:
        fields = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(fields)
        self.mark = schema.fingerprint(self.schema, self.language)
        self.index = SharedIndex(self.generations, self.schema, self.mark)
        self.parser = Parser(self.content_field_name, schema=self.schema)
        self.parser.add_plugins([FuzzyTermPlugin])
        self.setup_complete = True

    def build_schema(self, fields: Any) -> tuple[str, Any]:
        return schema.build(fields, self.language)

    def ready(self) -> SharedIndex:
        """The index, set up."""
        if not self.setup_complete:
            self.setup()
        return self.index

    # --- writing ---------------------------------------------------------------------------------------------------

    def prepared(self, index: Any, row: Any) -> dict[str, Any] | None:
        """The document of a row in this index's language; None when there is none to find."""
        self.ready()
        with translation.override(self.language):
            try:
                made = index.full_prepare(row)
            except SkipDocument:
                return None
        document = {key: self._fitting(key, value) for key, value in made.items() if key != "boost" and key in self.schema}
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
        words = [str(document.get(name, "")) for name in ("title", "keywords", self.content_field_name)]
        return document | {
            schema.DIGEST: hashlib.sha256(text.encode()).hexdigest()[:20],
            schema.WORDS: " ".join(words),
        }

    def _fitting(self, key: str, value: Any) -> Any:
        """The value as its field takes it: text fields take text only, or the whole batch would fail."""
        plain = self._from_python(value)
        kept_as_is = isinstance(self.schema[key], (NUMERIC, DATETIME, STORED))
        return plain if kept_as_is else str(plain)

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:  # noqa: FBT001, FBT002 - Haystack's signature
        """Prepare all documents first, then write them in one commit; rows without a document are removed."""
        documents, gone = [], []
        for row in iterable:
            made = self.prepared(index, row)
            if made is None:
                gone.append(get_identifier(row))
            else:
                documents.append(made)
        self.write(documents, gone)

    def write(self, documents: list[dict[str, Any]], gone: Iterable[str] = (), *, folder: Path | None = None) -> None:
        """One commit; nothing at all when nothing would change."""
        index = self.ready()
        gone = list(gone)
        if folder is not None:
            writing.write(FileStorage(str(folder)).open_index(schema=self.schema), documents, gone)
            return
        if not documents and not gone:
            return
        if not index.fits():
            raise RebuildNeededError(self.language)
        searcher = index.searcher()
        kept = {identifier: self._digest_of(searcher, identifier) for identifier in [*gone, *(d[ID] for d in documents)]}
        changed = [d for d in documents if kept[d[ID]] != d[schema.DIGEST]]
        removed = [identifier for identifier in gone if kept[identifier] is not None]
        if changed or removed:
            writing.write(index.opened(), changed, removed)

    def _digest_of(self, searcher: Any, identifier: str) -> str | None:
        number = searcher.document_number(**{ID: identifier})
        return None if number is None else searcher.stored_fields(number).get(schema.DIGEST, "")

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:  # noqa: FBT001, FBT002 - Haystack's signature
        """Waits for the lock; a deletion is never lost silently."""
        self.write([], [get_identifier(obj_or_string)])

    def clear(self, models: Any = None, commit: bool = True) -> None:  # noqa: FBT001, FBT002 - Haystack's signature
        """Empty the index, or remove the documents of some models, without a moment in which nothing can be read."""
        index = self.ready()
        if models is None:
            folder = self.new_generation()
            self.generations.switch(folder)
            return
        terms = [whoosh_query.Term(DJANGO_CT, get_model_ct(model)) for model in models]
        writing.delete_where(index.opened(), whoosh_query.Or(terms))

    def delete_index(self) -> None:
        self.clear()

    def new_generation(self) -> Path:
        """An empty index in the next folder, not yet in use."""
        self.ready()
        folder = self.generations.fresh()
        create(folder, self.schema, self.mark)
        return folder

    # --- reading ---------------------------------------------------------------------------------------------------

    def contents(self) -> dict[str, str]:
        """Every document's identifier and digest."""
        reader = self.ready().searcher().reader()
        return {stored[ID]: stored.get(schema.DIGEST, "") for _number, stored in reader.iter_docs()}

    def find(self, text: str, **options: Any) -> finding.Found:
        """People's search; see `finding.find`."""
        return finding.find(self.ready().searcher(), text, self.language, **options)

    def complete(self, text: str, **options: Any) -> list[dict[str, Any]]:
        """Titles that begin like this; see `finding.complete`."""
        return finding.complete(self.ready().searcher(), text, self.language, **options)

    def search(self, query_string: str, start_offset: int = 0, end_offset: int | None = None, **options: Any) -> dict[str, Any]:
        """Haystack's search. Whoosh knows whole pages only, so an odd slice is cut out of the page that holds it."""
        if len(query_string) == 1 and query_string != "*":
            query_string = f"({query_string})"
        start = start_offset or 0
        found = self._page(query_string, start, end_offset, options)
        if self.include_spelling and not found.get("spelling_suggestion"):
            found["spelling_suggestion"] = self.create_spelling_suggestion(options.get("spelling_query") or query_string)
        return found

    def _page(self, query_string: str, start: int, end_offset: int | None, options: dict[str, Any]) -> dict[str, Any]:
        if not start or end_offset is None or start % (end_offset - start) == 0:
            return super().search(query_string, start_offset=start, end_offset=end_offset, **options)
        found = super().search(query_string, start_offset=0, end_offset=end_offset, **options)
        found["results"] = found["results"][start:]
        return found

    def _process_results(self, raw_page: Any, highlight: Any = False, query_string: str = "", **options: Any) -> dict[str, Any]:  # noqa: FBT002 - Haystack's signature
        found = super()._process_results(raw_page, highlight=False, query_string=query_string, **options)
        if highlight:
            asked = highlighting.Marks.of(query_string, self.language)
            for result in found["results"]:
                text = getattr(result, self.content_field_name, "") or ""
                result.highlighted = {self.content_field_name: [str(highlighting.passage(text, asked))]}
        return found

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        """Haystack's 'did you mean', over words the public may find."""
        return finding.correct(self.ready().searcher(), query_string, self.language, audiences=frozenset({"public"})) or None


class PortalWhooshEngine(BaseEngine):
    backend: type[BaseSearchBackend] = PortalWhooshBackend
    query = WhooshSearchQuery

"""The Whoosh schema of a language's index, from Haystack's fields, and its fingerprint."""

import hashlib
from collections.abc import Mapping
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh.fields import BOOLEAN, DATETIME, KEYWORD, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.fields import ID as EXACT

from portal.search.analysis import PortalAnalyzer

VERSION = 1
"""Raise it when analysis changes, so that indexes made before are rebuilt."""
DIGEST, WORDS = "digest", "words"
"""Fields of the engine's own: what the document was made of, and its words as written (for spelling and beginnings)."""
_EXACT_NAMES = {"code", "kind", "language", "url"}
_WITH_STOP_WORDS = {"title", "keywords"}


def _field(name: str, field: Any, language: str) -> FieldType:
    if field.indexed is False:
        return STORED()
    if getattr(field, "facet_for", None) or field.is_multivalued:
        return KEYWORD(stored=True, commas=True, scorable=False)
    if name in _EXACT_NAMES:
        return EXACT(stored=True)
    kind = field.field_type
    if kind in {"date", "datetime"}:
        return DATETIME(stored=field.stored, sortable=True)
    if kind in {"integer", "float"}:
        return NUMERIC(stored=field.stored, numtype=int if kind == "integer" else float, sortable=True)
    if kind == "boolean":
        return BOOLEAN(stored=field.stored)
    if kind in {"ngram", "edge_ngram"}:
        return TEXT(analyzer=PortalAnalyzer(language, "starts"), phrase=False, stored=False)
    mode = "title" if name in _WITH_STOP_WORDS else "stems"
    return TEXT(analyzer=field.analyzer or PortalAnalyzer(language, mode), phrase=field.document, stored=True)


def build(fields: Mapping[str, Any], language: str) -> tuple[str, Schema]:
    """The name of the document field and the schema."""
    made: dict[str, FieldType] = {
        ID: EXACT(stored=True, unique=True),
        DJANGO_CT: EXACT(stored=True),
        DJANGO_ID: EXACT(stored=True),
        DIGEST: STORED(),
        WORDS: TEXT(analyzer=PortalAnalyzer(language, "words"), phrase=False, stored=False),
    }
    made |= {field.index_fieldname: _field(field.index_fieldname, field, language) for field in fields.values()}
    document = next((field.index_fieldname for field in fields.values() if field.document), "text")
    return document, Schema(**made)


def fingerprint(schema: Schema, language: str) -> str:
    """Changes whenever documents of before would be read wrongly."""
    parts = [f"{VERSION} {language}"]
    for name, field in sorted(schema.items()):
        analyzer = getattr(field, "analyzer", None)
        analysis = getattr(analyzer, "kind", type(analyzer).__name__)
        parts.append(f"{name} {type(field).__name__} {field.stored} {type(field.format).__name__} {analysis}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

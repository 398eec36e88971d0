"""Which index a query reads and a write feeds: read the active language's, write all."""

from typing import Any

from haystack import connections
from haystack.routers import BaseRouter

from portal.core.i18n import current_language


def alias_for(language: str) -> str:
    """The Haystack connection of a language: 'default' for the default language, else its code."""
    return language if language in connections.connections_info else "default"


class LanguageRouter(BaseRouter):
    def for_read(self, **hints: Any) -> str:
        return alias_for(current_language())

    def for_write(self, **hints: Any) -> list[str]:
        return list(connections.connections_info)

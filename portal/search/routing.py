"""Which index a query reads and a write feeds: read the active language's, write all."""

from typing import Any

from haystack.routers import BaseRouter

from portal.core.i18n import current_language
from portal.search.languages import alias_for, aliases


class LanguageRouter(BaseRouter):
    def for_read(self, **hints: Any) -> str:
        return alias_for(current_language())

    def for_write(self, **hints: Any) -> list[str]:
        return aliases()

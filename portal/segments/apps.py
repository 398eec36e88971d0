from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


def _teach_lower(connection: Any, **_facts: Any) -> None:
    """SQLite knows small letters of English only."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("portal_lower", 1, _lower, deterministic=True)


def _lower(text: Any) -> Any:
    return None if text is None else str(text).lower()


class SegmentsConfig(AppConfig):
    name = "portal.segments"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self) -> None:
        connection_created.connect(_teach_lower, dispatch_uid="segments.lower")

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from portal.core.converters import AnySlug, RowNumber


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Let every app announce itself: registries are filled from `hooks.py` and `privacy.py`, events heard in `receivers.py`."""
        register_converter(AnySlug, "anyslug")
        register_converter(RowNumber, "row")
        autodiscover_modules("receivers", "hooks", "privacy")

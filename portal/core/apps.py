from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Let every app announce itself: registries are filled from `hooks.py` and `privacy.py`, events heard in `receivers.py`."""
        autodiscover_modules("receivers", "hooks", "privacy")

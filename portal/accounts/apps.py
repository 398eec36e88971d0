from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        post_migrate.connect(_after_migrations, dispatch_uid="accounts.sync_roles")


def _after_migrations(app_config: AppConfig, plan: Any = None, **kwargs: Any) -> None:
    """Once all apps have made their permissions: groups follow the table of roles."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config.label != last.label or any(backwards for _migration, backwards in plan or []):
        return
    from wagtail import hooks  # noqa: PLC0415 - models are not loaded when this module is
    from wagtail.snippets.models import create_extra_permissions  # noqa: PLC0415 - same

    from portal.accounts import actions  # noqa: PLC0415 - same

    hooks.search_for_hooks()  # snippets are registered there, and only then have their rights to publish and lock
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))

    actions.sync_roles()

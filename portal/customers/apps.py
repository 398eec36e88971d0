from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "portal.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        post_migrate.connect(_after_migrations, sender=self, dispatch_uid="customers.publish_house_texts")


def _after_migrations(plan: Any = None, **kwargs: Any) -> None:
    """The words people agree to are there before anybody can be asked."""
    if any(backwards for _migration, backwards in plan or []):
        return
    from portal.customers.actions import consent  # noqa: PLC0415 - models are not loaded when this module is

    consent.publish_house_texts()

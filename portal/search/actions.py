"""Every write of search: queueing changes, and bringing the indexes up to date."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.search.models import SearchChange


def queue_changes(model: type[models.Model], pks: Iterable[Any]) -> None:
    """Note that these rows' documents must be looked at again; call it inside the transaction that changes them."""
    label = model._meta.label_lower  # noqa: SLF001 - Django's documented name
    SearchChange.objects.bulk_create([SearchChange(label=label, object_id=str(pk)) for pk in pks])

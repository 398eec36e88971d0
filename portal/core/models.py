"""The floor's tables: a mark for each change of what visitors see, and the pass that erasures show."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now


class ContentChange(models.Model):
    """Written in the transaction of the change (portal.core.pagecache), so that every process learns of it from the database."""

    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("content change")
        verbose_name_plural = _("content changes")

    def __str__(self) -> str:
        return str(self.pk)


class ErasurePass(models.Model):
    """A row is there only within the transaction of an erasure (portal.core.appendonly); nobody ever sees one."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

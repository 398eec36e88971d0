"""The floor's one table: a mark for each change of what visitors see."""

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

"""The queue of changes that the indexes have yet to follow, and what is known of each index."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now


class SearchChange(models.Model):
    """A row changed: its document must be looked at again. Written in the transaction of the change."""

    label = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    queued_at = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often preparing the document failed; after `queries.MOST_ATTEMPTS` it stays for the desk to see."""
    held = models.BooleanField(default=False)
    """Applied while a rebuild was running, so it must be applied once more to the new index."""

    class Meta:
        verbose_name = _("search change")
        verbose_name_plural = _("search changes")


class IndexState(models.Model):
    """What the desk sees of one language's index: last rebuild and last verification."""

    language = models.CharField(max_length=12, unique=True)
    rebuilt_at = models.DateTimeField(null=True, blank=True)
    rebuild_seconds = models.FloatField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    differences = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")
        default_permissions = ()
        permissions = [("manage_index", _("Can see and rebuild the search indexes"))]

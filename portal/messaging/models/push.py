"""Where a browser takes notifications."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.models import Identifier


class PushSubscription(models.Model):
    """The address and keys a browser gave; its identifier (of kind 'push') holds the address's hash and bears the consent."""

    identifier = models.OneToOneField(Identifier, on_delete=models.CASCADE, related_name="push")
    endpoint = models.TextField()
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=100)
    browser = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("browser that takes notifications")
        verbose_name_plural = _("browsers that take notifications")

    def __str__(self) -> str:
        return self.browser or f"#{self.pk}"

"""Who works, and what comes round. The work itself lies in django-tasks' table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A worker process that is alive, or was until its last beat."""

    id = models.CharField(primary_key=True, max_length=64)
    machine = models.CharField(max_length=120)
    """Names one process table: equal on two workers only when each can see the other's process."""
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    process_mark = models.CharField(max_length=40, blank=True)
    """When the process began, in the kernel's count: tells it from a later process with the same number."""
    queues = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class ScheduleState(models.Model):
    """When a registered schedule comes next. What it does stands in the code, in the app that registered it."""

    key = models.CharField(primary_key=True, max_length=100)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_task = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def __str__(self) -> str:
        return self.key

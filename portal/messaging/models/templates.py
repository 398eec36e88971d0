"""Message templates: one name, and the words of each language and channel form; every version is kept as it was."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import Purpose


class MessageTemplate(models.Model):
    """What a message says. Its variables are checked when it is saved: an unknown one is refused."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")

    def __str__(self) -> str:
        return self.name


class TemplateText(models.Model):
    """The words of a template in one language. `body` is Markdown with {variables}; short channels take `short`."""

    template = models.ForeignKey(MessageTemplate, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    preheader = models.CharField(_("preview line"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    short = models.CharField(_("short form"), max_length=300, blank=True, help_text=_("For text messages and notifications."))

    class Meta:
        verbose_name = _("words of a template")
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="template_text_once")]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language}"


class TemplateVersion(models.Model):
    """All words of one version of a template, never changed: what a message said can be read for as long as it is kept."""

    template = models.ForeignKey(MessageTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    """Language → subject, preheader, body, short."""
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a template")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"

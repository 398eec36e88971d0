"""The tree of subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.i18n import SlugQuerySet, TranslatedModel


class Topic(TranslatedModel):
    """A subject that answers, tutorials, rooms and pages hang on. `code` is stable, name and slug are translated."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, allow_unicode=True, null=True, unique=True)
    intro = models.TextField(_("introduction"), blank=True)

    objects = SlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

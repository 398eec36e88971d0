"""What readers may vote on: apps above register their articles in `hooks.py`.

    votables.registry.add("answer", votables.Votable(model=Question, label=_("Answer"), find=queries.with_words, add_name="…"))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse

from portal.core.registry import Registry


@dataclass(frozen=True)
class Votable:
    """`model` has `title`, `get_absolute_url()` and a manager with `visible_to(user)`.

    `find(text, language)` gives articles with some of these words, `add_name` is the address name of the editor's empty form,
    `edit_name` that of the filled one (with the article's number).
    """

    model: type[Model]
    label: Any
    find: Callable[[str, str], QuerySet]
    add_name: str = ""
    edit_name: str = ""

    def rows(self, user: Any) -> QuerySet:
        """The articles this user may read, and so vote on."""
        return self.model._default_manager.visible_to(user)

    def add_url(self) -> str:
        """Where the editor writes a new one; '' when the editor is not there."""
        try:
            return reverse(self.add_name) if self.add_name else ""
        except NoReverseMatch:
            return ""

    def edit_url(self, pk: int) -> str:
        try:
            return reverse(self.edit_name, args=[pk]) if self.edit_name else ""
        except NoReverseMatch:
            return ""


registry: Registry[Votable] = Registry("articles to vote on")


def kind_of(article: Model) -> str:
    """The registered name of an article's kind; KeyError for something nobody registered."""
    for key in registry.keys():  # noqa: SIM118 - a Registry is no dict
        if isinstance(article, registry[key].model):
            return key
    raise KeyError(type(article).__name__)


def kinds_by_type() -> dict[int, str]:
    """{content type's number: kind}"""
    return {ContentType.objects.get_for_model(registry[key].model).pk: key for key in registry.keys()}  # noqa: SIM118 - as above

"""What can be reported: upper apps say how their things are read, hidden and shown again.

In an upper app's hooks.py:

    from community.moderation import reportables
    reportables.registry.add("chat.message", reportables.Reportable(label=_("Chat message"), …))

The key is the model's `app.model` label in lower case. `hide` and `restore` are called inside moderation's transaction and are the
app's own actions; they must be true when called twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from portal.core.registry import Registry
from portal.customers.models import Party


@dataclass(frozen=True)
class Line:
    """One line around the target, as plain text."""

    name: str
    text: str
    at: datetime
    is_target: bool = False


@dataclass(frozen=True)
class Reportable:
    """How moderation deals with one kind of thing. `text` is plain; `load` brings many with what the other calls need."""

    label: Any
    load: Callable[[Iterable[int]], dict[int, Any]]
    link: Callable[[Any], str]
    text: Callable[[Any], str]
    author: Callable[[Any], Party | None]
    place: Callable[[Any], Model | None]
    state: Callable[[Any], str]
    """'visible', 'hidden' or 'deleted'."""
    hide: Callable[..., Any]
    """hide(target, by=user, reason=code, note=text, label=words)"""
    restore: Callable[..., Any]
    """restore(target, by=user)"""
    context: Callable[[Any], list[Line]]


registry: Registry[Reportable] = Registry("reportables")


def key_of(target: Model) -> str:
    """'chat.message' for a message."""
    kind = ContentType.objects.get_for_model(target)
    return f"{kind.app_label}.{kind.model}"


def of(target: Model) -> Reportable:
    """How to deal with `target`. KeyError for something nobody registered."""
    return registry[key_of(target)]

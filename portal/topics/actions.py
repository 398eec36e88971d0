"""Every write of topics."""

from typing import Any

from django.db import transaction

from portal.core import pagecache
from portal.core.i18n import column
from portal.topics.models import Topic


@transaction.atomic
def put_topic(
    code: str, *, by: Any, texts: dict[str, dict[str, str]], parent: Topic | None = None, position: int = 0
) -> Topic:
    """Make the topic with this code as told, or bring it up to date. `texts` is {language: {'name': …, 'slug': …, 'intro': …}}."""
    topic = Topic.objects.filter(code=code).first() or Topic(code=code)
    topic.parent, topic.position = parent, position
    for language, own in texts.items():
        for field, text in own.items():
            setattr(topic, column(field, language), text)
    topic.save()
    pagecache.content_changed()
    return topic


def follow_change(thing: Any) -> None:
    """A topic, or something that hangs on one, was changed in the editor: kept pages are out of date."""
    pagecache.content_changed()

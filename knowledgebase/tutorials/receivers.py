"""What Wagtail tells us: a tutorial was published or hidden, by whatever button."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from knowledgebase.tutorials import actions
from knowledgebase.tutorials.models import Tutorial


@receiver([published, unpublished], sender=Tutorial)
def follow(sender: type[Tutorial], instance: Tutorial, **kwargs: Any) -> None:
    actions.follow_publication(instance)

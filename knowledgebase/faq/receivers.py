"""What Wagtail tells us: a question was published or hidden, by whatever button."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from knowledgebase.faq import actions
from knowledgebase.faq.models import Question


@receiver([published, unpublished], sender=Question)
def follow(sender: type[Question], instance: Question, **kwargs: Any) -> None:
    actions.follow_publication(instance)

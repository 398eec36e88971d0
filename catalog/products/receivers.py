"""What Wagtail tells us: a product was published or hidden, by whatever button."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published, unpublished

from catalog.products import actions
from catalog.products.models import Product


@receiver([published, unpublished], sender=Product)
def follow(sender: type[Product], instance: Product, **kwargs: Any) -> None:
    actions.follow_publication(instance)

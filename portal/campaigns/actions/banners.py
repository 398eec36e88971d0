"""What readers do with banners: put one away, or switch everything personal off."""

from typing import Any

from django.db import transaction

from portal.campaigns.models import Banner, BannerDismissal
from portal.customers.actions import preferences
from portal.customers.models import Party


def dismiss_banner(banner: Banner, party: Party, *, by: Any) -> bool:
    """The customer does not want to see it again, on any device. False when he said so before."""
    with transaction.atomic():
        return BannerDismissal.objects.get_or_create(banner=banner, party=party)[1]


def switch_personal_off(party: Party, *, by: Any) -> None:
    """Nothing is chosen for this customer because of who he is, from now on."""
    preferences.declare(party, {"personalised": False}, by=by)

"""Which campaigns may still be counted, so that what they are counted from is kept."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from portal.campaigns.models import Campaign
from portal.core.clock import now
from portal.core.many import listed


def mailings_not_closed() -> QuerySet[Campaign, Any]:
    """The mailings of campaigns that are not counted for good, or only since yesterday: a count may be under way."""
    rows = Campaign.objects.filter(mailing__isnull=False, frozen_at__isnull=False)
    old = rows.filter(frozen_at__lt=now() - timedelta(days=settings.DELIVERY_DAYS + 1))
    closed = [one.pk for one in old.only("pk", "frozen_at", "window_days", "measured_at") if one.is_closed]
    return rows.exclude(pk__in=listed(closed or [0])).values("mailing")

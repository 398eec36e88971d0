"""Features are kept true: the queue of who changed is emptied at once, and windows turn with the day."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from portal.core.schedules import Schedule, drains, schedules
from portal.customers import tasks
from portal.customers.actions import features

drains.add("customers.features", features.bring_up_to_date)
schedules.add(
    "customers.features",
    Schedule(tasks.turn_day, at=time(0, 1), label=_("Count what customers did for a new day, and check the segments")),
)

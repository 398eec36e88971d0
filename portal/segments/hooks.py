"""What segments add to the floor: they follow customers that changed, and their place in the desk's menu."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.customers.traits import followers
from portal.segments import rules, tasks
from portal.segments.actions import keeping

followers.add("segments", keeping.follow)
schedules.add("segments.forget", Schedule(tasks.forget_old_log, at=time(4, 30), label=_("Forget old comings and goings of segments")))
menus.desk.add(
    "segments",
    menus.Entry(_("Segments"), "desk_segments", order=510, icon="list-filter", group=_("Marketing"), allowed=rules.can_see_segments),
)

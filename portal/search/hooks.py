"""What search registers: its upkeep, and its place in the desk's menu."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.search import rules, tasks

schedules.add("search.drain", Schedule(tasks.drain_search_changes, every=timedelta(minutes=2), label=_("Bring search up to date")))
schedules.add("search.verify", Schedule(tasks.verify_indexes, at=time(3, 10), label=_("Compare search with the database and mend it")))

menus.desk.add(
    "search", menus.Entry(_("Search"), "search_desk:desk", order=920, icon="search", group=_("House"), allowed=rules.can_manage_index)
)

"""What background work registers: its own upkeep, and its place in the desk's menu."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from portal.core import doctor, menus
from portal.core.schedules import Schedule, schedules
from portal.jobs import queries, rules, tasks

schedules.add("jobs.prune", Schedule(tasks.prune_results, at=time(3, 40), label=_("Forget old results of background work")))
schedules.add(
    "content.changes",
    Schedule(tasks.forget_content_changes, every=timedelta(minutes=20), label=_("Forget the marks of content changes")),
)
schedules.add("sessions.clear", Schedule(tasks.clear_sessions, at=time(3, 50), label=_("Delete sessions that have run out")))

menus.desk.add(
    "jobs", menus.Entry(_("Background work"), "jobs:desk", order=910, icon="list-checks", group=_("House"), allowed=rules.can_see_jobs)
)
doctor.examinations.add("worker", queries.examine_workers)

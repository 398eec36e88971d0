"""What background work holds of people: jobs carry numbers, but what went wrong may quote an address."""

from django.utils.translation import gettext_lazy as _

from portal.core import privacy
from portal.jobs.actions import forget_results_about

privacy.not_personal("jobs.Worker", "jobs.ScheduleState")
privacy.declare(
    "django_tasks_database.DBTaskResult", erase=forget_results_about,
    keep=_("Notes of background work hold numbers only and go after some weeks; those that quote your address go now."),
)  # fmt: skip

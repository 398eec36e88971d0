"""What the pages add to the floor's registries."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role, grant
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.core.translation_state import tracked
from portal.pages import tasks
from portal.pages.models import Activity
from portal.search import kinds

schedules.add("pages.publish", Schedule(tasks.publish_due, every=timedelta(minutes=1), label=_("Publish what editors have timed")))
tracked.add("pages.Activity", Activity)
menus.main.add("news", menus.Entry(_("News"), "news_list", order=50))
kinds.add("news", kinds.Kind(_("News"), order=50, icon="newspaper"))
kinds.add("page", kinds.Kind(_("Pages"), order=60, icon="file-text"))
for role in (Role.EDITOR, Role.MARKETER):
    grant("pages", role, ["pages.add_activity", "pages.change_activity", "pages.delete_activity"])
    grant("translations", role, ["wagtail_localize.submit_translation"])

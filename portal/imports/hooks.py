"""What imports add to the menus, the schedules and the audit log."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from portal.accounts import audit
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.imports import tasks
from portal.imports.importers import allowed_for

schedules.add("imports.forget", Schedule(tasks.forget_old_files, at=time(3, 50), label=_("Forget the files of old imports")))
menus.desk.add(
    "imports",
    menus.Entry(_("Imports"), "imports:list", order=910, icon="file-up", group=_("House"), allowed=lambda user: bool(allowed_for(user))),
)
audit.acts.add("imports.begun", _("Brought a file in"))
audit.acts.add("imports.taken_back", _("Took an import back"))

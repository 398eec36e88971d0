"""What segments add to the floor: they follow customers that changed, and their place in the desk's menu."""

from django.utils.translation import gettext_lazy as _

from portal.core import menus
from portal.customers.traits import followers
from portal.segments import rules
from portal.segments.actions import keeping

followers.add("segments", keeping.follow)
menus.desk.add(
    "segments",
    menus.Entry(_("Segments"), "desk_segments", order=510, icon="list-filter", group=_("Marketing"), allowed=rules.can_see_segments),
)

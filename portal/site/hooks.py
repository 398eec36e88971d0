"""The roof's own menu entries."""

from django.utils.translation import gettext_lazy as _

from portal.core import menus

menus.footer.add("site_map", menus.Entry(_("Site map"), "site_map", order=900))

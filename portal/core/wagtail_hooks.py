"""What the floor adds to the editor: the list of translations to refresh."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.core import translation_report


@hooks.register("register_admin_urls")
def translation_urls() -> list[Any]:
    return translation_report.urlpatterns


@hooks.register("register_reports_menu_item")
def translations_menu_item() -> MenuItem:
    return MenuItem(_("Translations to refresh"), reverse("translations_report"), icon_name="globe", order=900)

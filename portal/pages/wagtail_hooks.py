"""The pages' places in the editor: the activity directory, and the report of translations to refresh."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.core.i18n import translated_interface
from portal.pages.models import Activity


class ActivityViewSet(SnippetViewSet):
    model = Activity
    icon = "site"
    menu_label = _("Activity directory")
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["name", "kind", "topic", "url"]
    list_filter = ["kind", "topic"]
    edit_handler = translated_interface(
        [FieldPanel(name) for name in ("code", "kind", "topic", "url", "position")], ["name", "description"], required=("name",)
    )


register_snippet(ActivityViewSet)


def stale_pages() -> QuerySet[Page]:
    """Live translations whose source was published after them."""
    source = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code="en").values("last_published_at")[:1]
    rows = Page.objects.live().exclude(locale__language_code="en").annotate(source_at=Subquery(source))
    return rows.filter(source_at__gt=F("last_published_at")).select_related("locale").order_by("-source_at")


class StalePagesReport(PageReportView):
    """Pages to translate anew."""

    page_title = _("Pages to refresh")
    header_icon = "globe"
    index_url_name = "stale_pages"
    index_results_url_name = "stale_pages_results"

    def get_queryset(self) -> Any:
        self.queryset = stale_pages()
        return super().get_queryset()


@hooks.register("register_reports_menu_item")
def stale_pages_menu() -> MenuItem:
    return MenuItem(_("Pages to refresh"), reverse("stale_pages"), icon_name="globe", order=690)


@hooks.register("register_admin_urls")
def stale_pages_urls() -> list[Any]:
    return [
        path("reports/stale-pages/", StalePagesReport.as_view(), name="stale_pages"),
        path("reports/stale-pages/results/", StalePagesReport.as_view(results_only=True), name="stale_pages_results"),
    ]

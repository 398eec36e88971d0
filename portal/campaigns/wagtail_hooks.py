"""Banners and advert links in the editor's place, each with its own form; kept pages are out of date after each change."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.campaigns.models import Banner
from portal.core import pagecache
from portal.core.i18n import translated_interface


class BannerForm(WagtailAdminModelForm):
    """A banner as marketers write it: languages as ticks."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every language."),
    )  # fmt: skip


def _interface() -> Any:
    common = [
        FieldPanel("campaign"),
        FieldRowPanel([FieldPanel("placement"), FieldPanel("priority"), FieldPanel("live")]),
        FieldRowPanel([FieldPanel("address"), FieldPanel("picture")]),
        MultiFieldPanel([FieldPanel("segment"), FieldPanel("signed_in"), FieldPanel("languages")], heading=_("Who sees it")),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("When")),
    ]
    made = translated_interface(common, ["heading", "text", "action"], required=("heading",), heading=_("General"))
    made.base_form_class = BannerForm
    return made


class BannerViewSet(SnippetViewSet):
    model = Banner
    icon = "pick"
    menu_label = _("Banners")
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["heading", "campaign", "placement", "priority", "live", "starts_at", "ends_at"]
    list_filter = ["placement", "campaign", "live"]
    edit_handler = _interface()


register_snippet(BannerViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def _banner_changed(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Banner):
        pagecache.content_changed()


@hooks.register("after_delete_snippet")
def _banners_gone(request: HttpRequest, instances: Any) -> None:
    if any(isinstance(one, Banner) for one in instances):
        pagecache.content_changed()

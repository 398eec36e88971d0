"""Rooms in the editor: open one, name it in each language, tie it to a topic or product, lock or archive it.

A room is never deleted here, because the talk in it is other people's; it is archived. Who may read a room is chosen
when it is opened and stays: people wrote there under that promise.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Select
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from community.chat import actions
from community.chat.models import Room
from portal.core.i18n import translated_interface


class RoomForm(WagtailAdminModelForm):
    """Refuses to open a closed room to other readers, and waits too long to talk in."""

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if self.instance.pk and kind != Room.objects.values_list("kind", flat=True).get(pk=self.instance.pk):
            raise ValidationError(_("Who may read a room stays as it was when people wrote there. Open a new room instead."))
        return kind

    def clean_slow_mode_s(self) -> int:
        seconds = self.cleaned_data["slow_mode_s"]
        if seconds > actions.LONGEST_SLOW_MODE_S:
            raise ValidationError(_("At most %(most)d seconds."), params={"most": actions.LONGEST_SLOW_MODE_S})
        return seconds


class KeepRooms(ModelPermissionPolicy):
    """The usual rights, but nobody deletes a room."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return super().user_has_any_permission(user, [one for one in actions if one != "delete"])

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action != "delete" and super().user_has_permission_for_instance(user, action, instance)


def _spoken() -> Select:
    return Select(choices=[("", _("Every language")), *settings.LANGUAGES])


def _interface() -> Any:
    common = [
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel("topic"), FieldPanel("product")], heading=_("Where it belongs")),
        FieldPanel("language", widget=_spoken()),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("visibility"), FieldPanel("post_policy")], heading=_("For whom it is")),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("slow_mode_s"), FieldPanel("position")], heading=_("How it runs")),
    ]
    made = translated_interface(common, ["title", "slug", "description"], required=("title", "slug"), heading=_("General"))
    made.base_form_class = RoomForm
    return made


class RoomViewSet(SnippetViewSet):
    model = Room
    icon = "comment"
    menu_label = _("Chat rooms")
    add_to_admin_menu = True
    menu_order = 170
    list_display = ["title", "code", "topic", "product", "kind", "state", "last_message_at"]
    list_filter = ["kind", "state", "topic"]
    search_fields = ["title", "code"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = _interface()

    def get_queryset(self, request: HttpRequest) -> Any:
        return Room.objects.select_related("topic", "product")


register_permission_policy(Room, KeepRooms(Room))
register_snippet(RoomViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def show_the_room(request: HttpRequest, instance: Any) -> None:
    """What is saved in the editor is seen at once, also by those who are in the room."""
    if isinstance(instance, Room):
        actions.follow_change(instance)

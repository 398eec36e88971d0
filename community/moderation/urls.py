"""Addresses of the moderators' desk. Reports are made where the thing stands, in the app that shows it."""

from django.urls import include, path

from community.moderation import desk

urlpatterns: list = []
_desk = [
    path("", desk.queue, name="queue"),
    path("sanctions/", desk.sanctions, name="sanctions"),
    path("sanctions/<row:sanction_id>/lift/", desk.lift, name="lift"),
    path("log/", desk.log, name="log"),
    path("log/<row:entry_id>/undo/", desk.undo, name="undo"),
    path("<row:item_id>/", desk.item, name="item"),
    path("<row:item_id>/claim/", desk.claim, name="claim"),
    path("<row:item_id>/release/", desk.release, name="release"),
    path("<row:item_id>/hide/", desk.hide, name="hide"),
    path("<row:item_id>/restore/", desk.restore, name="restore"),
    path("<row:item_id>/dismiss/", desk.dismiss, name="dismiss"),
    path("<row:item_id>/silence/", desk.silence, name="silence"),
]
desk_urlpatterns = [path("", include((_desk, "moderation")))]

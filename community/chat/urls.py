"""Addresses of the rooms, under /<language>/community/, and of what their moderators do with them, under /desk/chat/."""

from django.urls import include, path

from community.chat import desk, views

app_name = "chat"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("rooms/<int:room>/history/", views.history, name="history"),
    path("rooms/<int:room>/changes/", views.changes, name="changes"),
    path("rooms/<int:room>/send/", views.send, name="send"),
    path("rooms/<int:room>/read/", views.read, name="read"),
    path("rooms/<int:room>/join/", views.join, name="join"),
    path("rooms/<int:room>/leave/", views.leave, name="leave"),
    path("messages/<row:pk>/edit/", views.edit, name="edit"),
    path("messages/<row:pk>/delete/", views.delete, name="delete"),
    path("messages/<row:pk>/report/", views.report, name="report"),
    path("<anyslug:slug>/", views.room, name="room"),
]
_desk = [
    path("", desk.rooms, name="rooms"),
    path("<row:pk>/", desk.room, name="room"),
    path("<row:pk>/run/", desk.run, name="run"),
    path("<row:pk>/ban/", desk.ban, name="ban"),
    path("<row:pk>/lift/<row:membership>/", desk.lift, name="lift"),
]
desk_urlpatterns = [path("", include((_desk, "chat_desk")))]

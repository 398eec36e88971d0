"""Addresses of the rooms, under /<language>/community/."""

from django.urls import path

from community.chat import views

app_name = "chat"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("rooms/<int:room>/history/", views.history, name="history"),
    path("rooms/<int:room>/changes/", views.changes, name="changes"),
    path("rooms/<int:room>/send/", views.send, name="send"),
    path("rooms/<int:room>/read/", views.read, name="read"),
    path("rooms/<int:room>/join/", views.join, name="join"),
    path("rooms/<int:room>/leave/", views.leave, name="leave"),
    path("messages/<int:pk>/edit/", views.edit, name="edit"),
    path("messages/<int:pk>/delete/", views.delete, name="delete"),
    path("messages/<int:pk>/report/", views.report, name="report"),
    path("<anyslug:slug>/", views.room, name="room"),
]
desk_urlpatterns: list = []

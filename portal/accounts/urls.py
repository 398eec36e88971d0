"""Addresses of sign-in and sessions: allauth's, under each language."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
desk_urlpatterns: list = []

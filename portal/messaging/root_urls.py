"""Addresses without a language: what comes back of messages."""

from django.urls import path

from portal.messaging import returning

app_name = "messaging_root"
urlpatterns = [
    path("r/<str:token>", returning.click, name="click"),
    path("o/<str:token>.gif", returning.opened, name="opened"),
    path("webhooks/mail/<slug:provider>/", returning.provider, name="provider"),
]

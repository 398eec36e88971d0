"""Addresses without a language: what comes back of messages, the number of unread ones, the worker of notifications."""

from django.urls import path

from portal.messaging import returning
from portal.messaging.views import inbox, push

app_name = "messaging_root"
urlpatterns = [
    path("r/<str:token>", returning.click, name="click"),
    path("o/<str:token>.gif", returning.opened, name="opened"),
    path("webhooks/mail/<slug:provider>/", returning.provider, name="provider"),
    path("me/inbox/unread/", inbox.unread, name="unread"),
    path("push-worker.js", push.worker, name="push_worker"),
]

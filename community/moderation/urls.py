"""Addresses."""

app_name = "moderation"
urlpatterns: list = []
desk_urlpatterns: list = []

"""Addresses."""

app_name = "chat"
urlpatterns: list = []
desk_urlpatterns: list = []

"""Addresses."""

app_name = "tutorials"
urlpatterns: list = []
desk_urlpatterns: list = []

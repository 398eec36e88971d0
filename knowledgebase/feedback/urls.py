"""Addresses."""

app_name = "feedback"
urlpatterns: list = []
desk_urlpatterns: list = []

"""Addresses."""

app_name = "faq"
urlpatterns: list = []
desk_urlpatterns: list = []

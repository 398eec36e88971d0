"""Addresses."""

app_name = "products"
urlpatterns: list = []
desk_urlpatterns: list = []

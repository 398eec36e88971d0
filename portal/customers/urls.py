"""Addresses."""

urlpatterns: list = []
desk_urlpatterns: list = []

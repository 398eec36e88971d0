"""Addresses of the desk's page on search; the search page itself belongs to portal.site."""

from django.urls import include, path

from portal.search import desk

urlpatterns: list = []
_desk = [
    path("", desk.indexes, name="desk"),
    path("verify/", desk.verify, name="verify"),
    path("<slug:language>/rebuild/", desk.rebuild, name="rebuild"),
]
desk_urlpatterns = [path("", include((_desk, "search_desk")))]

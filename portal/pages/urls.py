"""Addresses beside Wagtail's own tree."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from portal.pages import views
from portal.pages.feeds import NewsAtom, NewsRss

urlpatterns = [
    path("news/rss.xml", NewsRss(), name="news_rss"),
    path("news/atom.xml", NewsAtom(), name="news_atom"),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]
desk_urlpatterns: list = []

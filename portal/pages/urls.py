"""Addresses beside Wagtail's own tree."""

from django.urls import path

from portal.pages.feeds import NewsAtom, NewsRss

urlpatterns = [
    path("news/rss.xml", NewsRss(), name="news_rss"),
    path("news/atom.xml", NewsAtom(), name="news_atom"),
]
desk_urlpatterns: list = []

"""Addresses beside Wagtail's own tree."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from portal.pages import views
from portal.pages.feeds import NewsAtom, NewsRss

urlpatterns = [
    path("news/rss.xml", NewsRss(), name="news_rss"),
    path("news/atom.xml", NewsAtom(), name="news_atom"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="wagtailcore_login"),
    re_path(r"^((?!_util/)(?:[\w\-]+/)*)$", views.serve, name="wagtail_serve"),  # Wagtail's own pattern but for its `_util/` doors
]
desk_urlpatterns: list = []

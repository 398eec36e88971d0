"""Addresses of the roof."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from portal.accounts.guards import desk_page
from portal.core import views as core
from portal.site.views import desk, find, help, home, maps, mine  # noqa: A004 - the page is called help

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", login_required(mine.my_page), name="my_page"),
    path("news/list/", home.news_list, name="news_list"),
    path("site-map/", maps.site_map, name="site_map"),
    path("search/", find.search, name="search"),
    path("search/suggest/", find.suggest, name="suggest"),
    path("help/", help.help_home, name="help_home"),
    path("help/topics/<anyslug:slug>/", help.topic, name="topic"),
]
desk_urlpatterns = [
    path("", desk_page(desk.desk_home), name="desk_home"),
    path("ui/", desk_page(core.component_page), name="component_page"),
]

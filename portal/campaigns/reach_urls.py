"""The desk's addresses of adverts, links and calls, below /desk/reach/."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.campaigns.desk import links

desk_urlpatterns = [
    path("", desk_page(links.link_list, Role.MARKETER), name="desk_links"),
    path("new/", desk_page(links.link_new, Role.MARKETER), name="desk_link_new"),
    path("<row:pk>/", desk_page(links.link, Role.MARKETER), name="desk_link"),
    path("<row:pk>/end/", desk_page(links.link_end, Role.MARKETER), name="desk_link_end"),
    path("visits/", desk_page(links.visits, Role.MARKETER), name="desk_visits"),
    path("calls/", desk_page(links.calls, Role.AGENT, Role.MARKETER), name="desk_landing_calls"),
    path("calls/<row:pk>/", desk_page(links.called, Role.AGENT, Role.MARKETER), name="desk_landing_called"),
]

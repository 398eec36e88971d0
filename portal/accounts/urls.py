"""Addresses of sign-in and sessions: the library's, under each language; roles and outbox below /desk/accounts/."""

from django.urls import include, path

from portal.accounts import desk, views
from portal.accounts.guards import desk_page
from portal.accounts.roles import Role

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("sessions/", views.SessionsPage.as_view(), name="usersessions_list"),
    path("second-step/", include("allauth.mfa.urls")),
]
desk_urlpatterns = [
    path("", desk_page(desk.role_list, Role.ADMINISTRATOR), name="desk_roles"),
    path("take/<row:pk>/", desk_page(desk.take_role, Role.ADMINISTRATOR), name="desk_take_role"),
    path("audit/", desk_page(desk.audit_log, Role.ADMINISTRATOR), name="desk_audit"),
    path("outbox/<str:name>/", desk_page(desk.outbox_mail, Role.AGENT), name="desk_outbox_mail"),
    path("outbox/<str:name>/html/", desk_page(desk.outbox_html, Role.AGENT), name="desk_outbox_html"),
]

"""Addresses of consent: below /me/, below a language for whoever holds a link, without a language for mail programs, on the desk."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.customers.desk import consent as desk
from portal.customers.views import preferences as views

mine = [
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/nothing/", views.withdraw_all, name="withdraw_all"),
    path("preferences/again/", views.ask_again, name="ask_again"),
]
with_language = [
    path("preferences/confirm/<str:token>/", views.confirm_consent, name="confirm_consent"),
    path("preferences/<str:token>/", views.preferences_by_link, name="preferences_by_link"),
]
without_language = [path("u/<str:token>/", views.unsubscribe, name="unsubscribe")]
on_desk = [
    path("suppressions/", desk_page(desk.suppressions, Role.AGENT), name="desk_suppressions"),
    path("suppressions/<row:pk>/lift/", desk_page(desk.lift, Role.AGENT), name="desk_lift_suppression"),
    path("<row:pk>/consent/", desk_page(desk.note_consent, Role.AGENT), name="desk_note_consent"),
]

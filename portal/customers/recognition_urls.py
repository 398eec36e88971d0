"""Addresses of recognition on the desk: who may be the same, who is arriving, how good the data are, who belongs together."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.customers.desk import duplicates, households, quality

on_desk = [
    path("duplicates/", desk_page(duplicates.duplicate_list, Role.AGENT), name="desk_duplicates"),
    path("duplicates/<row:pk>/", desk_page(duplicates.duplicate_page, Role.AGENT), name="desk_duplicate"),
    path("duplicates/<row:pk>/decide/", desk_page(duplicates.decide, Role.AGENT), name="desk_decide_duplicate"),
    path("duplicates/<row:pk>/lift/", desk_page(duplicates.lift, Role.AGENT), name="desk_lift_never"),
    path("merges/", desk_page(duplicates.merge_list, Role.AGENT), name="desk_merges"),
    path("merges/<row:pk>/", desk_page(duplicates.merge_page, Role.AGENT), name="desk_merge"),
    path("who/", desk_page(duplicates.who, Role.AGENT), name="desk_who"),
    path("quality/", desk_page(quality.quality_page, Role.AGENT), name="desk_quality"),
    path("households/", desk_page(households.household_list, Role.AGENT), name="desk_households"),
    path("households/new/", desk_page(households.new_household, Role.AGENT), name="desk_new_household"),
    path("households/<row:pk>/", desk_page(households.household_page, Role.AGENT), name="desk_household"),
    path("households/<row:pk>/end/<row:relation>/", desk_page(households.end_membership, Role.AGENT), name="desk_end_membership"),
    path("<row:pk>/same/", desk_page(duplicates.same_as, Role.AGENT), name="desk_same_as"),
]

"""Addresses below /desk/segments/: for marketers."""

from django.urls import path

from portal.segments import desk

desk_urlpatterns = [
    path("", desk.segment_list, name="desk_segments"),
    path("new/", desk.new_segment, name="desk_new_segment"),
    path("<row:pk>/", desk.segment_page, name="desk_segment"),
    path("<row:pk>/edit/", desk.edit_segment, name="desk_edit_segment"),
    path("<row:pk>/members/", desk.member_list, name="desk_segment_members"),
    path("<row:pk>/moves/", desk.move_list, name="desk_segment_moves"),
    path("<row:pk>/freeze/", desk.freeze, name="desk_freeze_segment"),
    path("<row:pk>/archive/", desk.archive, name="desk_archive_segment"),
]

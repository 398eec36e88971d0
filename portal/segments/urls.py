"""Addresses below /desk/segments/: for marketers."""

from django.urls import path

from portal.segments import desk

desk_urlpatterns = [
    path("", desk.segment_list, name="desk_segments"),
    path("new/", desk.new_segment, name="desk_new_segment"),
    path("<int:pk>/", desk.segment_page, name="desk_segment"),
    path("<int:pk>/edit/", desk.edit_segment, name="desk_edit_segment"),
    path("<int:pk>/members/", desk.member_list, name="desk_segment_members"),
    path("<int:pk>/moves/", desk.move_list, name="desk_segment_moves"),
    path("<int:pk>/freeze/", desk.freeze, name="desk_freeze_segment"),
    path("<int:pk>/archive/", desk.archive, name="desk_archive_segment"),
]

"""Addresses of imports, all on the desk."""

from django.urls import include, path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.imports import desk

_ROLES = (Role.AGENT, Role.EDITOR)
desk_urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", desk_page(desk.import_list, *_ROLES), name="list"),
                    path("new/", desk_page(desk.new_import, *_ROLES), name="new"),
                    path("<row:pk>/", desk_page(desk.one_import, *_ROLES), name="one"),
                    path("<row:pk>/columns/", desk_page(desk.columns, *_ROLES), name="columns"),
                    path("<row:pk>/begin/", desk_page(desk.begin, *_ROLES), name="begin"),
                    path("<row:pk>/undo/", desk_page(desk.undo, *_ROLES), name="undo"),
                    path("<row:pk>/faults/", desk_page(desk.faults, *_ROLES), name="faults"),
                ],
                "imports",
            )
        ),
    ),
]

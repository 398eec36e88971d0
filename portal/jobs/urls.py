"""Addresses of the desk's page on background work."""

from django.urls import include, path

from portal.jobs import desk

urlpatterns: list = []
desk_urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", desk.jobs, name="desk"),
                    path("<uuid:task_id>/", desk.job, name="task"),
                    path("<uuid:task_id>/retry/", desk.retry, name="retry"),
                ],
                "jobs",
            )
        ),
    ),
]

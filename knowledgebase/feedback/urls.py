"""Addresses of feedback, below /<language>/help/ and /desk/answers/."""

from django.urls import path

from knowledgebase.feedback import desk, views
from knowledgebase.feedback.rules import STAFF
from portal.accounts.guards import desk_page

app_name = "feedback"
urlpatterns = [
    path("feedback/<slug:kind>/<row:pk>/", views.vote, name="vote"),
    path("feedback/<slug:kind>/<row:pk>/thanks/", views.thanks, name="thanks"),
]
desk_urlpatterns = (
    [
        path("", desk_page(desk.missing_list, *STAFF), name="missing_list"),
        path("<row:pk>/", desk_page(desk.missing, *STAFF), name="missing"),
        path("votes/", desk_page(desk.complaints, *STAFF), name="complaints"),
        path("votes/<slug:kind>/<row:pk>/", desk_page(desk.votes, *STAFF), name="votes"),
    ],
    "answers",
)

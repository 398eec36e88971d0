"""Addresses of tutorials, below /<language>/help/."""

from django.urls import path

from knowledgebase.tutorials import views

app_name = "tutorials"
urlpatterns = [
    path("tutorials/", views.tutorial_list, name="list"),
    path("tutorials/progress/bring/", views.bring, name="bring"),
    path("tutorials/<anyslug:slug>/", views.tutorial, name="tutorial"),
    path("tutorials/<anyslug:slug>/<int:number>/", views.step, name="step"),
    path("tutorials/<anyslug:slug>/<int:number>/done/", views.mark_done, name="mark_done"),
    path("tutorials/<anyslug:slug>/finished/", views.finished, name="finished"),
    path("tutorials/<anyslug:slug>/again/", views.start_again, name="start_again"),
]
desk_urlpatterns: list = []

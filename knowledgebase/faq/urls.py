"""Addresses of answers, below /<language>/help/."""

from django.urls import path

from knowledgebase.faq import views

app_name = "faq"
urlpatterns = [path("answers/<anyslug:slug>/", views.answer, name="answer")]
desk_urlpatterns: list = []

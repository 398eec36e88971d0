"""Addresses without a language."""

from django.urls import path

from portal.site.views import home

urlpatterns = [path("", home.to_language, name="root")]

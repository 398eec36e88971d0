"""Addresses of campaigns: what customers meet below /<language>/, and what has no language."""

from django.urls import path

from portal.campaigns.views import landing

urlpatterns = [
    path("offers/form/<int:page>/<uuid:block>/", landing.landing_form, name="landing_form"),
    path("offers/form/<int:page>/<uuid:block>/thanks/", landing.landing_thanks, name="landing_thanks"),
]

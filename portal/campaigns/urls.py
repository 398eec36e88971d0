"""Addresses of campaigns: what customers meet below /<language>/, and what has no language."""

from django.urls import path

from portal.campaigns.views import landing, why

urlpatterns = [
    path("offers/form/<int:page>/<uuid:block>/", landing.landing_form, name="landing_form"),
    path("offers/form/<int:page>/<uuid:block>/thanks/", landing.landing_thanks, name="landing_thanks"),
    path("why/banner/<int:pk>/", why.why_banner, name="why_banner"),
    path("why/block/<int:page>/<uuid:block>/", why.why_block, name="why_block"),
    path("why/banner/<int:pk>/away/", why.put_away, name="put_away"),
    path("why/off/", why.switch_off, name="switch_personal_off"),
]

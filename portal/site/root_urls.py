"""Addresses without a language."""

from django.urls import path

from portal.site.views import home, maps

urlpatterns = [
    path("", home.to_language, name="root"),
    path("robots.txt", maps.robots, name="robots"),
    path("sitemap.xml", maps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", maps.sitemap_section, name="sitemap_section"),
]

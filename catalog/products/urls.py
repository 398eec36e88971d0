"""Addresses of the catalogue, below /<language>/shop/."""

from django.urls import path

from catalog.products import views

app_name = "products"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<anyslug:slug>/", views.category, name="category"),
    path("compare/", views.compare, name="compare"),
    path("<anyslug:slug>/", views.product, name="product"),
]
desk_urlpatterns: list = []

"""Addresses: what a customer changes of himself below /me/, what staff see below /desk/customers/."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.customers.desk import customers as desk
from portal.customers.views import profile as views

app_name = "customers"
urlpatterns = [path("profile/", views.edit_profile, name="edit_profile")]
desk_urlpatterns = [
    path("", desk_page(desk.customer_list, Role.AGENT, Role.MODERATOR), name="desk_customers"),
    path("new/", desk_page(desk.new_customer, Role.AGENT), name="desk_new_customer"),
    path("<int:pk>/", desk_page(desk.customer_page, Role.AGENT, Role.MODERATOR), name="desk_customer"),
]

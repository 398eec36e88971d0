"""Addresses: what a customer changes of himself below /me/, what staff see below /desk/customers/."""

from django.urls import path

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.customers import consent_urls, recognition_urls
from portal.customers.desk import customers as desk
from portal.customers.desk import privacy as desk_privacy
from portal.customers.views import privacy
from portal.customers.views import profile as views

app_name = "customers"
link_urlpatterns, root_urlpatterns = consent_urls.with_language, consent_urls.without_language
urlpatterns = [
    *consent_urls.mine,
    path("profile/", views.edit_profile, name="edit_profile"),
    path("privacy/", privacy.privacy_page, name="privacy"),
    path("privacy/export/", privacy.ask_export, name="privacy_export"),
    path("privacy/export/<uuid:code>/", privacy.export_file, name="privacy_file"),
    path("privacy/leave/", privacy.leave, name="privacy_leave"),
    path("privacy/stay/", privacy.stay, name="privacy_stay"),
    path("privacy/report/<str:token>/", privacy.report, name="privacy_report"),
]
desk_urlpatterns = [
    *consent_urls.on_desk,
    *recognition_urls.on_desk,
    path("", desk_page(desk.customer_list, Role.AGENT, Role.MODERATOR), name="desk_customers"),
    path("new/", desk_page(desk.new_customer, Role.AGENT), name="desk_new_customer"),
    path("<row:pk>/", desk_page(desk.customer_page, Role.AGENT, Role.MODERATOR), name="desk_customer"),
    path("view/end/", desk_page(desk_privacy.end_view), name="desk_end_impersonation"),
    path("<row:pk>/view/", desk_page(desk_privacy.view_as, Role.AGENT), name="desk_view_as"),
    path("<row:pk>/privacy/", desk_page(desk_privacy.customer_privacy, Role.ADMINISTRATOR), name="desk_customer_privacy"),
    path("<row:pk>/privacy/<uuid:code>/", desk_page(desk_privacy.export_file, Role.ADMINISTRATOR), name="desk_customer_export"),
]

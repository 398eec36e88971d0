"""The staff's pages, all under /desk/: each app brings its own list."""

from django.urls import include, path

from community.chat.urls import desk_urlpatterns as chat
from community.moderation.urls import desk_urlpatterns as moderation
from knowledgebase.feedback.urls import desk_urlpatterns as feedback
from portal.accounts.urls import desk_urlpatterns as accounts
from portal.campaigns.reach_urls import desk_urlpatterns as reach
from portal.campaigns.urls import desk_urlpatterns as campaigns
from portal.customers.urls import desk_urlpatterns as customers
from portal.imports.urls import desk_urlpatterns as imports
from portal.jobs.urls import desk_urlpatterns as jobs
from portal.messaging.urls import desk_urlpatterns as messaging
from portal.search.urls import desk_urlpatterns as search
from portal.segments.urls import desk_urlpatterns as segments
from portal.site.urls import desk_urlpatterns as site

urlpatterns = [
    path("reach/", include(reach)),
    path("", include(site)),
    path("accounts/", include(accounts)),
    path("customers/", include(customers)),
    path("answers/", include(feedback)),
    path("moderation/", include(moderation)),
    path("chat/", include(chat)),
    path("imports/", include(imports)),
    path("jobs/", include(jobs)),
    path("messages/", include(messaging)),
    path("search/", include(search)),
    path("campaigns/", include(campaigns)),
    path("segments/", include(segments)),
]

"""The table of addresses: what carries a language, and what does not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts.views import editors_door
from portal.campaigns.urls import root_urlpatterns as campaigns
from portal.core import views as core
from portal.core.media import serve_media
from portal.core.whole import whole
from portal.customers.urls import link_urlpatterns, root_urlpatterns

urlpatterns = [
    path("livez", core.livez, name="livez"),
    path("readyz", core.readyz, name="readyz"),
    path("appearance/", core.set_theme, name="set_theme"),
    path("language/<slug:code>/", core.choose_language, name="choose_language"),
    path("cms/login/", editors_door, name="editors_door"),
    path("cms/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, whole))),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>.+)$", serve_media, name="media"),
    path("desk/", include("portal.config.desk_urls")),
    path("", include(campaigns)),
    path("", include("portal.site.root_urls")),
    path("", include("portal.messaging.root_urls")),
    path("", include(root_urlpatterns)),
]
urlpatterns += i18n_patterns(
    path("", include("portal.site.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("me/", include("portal.customers.urls")),
    path("", include(link_urlpatterns)),
    path("", include("portal.messaging.urls")),
    path("shop/", include("catalog.products.urls")),
    path("help/", include("knowledgebase.faq.urls")),
    path("help/", include("knowledgebase.tutorials.urls")),
    path("help/", include("knowledgebase.feedback.urls")),
    path("community/", include("community.chat.urls")),
    path("", include("portal.campaigns.urls")),
    path("", include("portal.pages.urls")),
    path("", include(wagtail_urls)),
)

handler400 = "portal.core.errors.bad_request"
handler403 = "portal.core.errors.forbidden"
handler404 = "portal.core.errors.not_found"
handler500 = "portal.core.errors.server_error"
handler429 = "portal.core.errors.too_many"  # asked by allauth

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()

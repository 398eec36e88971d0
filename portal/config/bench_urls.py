"""The shipped table of addresses and the trivial view, which stands in no other table."""

from django.urls import path

from portal.config import urls as shipped
from portal.site.bench.views import trivial

urlpatterns = [path("bench/trivial", trivial), *shipped.urlpatterns]
handler400, handler403, handler404 = shipped.handler400, shipped.handler403, shipped.handler404
handler500, handler429 = shipped.handler500, shipped.handler429

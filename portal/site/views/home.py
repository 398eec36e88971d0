"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.translation import get_language_from_request
from wagtail.models import Locale

from portal.core.i18n import LANGUAGE_NAMES, current_language
from portal.core.kept import kept
from portal.core.pagecache import visitor_page
from portal.pages import queries as pages
from portal.pages.models import NewsIndexPage
from portal.site.models import HomePage


def to_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's own language."""
    return redirect(f"/{get_language_from_request(request)}/")


@visitor_page
def home(request: HttpRequest) -> HttpResponse:
    """The home page in the language of the address; the house's parts also where no editor has written one yet."""
    site = pages.find_site(request)
    page = kept(f"home-page:{current_language()}", _page_here)
    alternates = [{"code": code, "url": f"/{code}/"} for code in LANGUAGE_NAMES]
    name = {"site_name": site.site_name} if site and site.is_default_site and site.site_name else {}
    return render(request, "site/home.html", {"page": page, "alternates": alternates} | name)


def _page_here() -> HomePage:
    return HomePage.objects.live().filter(locale__language_code=current_language()).first() or HomePage()


def news_list(request: HttpRequest) -> HttpResponse:
    """The address of the news in the menu: leads to the list in this language, or home while there is none."""
    page = NewsIndexPage.objects.live().filter(locale__in=Locale.objects.filter(language_code=current_language())).first()
    return redirect(page.get_url(request) if page else translate_url(request.path, current_language()).rsplit("news", 1)[0])

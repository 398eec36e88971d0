"""The pages of the catalogue. All are the same for every visitor; what they are made of stands in pages.py."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.products import pages, queries
from catalog.products.models import Category
from portal.core.i18n import current_language
from portal.core.pagecache import visitor_page


@require_safe
@visitor_page
def home(request: HttpRequest) -> HttpResponse:
    """The shelves, and what stands in front of them."""
    return render(request, "products/home.html", pages.home(request))


@require_safe
@visitor_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf with filters; another language's address leads to this language's."""
    known = queries.shelves_by_slug()
    if slug not in known:
        return _moved(request, Category.objects.all(), slug)
    return render(request, "products/category.html", pages.category(request, known[slug]))


@require_safe
@visitor_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product; another language's address leads to this language's."""
    found = pages.product(request, slug)
    if found is None:
        raise Http404
    head, context = found
    if slug != head.slug:
        return redirect(_with_query(head.url, request))
    return render(request, "products/product.html", context)


@require_safe
@visitor_page
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four products beside each other; the address holds which."""
    return render(request, "products/compare.html", pages.compare(request))


def _moved(request: HttpRequest, things: QuerySet, slug: str) -> HttpResponse:
    found = things.with_slug(slug).first()
    if found is None or found.slug_in(current_language()) == slug:
        raise Http404
    return redirect(_with_query(found.get_absolute_url(), request))


def _with_query(url: str, request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url

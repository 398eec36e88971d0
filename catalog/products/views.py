"""The pages of the catalogue."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.products.models import Category, Product
from portal.core.i18n import column
from portal.core.pagecache import visitor_page


@require_safe
@visitor_page
def home(request: HttpRequest) -> HttpResponse:
    """The shelves and what stands in front of them."""
    return render(request, "products/home.html", {"categories": Category.objects.filter(parent=None), "products": Product.objects.visible_to(request.user)[:12]})


@require_safe
@visitor_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf."""
    found = Category.objects.with_slug(slug).first()
    if found is None:
        raise Http404
    return render(request, "products/category.html", {"category": found, "products": Product.objects.visible_to(request.user).filter(category=found)})


@require_safe
@visitor_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product."""
    found = Product.objects.visible_to(request.user).with_slug(slug).first()
    if found is None:
        raise Http404
    if slug != (getattr(found, column("slug")) or found.slug_en):
        return redirect(found.get_absolute_url())
    return render(request, "products/product.html", {"product": found})


@require_safe
@visitor_page
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four products beside each other."""
    codes = request.GET.get("codes", "")[:400].split(",")[:4]
    return render(request, "products/compare.html", {"products": Product.objects.visible_to(request.user).filter(code__in=codes)})

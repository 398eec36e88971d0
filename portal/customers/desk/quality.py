"""How good the data are, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.customers.queries import quality


@require_GET
def quality_page(request: HttpRequest) -> HttpResponse:
    """Completeness, duplicates, contradictions; golden values with their source and rule."""
    everybody, known = quality.completeness()
    shares = [(label, count, round(100 * count / (everybody or 1)), count / (everybody or 1)) for label, count in known]
    context = {
        "everybody": everybody, "shares": shares, "doubles": quality.doubles(), "conflicts": quality.conflicts(),
        "shared": quality.shared_points(), "weights": quality.weights(),
    }  # fmt: skip
    return render(request, "customers/desk/quality.html", context)

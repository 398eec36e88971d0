"""The help centre's front page and the pages of topics: composed of answers, tutorials, rooms and products."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from modeltranslation.settings import AVAILABLE_LANGUAGES

from catalog.products import queries as products
from catalog.products.models import Product
from knowledgebase.faq import queries as faq
from knowledgebase.tutorials import queries as tutorials
from portal.core.i18n import current_language
from portal.core.pagecache import visitor_page
from portal.core.paging import cursor_of, keyset_page
from portal.core.translation_state import translation_of
from portal.topics import asking
from portal.topics.models import Topic

_PAGE = 40


def _counted(topics: Any) -> Any:
    """Topics with their number of published answers and tutorials."""
    answers = Count("questions", filter=Q(questions__live=True), distinct=True)
    guides = Count("tutorials", filter=Q(tutorials__live=True), distinct=True)
    return topics.annotate(answer_count=answers, tutorial_count=guides)


@require_safe
@visitor_page
def help_home(request: HttpRequest) -> HttpResponse:
    """Search first, then topics, what helped most, tutorials, and where to ask people."""
    guides = tutorials.for_cards(tutorials.readable(request.user)).order_by("-featured", "position", "pk")[:4]
    context = {
        "topics": list(_counted(Topic.objects.filter(parent=None))),
        "answers": faq.most_helpful(request.user, 8),
        "tutorials": tutorials.with_pictures(guides),
    }
    return render(request, "site/help.html", context)


@require_safe
@visitor_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one subject; another language's address leads to this language's."""
    found = Topic.objects.select_related("parent").with_slug(slug).first()
    if found is None:
        raise Http404
    if found.slug_in(current_language()) != slug:
        return redirect(found.get_absolute_url())
    cursor = cursor_of(request)
    page = keyset_page(faq.of_topic(found, request.user), ["position", "id"], cursor=cursor, size=_PAGE)
    faq.with_tallies(page.rows)
    concerned = Product.objects.visible_to(request.user).filter(topics=found).order_by("-featured", "pk")[:3]
    context = {
        "topic": found,
        "page": page,
        "children": list(_counted(found.children.all())),
        "tutorials": tutorials.of_topic(found, request.user) if not cursor else [],
        "cards": products.cards(products.for_cards(concerned)) if not cursor else [],
        "places": asking.places_for(found, request.user),
        "translation": translation_of(found),
        "trail": _trail(found),
        "alternates": _alternates(found),
    }
    return render(request, "site/help_topic.html", context)


def _trail(found: Topic) -> list[dict[str, Any]]:
    above = [{"label": found.parent.name, "url": found.parent.get_absolute_url()}] if found.parent else []
    return [{"label": _("Help"), "url": reverse("help_home")}, *above]


def _alternates(found: Topic) -> list[dict[str, str]]:
    made = []
    for code in AVAILABLE_LANGUAGES:
        with override(code):
            made.append({"code": code, "url": found.get_absolute_url()})
    return made

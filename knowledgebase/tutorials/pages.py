"""What the pages of tutorials are made of."""

from copy import copy
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from modeltranslation.settings import AVAILABLE_LANGUAGES

from catalog.products import queries as products
from catalog.products.models import Product
from knowledgebase.faq import pages as faq
from knowledgebase.faq import structured
from knowledgebase.feedback import queries as feedback
from knowledgebase.tutorials import queries
from knowledgebase.tutorials.enums import Difficulty
from knowledgebase.tutorials.forms import ListFilter
from knowledgebase.tutorials.models import Step, Tutorial
from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.paging import cursor_of, keyset_page
from portal.core.translation_state import text_and_language, translation_of
from portal.customers.models import Party
from portal.topics import asking
from portal.topics.models import Topic


def party_of(request: HttpRequest) -> Party | None:
    """The customer whose progress is kept; None for visitors."""
    return getattr(request.user, "party", None) if request.user.is_authenticated else None


def minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def tutorial_list(request: HttpRequest) -> dict[str, Any]:
    """The list with its filters, each only as far as there is something behind it."""
    form = ListFilter(request.GET)
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    every = queries.readable(request.user)
    rows = every
    if chosen["topic"]:
        rows = rows.filter(topic__code=chosen["topic"])
    if chosen["product"]:
        rows = rows.filter(products__code=chosen["product"])
    if chosen["difficulty"]:
        rows = rows.filter(difficulty=chosen["difficulty"])
    page = keyset_page(queries.for_cards(rows), ["position", "id"], cursor=cursor_of(request))
    page.rows[:] = queries.with_pictures(page.rows)
    concerned = Product.objects.visible_to(request.user).filter(Exists(every.filter(products=OuterRef("pk"))))
    return {
        "page": page,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "topics": Topic.objects.filter(Exists(every.filter(topic=OuterRef("pk")))),
        "products": concerned.only("code", "name", *(f"name_{c.replace('-', '_')}" for c in AVAILABLE_LANGUAGES)).order_by("pk"),
        "difficulties": Difficulty.choices,
        "trail": [{"label": _("Help"), "url": reverse("help_home")}],
    }


def find(request: HttpRequest, slug: str) -> Tutorial | None:
    """The tutorial at this address with its topic and steps, kept; whether it may be read is asked each time."""
    asked, read = queries.readable(request.user), []

    def tutorial() -> Tutorial:
        steps = Step.objects.select_related("picture").order_by("sort_order", "pk")
        found = asked.select_related("topic", "picture").prefetch_related(Prefetch("steps", steps)).with_slug(slug).first()
        if found is None:
            raise Tutorial.DoesNotExist
        read.append(found)
        return found

    try:
        found = kept(f"tutorial:{current_language()}:{slug}", tutorial, faq.KEPT_SECONDS)
    except Tutorial.DoesNotExist:
        return None
    return copy(found) if read or asked.filter(pk=found.pk).exists() else None


def alternates(tutorial: Tutorial, name: str, *more: Any) -> list[dict[str, str]]:
    found = []
    for code in AVAILABLE_LANGUAGES:
        with override(code):
            found.append({"code": code, "url": reverse(name, args=[tutorial.slug_in(code), *more])})
    return found


def overview(request: HttpRequest, tutorial: Tutorial, *, preview: bool = False) -> dict[str, Any]:
    """The tutorial's front page: what it takes, its steps, and how far the reader is; `page` is read only where it is not kept."""
    progress, done = queries.progress_of(tutorial, party_of(request)) if tutorial.pk else (None, set())
    here = f"alternates:tutorial:{tutorial.pk}"
    return {
        "tutorial": tutorial,
        "progress": progress,
        "alternates": kept(here, lambda: alternates(tutorial, "tutorials:tutorial")) if tutorial.pk else [],
        "page": SimpleLazyObject(lambda: _overview(tutorial, done, preview=preview)),
        "preview": preview,
    }


def _overview(tutorial: Tutorial, done: set[int], *, preview: bool) -> dict[str, Any]:
    steps = list(tutorial.steps.all())
    first_open = next((n for n, step in enumerate(steps, 1) if step.pk not in done), 1)
    tools, tools_language = text_and_language(tutorial, "tools")
    return {
        "steps": [{"step": step, "number": n, "is_done": step.pk in done} for n, step in enumerate(steps, 1)],
        "step_codes": " ".join(step.code for step in steps),
        "go_on": first_open,
        "tools": [line.strip() for line in tools.splitlines() if line.strip()],
        "tools_language": tools_language,
        "source": products.address_of(tutorial.picture, queries.STAGE),
        "products": [product for product in tutorial.products.all() if product.live],
        "time": minutes(tutorial.minutes),
        "updated": faq.ago(tutorial.updated_at),
        "translation": translation_of(tutorial),
        "trail": faq.trail_of(tutorial),
        "structured": structured.in_page(_how_to(tutorial, steps)),
        "canonical": settings.SITE_URL + tutorial.get_absolute_url(),
        "preview": preview,
    }


def _how_to(tutorial: Tutorial, steps: list[Step]) -> dict[str, Any]:
    """The tutorial as schema.org's HowTo."""
    url = settings.SITE_URL + tutorial.get_absolute_url()
    return {
        "@type": "HowTo",
        "name": tutorial.title,
        "description": tutorial.summary,
        "totalTime": f"PT{tutorial.minutes}M",
        "tool": [{"@type": "HowToTool", "name": line.strip()} for line in (tutorial.tools or "").splitlines() if line.strip()],
        "step": [_how_to_step(one, n, url) for n, one in enumerate(steps, 1)],
    }


def _how_to_step(step: Step, number: int, url: str) -> dict[str, Any]:
    text = structured.summary_of(step.body_html or "", 500)
    return {"@type": "HowToStep", "position": number, "name": step.title, "text": text, "url": f"{url}{number}/"}


def step(request: HttpRequest, tutorial: Tutorial, number: int) -> dict[str, Any]:
    """One step: what to do, what helps, how far it is."""
    steps = list(tutorial.steps.all())
    current, party = steps[number - 1], party_of(request)
    _progress, done = queries.progress_of(tutorial, party)
    left = sum(one.minutes for one in steps[number - 1 :])
    return {
        "tutorial": tutorial,
        "step": current,
        "number": number,
        "total": len(steps),
        "left": minutes(left),
        "is_done": current.pk in done,
        "source": products.address_of(current.picture, queries.STAGE),
        "keeps_progress": party is not None,
        "step_codes": " ".join(one.code for one in steps),
        "body": faq.html_of(current, "body_html"),
        "stuck": faq.html_of(current, "stuck_html"),
        "places": asking.places_for(tutorial.topic, request.user),
        "next_number": number + 1 if number < len(steps) else None,
        "before_number": number - 1 or None,
        "translation": translation_of(tutorial),
        "alternates": alternates(tutorial, "tutorials:step", number),
        "trail": [*faq.trail_of(tutorial), {"label": tutorial.title, "url": tutorial.get_absolute_url()}],
        "canonical": settings.SITE_URL + tutorial.get_absolute_url(),
    }


def finished(request: HttpRequest, tutorial: Tutorial) -> dict[str, Any]:
    """The end: well done, or which steps are still open, and what comes next."""
    party = party_of(request)
    progress, done = queries.progress_of(tutorial, party)
    steps = [(n, step) for n, step in enumerate(tutorial.steps.all(), 1)]
    return {
        "tutorial": tutorial,
        "open_steps": [(n, step) for n, step in steps if step.pk not in done] if party is not None else [],
        "progress": progress,
        "tally": feedback.tally_of(tutorial),
        "others": queries.next_after(tutorial, request.user),
        "places": asking.places_for(tutorial.topic, request.user),
        "alternates": alternates(tutorial, "tutorials:finished"),
        "trail": [*faq.trail_of(tutorial), {"label": tutorial.title, "url": tutorial.get_absolute_url()}],
    }

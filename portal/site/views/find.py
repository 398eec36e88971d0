"""The search page and its suggestions."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from portal.core import errors
from portal.core.i18n import current_language
from portal.core.limits import is_over
from portal.core.money import number
from portal.core.pagecache import visitor_page
from portal.search import queries
from portal.site import actions
from portal.site import queries as house

_SEARCHES_A_MINUTE, _MEMBER_SEARCHES_A_MINUTE, _SUGGESTIONS_A_MINUTE = 30, 120, 240


@require_GET
@visitor_page
def search(request: HttpRequest) -> HttpResponse:
    """Results of one question in the reader's language, one page, perhaps of one kind."""
    asked = queries.clean(request.GET.get("q", ""))
    if not asked:
        return render(request, "site/search.html", {"popular": house.kept_answers(4)})
    most = _MEMBER_SEARCHES_A_MINUTE if request.user.is_authenticated else _SEARCHES_A_MINUTE
    if is_over(request, "search", most=most):
        return errors.too_many(request)
    kind = request.GET.get("kind", "")
    answer = queries.search(asked, user=request.user, kind=kind, page=_page_number(request))
    if not answer.all_total and answer.page == 1 and len(asked) > 1:
        actions.note_nothing_found(asked, language=current_language(), by=request.user)
    shown = kind if any(one.kind == kind for one in answer.kinds) else ""
    context = {
        "answer": answer,
        "shown_kind": shown,
        "headline": _headline(answer),
        "better": _link_to(answer.suggestion) if answer.suggestion else "",
        "popular": [] if answer.all_total else house.kept_answers(4),
    }
    return render(request, "site/search.html", context)


def _headline(answer: queries.Answer) -> str:
    if not answer.all_total:
        return _("Nothing found for “%(text)s”") % {"text": answer.text}
    found = ngettext("%(count)s result for “%(text)s”", "%(count)s results for “%(text)s”", answer.total)
    return found % {"count": number(answer.total), "text": answer.text}


def _link_to(text: str) -> SafeString:
    return format_html('<a class="strong" href="?{}">{}</a>', urlencode({"q": text}), text)


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 1


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that begin as typed, for the search box: {"suggestions": [{title, url, kind}], "status": "3 suggestions"}."""
    if is_over(request, "suggest", most=_SUGGESTIONS_A_MINUTE):
        response = JsonResponse({"suggestions": [], "status": ""}, status=429)
        response.headers["Retry-After"] = "60"
        return response
    found = queries.suggest(request.GET.get("q", ""), user=request.user)
    status = ngettext("%(count)s suggestion", "%(count)s suggestions", len(found)) % {"count": number(len(found))}
    rows = [{"title": one.title, "url": one.url, "kind": str(one.kind_label)} for one in found]
    response = JsonResponse({"suggestions": rows, "status": status})
    patch_cache_control(response, private=True, max_age=30)
    return response

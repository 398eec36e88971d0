"""The forms of landing pages: sent from a page that is kept for everybody, so without a token; nothing typed is ever lost."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from portal.campaigns.actions import landing as actions
from portal.campaigns.landing_forms import FORMS
from portal.campaigns.queries import landing
from portal.core import limits
from portal.core.i18n import current_language
from portal.core.origin import was_sent_here
from portal.customers.enums import BASIS_OF, Basis
from portal.customers.queries import consent

PER_HOUR = 20


def _found(pk: int, block_id: Any) -> tuple[Any, Any]:
    found = landing.page_with_form(pk, str(block_id))
    if found is None or BASIS_OF[found[1].value["purpose"]] != Basis.CONSENT:
        raise Http404
    return found


@csrf_exempt  # `was_sent_here` asks where it came from; where nothing says so, the form is shown again with a token
@never_cache
@require_http_methods(["GET", "POST"])
def landing_form(request: HttpRequest, page: int, block: Any) -> HttpResponse:
    """The form on a page of its own: filled again with what was wrong, or empty for who comes by the address."""
    found, form_block = _found(page, block)
    text = consent.current_text(form_block.value["purpose"], current_language())
    if text is None:
        raise Http404
    kind = FORMS[form_block.value["kind"]]
    if request.method == "GET":
        return _page(request, found, form_block, kind(block_id=str(block), text_id=text.pk), text)
    form = kind(request.POST, block_id=str(block), text_id=text.pk)
    if form.is_machine:
        return redirect("landing_thanks", found.pk, block)  # a machine is told what a person is told
    status = _refusal(request, form)
    if status == 200 and form.is_valid():
        try:
            actions.answer_form(found, form_block, by=request.user, said=form.cleaned_data, text=text, language=current_language())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("landing_thanks", found.pk, block)
    return _page(request, found, form_block, form, text, status=422 if status == 200 else status)


def _refusal(request: HttpRequest, form: Any) -> int:
    """200, or why the form is not taken this time; it then says so, and holds everything that was typed."""
    if not was_sent_here(request):
        form.is_valid()
        form.add_error(None, _("Please send this once more: we could not see that it came from our page."))
        return 403
    if limits.is_over(request, "landing-form", most=PER_HOUR, seconds=3600):
        form.is_valid()
        form.add_error(None, _("That were many in a short time. Please wait a while and send it again; what you wrote is still here."))
        return 429
    return 200


def _page(request: HttpRequest, page: Any, block: Any, form: Any, text: Any, status: int = 200) -> HttpResponse:
    context = {
        "page": page, "block": block, "value": block.value, "form": form, "consent": text, "with_token": True,
        "trail": [{"label": page.title, "url": page.url}],
    }  # fmt: skip
    return render(request, "campaigns/form.html", context, status=status)


@never_cache
@require_GET
def landing_thanks(request: HttpRequest, page: int, block: Any) -> HttpResponse:
    """What happens now."""
    found, form_block = _found(page, block)
    return render(request, "campaigns/thanks.html", {"page": found, "value": form_block.value})

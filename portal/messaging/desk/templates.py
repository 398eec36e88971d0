"""Templates: the list, one of them as a reader sees it, editing its words in all languages, its versions, a test to oneself."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.middleware import NONCE_MARK, strict_policy
from portal.customers.models import Party
from portal.messaging import rules
from portal.messaging.actions import templates as actions
from portal.messaging.channels.base import OutgoingMessage, Rendered
from portal.messaging.channels.sms import parts_of
from portal.messaging.forms import TemplateForm, TestForm, words_forms
from portal.messaging.models import MessageTemplate, TemplateVersion
from portal.messaging.queries import desk as queries
from portal.messaging.rendering import paper, preview
from portal.messaging.rendering.letter import LetterError, set_letter
from portal.messaging.rendering.variables import variables

FRAMED = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""For somebody's HTML in a frame of its own: it may be looked at and nothing else."""
LOOKS = ("light", "dark", "phone")
NAMES = dict(settings.LANGUAGES)


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """All templates with the languages they speak."""
    rows = [(one, [text.language for text in one.texts.all()]) for one in queries.templates()]
    return render(request, "messaging/desk/templates.html", {"rows": rows, "can_edit": rules.can_edit_templates(request.user)})


@require_safe
def template_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One template as a reader sees it, with samples or a customer's data; short form, versions, a test to oneself."""
    template = _template(pk)
    languages = preview.languages_of(template)
    language = request.GET.get("language", "")
    language = language if language in languages else next(iter(languages), settings.LANGUAGE_CODE)
    look = request.GET.get("look", "") if request.GET.get("look", "") in LOOKS else "light"
    party, wanted = _customer(request)
    told = _told(template, language, party)
    context = {
        "template": template, "words_in": language, "languages": [(code, NAMES[code]) for code in languages], "look": look,
        "party": party, "wanted": wanted, "told": told, "parts": parts_of(told.short) if told else None,
        "can_edit": rules.can_edit_templates(request.user),
        "versions": list(template.versions.select_related("created_by").order_by("-number")[:20]),
    }  # fmt: skip
    response = render(request, "messaging/desk/template.html", context)
    response.headers["Content-Security-Policy"] = strict_policy(NONCE_MARK) + "; frame-src 'self'"
    return response


@require_safe
def template_frame(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The mail alone, for the frame of the page above."""
    party, _wanted = _customer(request)
    told = _told(_template(pk), language, party)
    if told is None:
        raise Http404
    response = HttpResponse(paper.in_theme(told.html, "dark" if request.GET.get("look") == "dark" else "light"))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@require_safe
def template_letter(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The letter as a PDF."""
    template = _template(pk)
    party, _wanted = _customer(request)
    told = _told(template, language, party)
    if told is None:
        raise Http404
    message = OutgoingMessage(
        reference="preview", channel="letter", purpose=template.purpose, language=language, rendered=told,
        name=str(party) if party else "Mara Lindqvist", address="Hauptstraße 12\n20359 Hamburg",
    )  # fmt: skip
    try:
        made = set_letter(message)
    except LetterError as error:
        messages.error(request, str(error))
        return redirect("messaging_desk:template", pk=pk)
    return HttpResponse(made.document, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'})


def edit_template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a template. Nothing is kept while a word is wrong, and nothing of what somebody else saved meanwhile is lost."""
    template = _template(pk) if pk else None
    texts = _present(template)
    posted = request.POST if request.method == "POST" else None
    first = {"name": template.name, "purpose": template.purpose, "expected": template.version} if template else {}
    form = TemplateForm(posted, is_new=template is None, initial=first)
    words = words_forms(posted, texts)
    if posted is not None and all([form.is_valid(), *[one.is_valid() for one in words]]):
        saved = _save(request, form, words, template)
        if saved is not None:
            messages.success(request, _("Version %(number)s is saved.") % {"number": saved.version})
            return redirect("messaging_desk:template", pk=saved.pk)
    asked = request.GET.get("language") or settings.LANGUAGE_CODE
    chosen = next((one.language for one in words if one.errors), asked if asked in NAMES else settings.LANGUAGE_CODE)
    context = {"template": template, "form": form, "words": words, "chosen": chosen, "known": _known()}
    return render(request, "messaging/desk/edit_template.html", context)


@require_POST
def restore_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say again what an earlier version said."""
    template = _template(pk)
    try:
        saved = actions.restore_version(template, number, by=request.user)
    except TemplateVersion.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Version %(number)s says again what version %(old)s said.") % {"number": saved.version, "old": number})
    return redirect("messaging_desk:template", pk=pk)


@require_POST
def send_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the template to the one who asks."""
    template, form = _template(pk), TestForm(request.POST)
    party, _wanted = _customer(request)
    if form.is_valid():
        try:
            preview.send_test(template, form.cleaned_data["language"], by=request.user, party=party)
        except preview.NotSentError as error:
            messages.error(request, _("The test was not sent: %(reason)s") % {"reason": error})
        else:
            messages.success(request, _("The test is on its way to %(address)s.") % {"address": request.user.email})
    return redirect("messaging_desk:template", pk=pk)


def _save(request: HttpRequest, form: TemplateForm, words: list[Any], template: MessageTemplate | None) -> MessageTemplate | None:
    data = form.cleaned_data
    texts = {one.language: {name: one.cleaned_data[name] for name in actions.FIELDS} for one in words if one.is_said}
    if template is None and MessageTemplate.objects.filter(slug=data["slug"]).exists():
        form.add_error("slug", _("There is a template with this short name already."))
        return None
    slug = template.slug if template else data["slug"]
    try:
        return actions.save_template(
            slug,
            by=request.user,
            name=data["name"],
            purpose=data["purpose"],
            texts=texts,
            expected=data.get("expected") if template else None,
        )
    except actions.TemplateChangedError:
        form.add_error(None, _("Somebody else saved this template meanwhile. Compare with the newest version before you save again."))
        return None


def _template(pk: int) -> MessageTemplate:
    template = queries.by_number(MessageTemplate.objects.all(), pk)
    if template is None:
        raise Http404
    return template


def _present(template: MessageTemplate | None) -> dict[str, dict[str, str]]:
    rows = template.texts.all() if template else []
    return {row.language: {name: getattr(row, name) for name in actions.FIELDS} for row in rows}


def _told(template: MessageTemplate, language: str, party: Party | None) -> Rendered | None:
    words = preview.words_of(template, language) if language in NAMES else None
    return preview.shown(words, language=language, purpose=template.purpose, party=party) if words else None


def _customer(request: HttpRequest) -> tuple[Party | None, str]:
    """The customer whose data are shown: by number or public name."""
    wanted = (request.POST.get("party") or request.GET.get("party", "")).strip()[:60]
    if wanted.isdecimal():
        return queries.by_number(Party.objects.all(), int(wanted[:19])), wanted
    return (Party.objects.filter(handle__iexact=wanted).first() if wanted else None), wanted


def _known() -> list[tuple[str, Any, str]]:
    return [(f"{{{name}}}", variables[name].label, variables[name].sample) for name in variables.keys()]  # noqa: SIM118 - a registry

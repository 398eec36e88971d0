"""The preference centre, for whoever is signed in and for whoever holds a link from one of our messages; and the ways out.

A GET shows and changes nothing: scanners follow every link of every mail. A token that is forged, damaged or too old gets one kind page
that tells nothing.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.core import errors, limits
from portal.core.i18n import LANGUAGE_NAMES, current_language
from portal.core.kept import kept
from portal.customers import actions, identify, links, mails, proofs
from portal.customers.actions import centre, consent
from portal.customers.enums import BASIS_OF, Basis, ConsentSource, ContactChannel, Purpose
from portal.customers.models import ConsentEvent, ConsentText, Identifier, Party
from portal.customers.preference_forms import SHOWN, PreferenceForm
from portal.customers.queries import aliases
from portal.customers.queries import consent as queries
from portal.customers.queries import preferences as preference_queries
from portal.customers.queries.parties import party_of
from portal.topics.models import Topic

_YEAR = 365 * 24 * 3600
_MOST_A_MINUTE = 60
_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_page
def preferences(request: HttpRequest) -> HttpResponse:
    """What the signed-in customer wants to hear, by which ways, when; and his appearance."""
    party = aliases.own_canonical(party_of(request.user) or actions.party_for_user(request.user))
    points = queries.contact_points(aliases.own_ids(party))
    form = _form(request, party, points, open_book=True)
    if request.method == "POST" and form.is_valid():
        _save(request, party, form, source=ConsentSource.PREFERENCES)
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your preferences are saved. They hold from now on."))
            answer = redirect("customers:preferences")
        request.session["theme"] = form.cleaned_data["theme"]
        return _wearing(answer, form.cleaned_data["theme"])
    return render(request, "customers/preferences.html", _context(form, party, points, open_book=True))


@login_required
@require_POST
def withdraw_all(request: HttpRequest) -> HttpResponse:
    """The signed-in customer wants to hear nothing any more but what we owe him."""
    party = party_of(request.user) or actions.party_for_user(request.user)
    acts = consent.withdraw_all(queries.contact_points(aliases.ids_of(party.pk)), source=ConsentSource.PREFERENCES, by=request.user)
    if acts:
        messages.success(request, _("Everything is withdrawn. From now on we write only what we owe you."))
    else:
        messages.success(request, _("There was nothing to withdraw: we write only what we owe you."))
    return redirect("customers:preferences")


@login_required
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    """Send the question that waits for an answer once more."""
    party = party_of(request.user) or actions.party_for_user(request.user)
    rows = [row for row in queries.contact_points(aliases.ids_of(party.pk)) if mails.ask_to_confirm(row, again=True)]
    if rows:
        messages.success(request, _("We have written to you once more. The mail holds a link for confirming."))
    else:
        messages.info(request, _("Nothing waits for a confirmation, or we have written often enough today."))
    return redirect("customers:preferences")


@csrf_exempt  # the token in the address is the key; a mail program's browser may keep no cookies
@_page
def preferences_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for one contact point, by a link from a message, without signing in. The address is shown masked."""
    row = _of_token(token)
    if isinstance(row, str):
        return link_page(request, row)
    if request.method == "POST" and limits.is_over(request, "preferences", most=_MOST_A_MINUTE):
        return errors.too_many(request)
    party = aliases.canonical(row.party)
    if request.method == "POST" and "withdraw_all" in request.POST:
        consent.withdraw_all([row], source=ConsentSource.LINK)
        return _sent_back("preferences_by_link", token, "withdrawn")
    form = _form(request, party, [row], open_book=False)
    if request.method == "POST" and form.is_valid():
        _save(request, party, form, source=ConsentSource.LINK)
        with override(form.cleaned_data["language"]):
            return _wearing(_sent_back("preferences_by_link", token, "saved"), form.cleaned_data["theme"])
    context = _context(form, party, [row], open_book=False) | {"masked": identify.masked(row.kind, row.value_norm), "done": request.GET}
    return _guarded(render(request, "customers/preferences_link.html", context))


@csrf_exempt  # RFC 8058: the mail program POSTs without cookies, login or token of a form; the address itself is signed
@_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out: a GET shows a page with one button, a POST takes it at once and without a redirect."""
    try:
        way = links.read_out_token(token)
    except links.DamagedError:
        return link_page(request, "damaged")
    row = Identifier.objects.select_related("party").filter(pk=way.identifier_id).first()
    if row is None:
        return link_page(request, "damaged")
    owed = BASIS_OF[Purpose(way.purpose)] == Basis.CONTRACT
    if request.method == "POST" and not owed:
        consent.unsubscribe(way, source=_door(request))
    with override(_spoken(request, row.party)):
        live = row.ended_at is None and row.party.erased_at is None
        context = {
            "done": request.method == "POST" and not owed, "owed": owed, "purpose": Purpose(way.purpose).label,
            "channel": ContactChannel(way.channel).label,
            "masked": identify.masked(row.kind, row.value_norm) if live and way.channel != ContactChannel.INBOX else "",
            "more": links.preference_url(row, current_language()).removeprefix(settings.SITE_URL) if live else "",
        }  # fmt: skip
        answer = _guarded(render(request, "customers/unsubscribe.html", context))
        answer["Content-Language"] = current_language()
        return answer


@csrf_exempt  # as above: the token is the key
@_page
def confirm_consent(request: HttpRequest, token: str) -> HttpResponse:
    """What was asked for an address, in the words that were shown; a POST confirms it."""
    try:
        numbers = links.read_confirmation_token(token)
    except links.ExpiredError:
        return link_page(request, "expired")
    except links.DamagedError:
        return link_page(request, "damaged")
    asked = list(ConsentEvent.objects.filter(pk__in=numbers[:50]).select_related("identifier__party", "text").order_by("pk"))
    asked = [event for event in asked if event.identifier.ended_at is None and event.identifier.party.erased_at is None]
    if not asked:
        return link_page(request, "damaged")
    confirmed = centre.confirm_by_link([event.pk for event in asked]) if request.method == "POST" else []
    row = asked[0].identifier
    context = {
        "asked": asked, "confirmed": confirmed, "tried": request.method == "POST", "masked": identify.masked(row.kind, row.value_norm),
        "more": links.preference_url(row, current_language()).removeprefix(settings.SITE_URL),
    }  # fmt: skip
    return _guarded(render(request, "customers/preferences_confirm.html", context))


def link_page(request: HttpRequest, fault: str) -> HttpResponse:
    """One kind page for every token that opens nothing; as nothing is there, it names no sisters in other languages."""
    context = {"expired": fault == "expired", "alternates": []}
    return _guarded(render(request, "customers/preferences_broken.html", context, status=404))


def _spoken(request: HttpRequest, party: Party) -> str:
    """Where the address holds no language: the one chosen in this browser, else the customer's."""
    asked = (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), party.language)
    return next((code for code in asked if code in LANGUAGE_NAMES), settings.LANGUAGE_CODE)


def _of_token(token: str) -> Identifier | str:
    """The contact point of a preference link, or what is wrong: 'expired' or 'damaged'."""
    try:
        number = links.read_preference_token(token)
    except links.ExpiredError:
        return "expired"
    except links.DamagedError:
        return "damaged"
    row = Identifier.objects.select_related("party").filter(pk=number, ended_at=None, party__erased_at=None).first()
    return row or "damaged"


def _form(request: HttpRequest, party: Party, points: list[Identifier], *, open_book: bool) -> PreferenceForm:
    return PreferenceForm(
        request.POST if request.method == "POST" else None,
        points=points, states=queries.states_of([row.pk for row in points]),
        held=preference_queries.preferences_of(party, ids=aliases.own_ids(party)),
        texts=queries.texts_shown(current_language()), topics=_topics(), open_book=open_book,
    )  # fmt: skip


def _topics() -> list[tuple[str, str]]:
    return kept(f"topics-to-like:{current_language()}", lambda: [(topic.code, topic.name) for topic in Topic.objects.filter(parent=None)])


def _context(form: PreferenceForm, party: Party, points: list[Identifier], *, open_book: bool) -> dict[str, Any]:
    purposes = [
        {"purpose": purpose, "field": form[f"ways_{purpose}"], "text": form.texts.get(purpose), "owed": BASIS_OF[purpose] == Basis.CONTRACT,
         "asked": BASIS_OF[purpose] == Basis.CONSENT}
        for purpose in SHOWN
    ]  # fmt: skip
    return {
        "form": form, "purposes": purposes, "account_text": form.texts.get(Purpose.ACCOUNT), "waiting": form.waiting(),
        "stale": bool(form.held.stale), "proofs": proofs.drawn(queries.proofs_of(points, form.states), open_book=open_book),
        "open_book": open_book, "party": party,
    }  # fmt: skip


def _save(request: HttpRequest, party: Party, form: PreferenceForm, *, source: str) -> None:
    data = form.cleaned_data
    values: dict[str, Any] = {name: data[name] for name in ("language", "time_zone", "theme", "topics", "personalised", "measured")}
    quiet, until = form.quiet_value(), form.paused_until()
    if quiet is not None or form.held.quiet is not None:
        values["quiet"] = quiet if quiet is not None else {}
    if until != form.held.paused_until:
        values["paused_until"] = until.isoformat() if until else ""
    offered = {(channel, row.pk) for row, channel in form.ways}
    choices = centre.Choices(
        offered=dict.fromkeys(SHOWN, offered),
        ticked={purpose: {_way(box) for box in data[f"ways_{purpose}"]} for purpose in SHOWN},
        values=values, texts=_seen_texts(request, form),
    )  # fmt: skip
    centre.save_choices(party, choices, source=source, by=request.user if request.user.is_authenticated else None)


def _seen_texts(request: HttpRequest, form: PreferenceForm) -> dict[str, ConsentText]:
    """The words that stood on the page he sent: a version published in between is not what he saw."""
    numbers = {int(word) for word in request.POST.getlist("text")[:20] if word.isdecimal() and len(word) < 19}
    seen = {text.purpose: text for text in ConsentText.objects.filter(pk__in=numbers)} if numbers else {}
    return form.texts | seen


def _way(box: str) -> centre.Way:
    channel, _dash, number = box.partition("-")
    return ContactChannel(channel), int(number)


def _door(request: HttpRequest) -> str:
    """Through which door the way out was taken. A body that cannot be read says nothing, and the way out is taken all the same."""
    try:
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, OSError):
        return ConsentSource.ONE_CLICK
    return ConsentSource.ONE_CLICK if one_click else ConsentSource.LINK


def _sent_back(name: str, token: str, what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(name, args=[token])}?{what}=1")


def _wearing(answer: HttpResponse, theme: str) -> HttpResponse:
    """The answer with the appearance that was chosen."""
    if theme:
        answer.set_cookie("theme", theme, max_age=_YEAR, samesite="Lax", secure=settings.SERVED_SECURELY, httponly=True)
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer


def _guarded(answer: HttpResponse) -> HttpResponse:
    """The address holds a key: it is told to nobody, indexed by nobody and kept nowhere."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "private, no-store"
    return answer

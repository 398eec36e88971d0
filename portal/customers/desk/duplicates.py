"""Who may be the same, as staff decide it: the queue, one pair, the merges and their undoing, and who is arriving just now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.core.paging import cursor_of, keyset_page
from portal.customers.actions import merging
from portal.customers.desk_forms import DecisionForm, SameForm, UndoForm, WhoForm
from portal.customers.enums import CandidateState
from portal.customers.matching.recognise import Claims, Recognition, bounds, recognise, score_pair
from portal.customers.models import MatchCandidate, MergeEdge, Party
from portal.customers.queries import aliases, duplicates
from portal.customers.queries.merging import older_first

_SHOWN = {"open": CandidateState.OPEN, "never": CandidateState.NEVER}


def _candidate(pk: int) -> MatchCandidate:
    rows = MatchCandidate.objects.select_related("first__user", "second__user", "decided_by__party")
    found = rows.filter(pk=pk, first__erased_at=None, second__erased_at=None).first()
    if found is None:
        raise Http404
    return found


@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The pairs that wait, the likeliest first; or those that are never the same."""
    show = "never" if request.GET.get("show") == "never" else "open"
    rows = duplicates.waiting() if show == "open" else duplicates.listed(_SHOWN[show])
    page = keyset_page(rows, ["-rank", "-id"], cursor=cursor_of(request), size=30)
    return render(request, "customers/desk/duplicates.html", {"page": page, "show": show, "waiting": duplicates.waiting().count()})


@require_GET
def duplicate_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair side by side, with what each field weighs."""
    return _pair(request, _candidate(pk), DecisionForm())


def _pair(request: HttpRequest, candidate: MatchCandidate, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    roots = aliases.canonical_ids([candidate.first_id, candidate.second_id])
    survivor, _loser = older_first(candidate.first, candidate.second)
    lower, upper = bounds()
    context = {
        "candidate": candidate, "pair": duplicates.side_by_side(candidate.first, candidate.second), "form": form, "survivor": survivor,
        "one_already": roots[candidate.first_id] == roots[candidate.second_id], "following": duplicates.following(candidate),
        "lower": lower, "upper": upper, "roots": roots,
    }  # fmt: skip
    return render(request, "customers/desk/duplicate.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, never the same, or later; then the next pair."""
    candidate = _candidate(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _pair(request, candidate, form, status=422)
    try:
        _decide(request, candidate, form.cleaned_data)
    except merging.NotMergeableError as error:
        messages.error(request, _refusal(error))
        return redirect("desk_duplicate", candidate.pk)
    following = duplicates.following(candidate)
    return redirect("desk_duplicate", following.pk) if following else redirect("desk_duplicates")


def _decide(request: HttpRequest, candidate: MatchCandidate, data: dict[str, Any]) -> None:
    if data["decision"] == "later":
        merging.put_off(candidate, by=request.user)
        messages.success(request, _("Put off: the pair comes again in a week."))
    elif data["decision"] == "never":
        merging.never_same(candidate.first, candidate.second, by=request.user, reason=data["reason"])
        messages.success(request, _("Noted: these two are never the same."))
    else:
        survivor, loser = _sides(candidate, data["survivor"])
        score, weights = score_pair(candidate.first_id, candidate.second_id)
        evidence = {"weights": weights, "rule": candidate.rule}
        reason = data["reason"] or _("Looked at side by side.")
        merging.merge_parties(survivor, loser, by=request.user, reason=reason, score=score, evidence=evidence)
        messages.success(request, _("From now on the two are read as one. It can be undone at any time, in the list of merges."))


def _sides(candidate: MatchCandidate, chosen: int | None) -> tuple[Party, Party]:
    """Who survives: the one chosen, else the older; each as what it is read as today."""
    first, second = aliases.canonical(candidate.first), aliases.canonical(candidate.second)
    if chosen == candidate.second_id:
        return second, first
    return (first, second) if chosen == candidate.first_id else older_first(first, second)


def _refusal(error: merging.NotMergeableError) -> str:
    if isinstance(error, merging.NeverSameError):
        return _("Somebody decided that these two, or who is read as them, are never the same. Take that back first.")
    if isinstance(error, merging.AlreadyMergedError):
        return _("The two are read as one already. Undo that first.")
    return _("These two cannot be read as one: they are of different kinds, or one of them has left.")


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The two may be the same after all."""
    candidate = _candidate(pk)
    merging.lift_never(candidate, by=request.user, reason="")
    messages.success(request, _("The pair is to be decided again."))
    return redirect("desk_duplicate", candidate.pk)


@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    """Everything that was merged, the newest first."""
    page = keyset_page(duplicates.merges(), ["-at", "-id"], cursor=cursor_of(request), size=30)
    return render(request, "customers/desk/duplicates_merges.html", {"page": page, "waiting": duplicates.waiting().count()})


def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge, and its undoing."""
    edge = duplicates.merges().filter(pk=pk).first()
    if edge is None:
        raise Http404
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _undo(request, edge, form.cleaned_data)
    context = {"edge": edge, "form": form, "weights": _weighed(edge)}
    return render(request, "customers/desk/duplicates_merge.html", context, status=422 if form.errors else 200)


def _weighed(edge: MergeEdge) -> list[duplicates.Line]:
    """What the fields weighed when it was decided."""
    weights = edge.evidence.get("weights", {}) if isinstance(edge.evidence, dict) else {}
    return [duplicates.Line(duplicates.ROLES[slug].label, "", "", weight) for slug, weight in weights.items() if slug in duplicates.ROLES]


def _undo(request: HttpRequest, edge: MergeEdge, data: dict[str, Any]) -> HttpResponse:
    try:
        merging.undo_merge(edge, by=request.user, reason=data["reason"])
    except merging.AlreadyUndoneError:
        messages.info(request, _("This merge was undone before."))
        return redirect("desk_merge", edge.pk)
    if data["never"]:
        merging.never_same(edge.survivor, edge.loser, by=request.user, reason=data["reason"])
    messages.success(request, _("The two are two again, each with what is his own."))
    return redirect("desk_customer", edge.loser_id)


@require_POST
def same_as(request: HttpRequest, pk: int) -> HttpResponse:
    """An agent thinks of another customer as the same: both are put side by side."""
    party = Party.objects.filter(pk=pk, erased_at=None).first()
    if party is None:
        raise Http404
    form = SameForm(request.POST)
    other = form.cleaned_data["other"] if form.is_valid() else None
    if other is None or other.pk == party.pk:
        faults = form.errors.get("other") or [_("This is the same customer.")]
        messages.error(request, str(faults[0]))
        return redirect("desk_customer", party.pk)
    score, weights = score_pair(party.pk, other.pk)
    merging.note_candidate(party.pk, other.pk, score=score, weights=weights, rule="staff")
    low, high = sorted((party.pk, other.pk))
    return redirect("desk_duplicate", MatchCandidate.objects.get(first_id=low, second_id=high).pk)


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Who is calling, or standing there: by number, address or name; `door` says where. Nothing is written."""
    asked = any(request.GET.get(name) for name in ("phone", "email", "name", "birth_date", "postcode"))
    form = WhoForm(request.GET if asked else None, initial={"door": request.GET.get("door", "phone")})
    found: Recognition | None = None
    if asked and form.is_valid():
        found = recognise(Claims(**form.claimed()))
    return render(request, "customers/desk/duplicates_who.html", {"form": form, "found": found, "asked": asked})

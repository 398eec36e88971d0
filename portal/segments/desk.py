"""Segments as marketers work with them: a list, one segment, its members and moves, and the builder of conditions.

The builder is one form: every button posts it, and the page comes back with the draft changed. With scripts, changes are posted by
themselves and only the builder is put in again.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.paging import cursor_of, keyset_page
from portal.customers import rules as customer_rules
from portal.segments import drafts, layouts, queries, trees
from portal.segments.actions import editing
from portal.segments.forms import SegmentForm
from portal.segments.models import Segment, SegmentMember, SegmentMove
from portal.segments.trees import TreeError

_NEW: dict[str, Any] = {"join": "all", "of": [{}]}
View = Callable[..., HttpResponse]


def marketers(view: View) -> View:
    return desk_page(view, Role.MARKETER)


def _segment(request: HttpRequest, pk: int) -> Segment:
    found = Segment.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@marketers
@require_GET
def segment_list(request: HttpRequest) -> HttpResponse:
    """All segments in use, the newest first, each with its size and whom it means."""
    page = keyset_page(Segment.objects.visible_to(request.user), ["-created_at", "-id"], cursor=cursor_of(request), size=25)
    rows = [{"segment": segment, "sentence": _kept_sentence(segment)} for segment in page.rows]
    return render(request, "segments/desk/list.html", {"page": page, "rows": rows})


@marketers
@require_GET
def segment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One segment: whom it means, how many, who came and went, what it was before; `count` counts each condition."""
    segment = _segment(request, pk)
    context: dict[str, Any] = {"segment": segment, "sentence": _sentence(segment), "asked_by": queries.asked_by(segment.slug)}
    if "count" in request.GET:
        context |= _counted(segment.tree, told=True)
    context["moves"] = segment.moves.select_related("party").order_by("-at", "-pk")[:10]
    context["versions"] = _versions(segment)
    context["check"] = segment.checks.order_by("-at", "-pk").first()
    context["links"] = customer_rules.can_see_customers(request.user)
    return render(request, "segments/desk/segment.html", context)


@marketers
@require_GET
def member_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in, the newest customers first."""
    segment = _segment(request, pk)
    rows = SegmentMember.objects.filter(segment=segment).select_related("party")
    page = keyset_page(rows, ["-party_id"], cursor=cursor_of(request), size=50)
    context = {"segment": segment, "page": page, "links": customer_rules.can_see_customers(request.user)}
    return render(request, "segments/desk/members.html", context)


@marketers
@require_GET
def move_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came and went, the newest first."""
    segment = _segment(request, pk)
    rows = SegmentMove.objects.filter(segment=segment).select_related("party")
    page = keyset_page(rows, ["-at", "-id"], cursor=cursor_of(request), size=50)
    context = {"segment": segment, "page": page, "links": customer_rules.can_see_customers(request.user)}
    return render(request, "segments/desk/moves.html", context)


@marketers
def new_segment(request: HttpRequest) -> HttpResponse:
    """Build a segment."""
    return _builder(request, None)


@marketers
def edit_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a segment."""
    return _builder(request, _segment(request, pk))


@marketers
@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the members as they are, or let them follow the facts again."""
    segment = _segment(request, pk)
    if request.POST.get("to") == "live":
        editing.thaw_segment(segment, by=request.user)
        messages.success(request, _("The members follow what happens again."))
    else:
        editing.freeze_segment(segment, by=request.user)
        messages.success(request, _("Frozen: the members stay as they are now."))
    return redirect("desk_segment", segment.pk)


@marketers
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a segment away."""
    segment = _segment(request, pk)
    try:
        editing.archive_segment(segment, by=request.user)
    except editing.InUseError as error:
        messages.error(request, _("Other segments ask about this one: %(names)s.") % {"names": ", ".join(error.names)})
        return redirect("desk_segment", segment.pk)
    messages.success(request, _("“%(name)s” was put away.") % {"name": segment.name})
    return redirect("desk_segments")


def _builder(request: HttpRequest, segment: Segment | None) -> HttpResponse:
    """The form of names and conditions, after whatever button brought us here."""
    if request.method != "POST":
        draft = segment.tree if segment else _NEW
        return _form(request, segment, SegmentForm(segment=segment), draft)
    draft, button = drafts.read(request.POST), request.POST.get("do", "count")
    if button != "save":
        draft = drafts.change(draft, button)
        form = SegmentForm(segment=segment, initial=request.POST.dict())
        if request.headers.get("X-Part") == "builder":
            return render(request, "segments/desk/_builder.html", _laid_out(draft, segment))
        return _form(request, segment, form, draft)
    form = SegmentForm(request.POST)
    faults: dict[trees.Path, str] = {}
    if form.is_valid():
        try:
            saved = _save(request, segment, form, draft)
        except TreeError as error:
            faults = error.faults
        except editing.StaleError:
            faults = {(): _("Somebody else changed this segment meanwhile. Look at it in another window, then change it again.")}
        else:
            messages.success(request, _("“%(name)s” was saved.") % {"name": saved.name})
            return redirect("desk_segment", saved.pk)
    return _form(request, segment, form, draft, faults, refused=True)


def _save(request: HttpRequest, segment: Segment | None, form: SegmentForm, draft: dict[str, Any]) -> Segment:
    names, note = form.names(), form.cleaned_data["note"]
    if segment is None:
        return editing.create_segment(by=request.user, names=names, tree=draft, note=note)
    version = request.POST.get("version", "")
    known = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return editing.change_segment(segment, by=request.user, names=names, tree=draft, note=note, version=known)


def _form(
    request: HttpRequest,
    segment: Segment | None,
    form: SegmentForm,
    draft: dict[str, Any],
    faults: dict[trees.Path, str] | None = None,
    *,
    refused: bool = False,
) -> HttpResponse:
    context = {"form": form, "segment": segment, "refused": refused, **_laid_out(draft, segment, faults)}
    return render(request, "segments/desk/edit.html", context)


def _laid_out(draft: dict[str, Any], segment: Segment | None, faults: dict[trees.Path, str] | None = None) -> dict[str, Any]:
    """The builder's part of the page: the rows of the draft, and how many it means as far as it can be read."""
    others = Segment.objects.in_use().exclude(pk=segment.pk if segment else None).order_by("name", "pk")
    counted = _counted(draft) if not faults else {}
    rows = layouts.rows(
        draft, faults=faults or {}, counts=counted.get("counts", {}), segments=[(other.slug, other.name) for other in others]
    )
    return {"rows": rows, "faults": faults or {}, **counted}


def _counted(draft: Any, *, told: bool = False) -> dict[str, Any]:
    """How many the draft means, condition by condition, and the sentence; or what stands against it."""
    try:
        tree = queries.parsed(draft)
        sentence = queries.sentence(tree)
        everybody, counts = queries.funnel(tree)
    except TreeError as error:
        return {"open": len(error.faults)}
    except queries.TooSlowError:
        return {"sentence": sentence, "too_slow": True}
    found: dict[str, Any] = {"sentence": sentence, "everybody": everybody, "total": counts[()].alone, "counts": counts}
    if told:
        clauses = queries.clauses(tree)
        found["steps"] = [
            {"clause": clauses[path], "count": one, "depth": min(len(path), 6)} for path, one in counts.items() if path
        ]
    return found


def _versions(segment: Segment) -> list[dict[str, Any]]:
    """What the segment asked for, the newest first, in plain words."""
    rows = segment.versions.select_related("by").order_by("-version")[:20]
    return [{"row": row, "sentence": _readable(row.tree)} for row in rows]


def _kept_sentence(segment: Segment) -> str:
    """For the list: the words for this version of the conditions, made twice a minute since they name other segments too."""
    return kept(f"segment:{segment.pk}:{segment.version}:{current_language()}", lambda: Truncator(_sentence(segment)).chars(200), 30)


def _sentence(segment: Segment) -> str:
    return _readable(segment.tree)


def _readable(tree: Any) -> str:
    """The sentence of a tree, or that it cannot be used any more."""
    try:
        return queries.sentence(tree)
    except TreeError as error:
        return _("These conditions cannot be used any more: %(why)s") % {"why": " ".join(error.faults.values())}

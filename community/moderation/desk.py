"""The moderators' desk: the queue, one case, sanctions, the log. Every button is a plain form; the keyboard only presses them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from community.moderation import actions, queries, rules
from community.moderation.actions.log import ModerationError
from community.moderation.enums import ItemState, LogAction, Reason
from community.moderation.forms import DecisionForm, DismissForm, SilenceForm
from community.moderation.models import ModerationLog, ReviewItem, Sanction
from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.core.clock import now
from portal.core.converters import LARGEST
from portal.core.paging import cursor_of, keyset_page

View = Callable[..., HttpResponse]


def moderators(view: View) -> View:
    return desk_page(view, Role.MODERATOR)


def _entry(entry_id: int) -> ModerationLog:
    found = queries.log_entries().filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest) -> ModerationLog | None:
    """The decision that has just been taken, from the address: shown with the button that takes it back."""
    number = request.GET.get("done", "")
    if not number.isascii() or not number.isdigit() or len(number) > 19 or int(number) > LARGEST:
        return None
    entry = queries.log_entries().filter(pk=int(number), actor=request.user).first()
    return entry if entry and queries.can_be_undone(entry) else None


@moderators
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the most reported first; or what has been decided, the newest first."""
    show = "done" if request.GET.get("show") == "done" else "waiting"
    if show == "done":
        page = keyset_page(queries.decided(request.user), ["-decided_at", "-id"], cursor=cursor_of(request), size=20)
    else:
        page = keyset_page(queries.waiting(request.user), ["-score", "id"], cursor=cursor_of(request), size=20)
    context = {"show": show, "page": page, "cases": queries.cases(page.rows), "done": _done(request)}
    return render(request, "moderation/desk/queue.html", context | {"waiting": queries.waiting_count(), "now": now()})


def _item(request: HttpRequest, item_id: int) -> ReviewItem:
    rows = ReviewItem.objects.visible_to(request.user).select_related("author__user", "claimed_by__party", "target_type")
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise Http404
    return found


@moderators
@require_GET
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One case: what was written, around what, who reported it, and what is known of the author."""
    return _show(request, _item(request, item_id))


def _show(request: HttpRequest, found: ReviewItem, *, status: int = 200, **forms: Any) -> HttpResponse:
    case = queries.cases([found])[0]
    following = queries.waiting(request.user).exclude(pk=found.pk).order_by("-score", "id").first()
    context = {
        "item": found,
        "case": case,
        "context_lines": case.context,
        "following": following,
        "mine": found.held_by(request.user),
        "held": found.held_by_other(request.user),
        "can_decide": rules.can_decide(request.user, found.author),
        "can_silence": found.author is not None and rules.can_silence(request.user, found.author),
        "earlier": queries.earlier_items(found),
        "sanctions": queries.sanctions_of(found.author) if found.author else [],
        "reasons": Reason,
        "hide_form": forms.get("hide_form") or DecisionForm(prefix="hide"),
        "dismiss_form": forms.get("dismiss_form") or DismissForm(prefix="dismiss"),
        "silence_form": forms.get("silence_form") or SilenceForm(prefix="silence"),
        "done": _done(request),
        "hidden_entry": found.log.filter(action=LogAction.HIDDEN).order_by("-at", "-pk").first(),
    }
    return render(request, "moderation/desk/item.html", context, status=status)


def _explain(request: HttpRequest, error: ModerationError) -> None:
    """Why a decision was not taken, in words."""
    if isinstance(error, actions.AlreadyClaimedError):
        party = getattr(error.item.claimed_by, "party", None)
        name = party.public_name if party else _("a colleague")
        text = _("%(name)s has this in hand just now.") % {"name": name}
    else:
        text = {
            actions.AlreadyDecidedError: _("Somebody was quicker: this has been decided."),
            actions.AlreadyUndoneError: _("This has been taken back already, or a later decision stands on it."),
            actions.AlreadyLiftedError: _("This pause is already over."),
            actions.TooLateError: _("Decisions can be taken back for thirty days; this one is older."),
            actions.TargetGoneError: _("What was reported no longer exists. You can leave the report as it is."),
        }.get(type(error), _("You cannot decide on this: it is your own, or that of a colleague."))
    messages.warning(request, text)


def deciding(view: View) -> View:
    """A POST of a moderator on one item; what an action refuses becomes a notice, and nothing is changed."""

    @moderators
    @require_POST
    @wraps(view)
    def decided(request: HttpRequest, item_id: int) -> HttpResponse:
        found = _item(request, item_id)
        try:
            return view(request, found)
        except (actions.AlreadyClaimedError, actions.AlreadyDecidedError, actions.NotAllowedError, actions.TargetGoneError) as error:
            _explain(request, error)
            return redirect("moderation:item", found.pk)

    return decided


def _onwards(entry: ModerationLog, *, item: ReviewItem | None = None) -> HttpResponse:
    """Back to the queue (or the case that is still open), with what was done and how to take it back."""
    target = reverse("moderation:item", args=[item.pk]) if item is not None else reverse("moderation:queue")
    return redirect(f"{target}?done={entry.pk}")


@deciding
def claim(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Take it in hand for ten minutes and open it."""
    actions.claim_item(found, by=request.user)
    return redirect("moderation:item", found.pk)


@deciding
def release(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Give it back to the queue."""
    actions.release_item(found, by=request.user)
    return redirect("moderation:queue")


@deciding
def hide(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Hide it for a reason."""
    form = DecisionForm(request.POST, prefix="hide")
    if not form.is_valid():
        return _show(request, found, status=400, hide_form=form)
    return _onwards(actions.hide_target(found, by=request.user, **form.cleaned_data))


@deciding
def restore(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Show it again."""
    return _onwards(actions.restore_target(found, by=request.user))


@deciding
def dismiss(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Leave it as it is."""
    form = DismissForm(request.POST, prefix="dismiss")
    if not form.is_valid():
        return _show(request, found, status=400, dismiss_form=form)
    return _onwards(actions.dismiss_item(found, by=request.user, **form.cleaned_data))


@deciding
def silence(request: HttpRequest, found: ReviewItem) -> HttpResponse:
    """Pause the author's writing; the item itself stays as it is."""
    form = SilenceForm(request.POST, prefix="silence")
    if not form.is_valid():
        return _show(request, found, status=400, silence_form=form)
    entry = actions.silence_author(found, by=request.user, **form.cleaned_data)
    return _onwards(entry, item=None if found.state == ItemState.DONE else found)


@moderators
@require_POST
def undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a decision back."""
    entry = _entry(entry_id)
    try:
        actions.undo_decision(entry, by=request.user)
    except (
        actions.NotAllowedError, actions.TooLateError, actions.AlreadyUndoneError, actions.AlreadyLiftedError, actions.TargetGoneError,
    ) as error:  # fmt: skip
        _explain(request, error)
        return redirect("moderation:log")
    messages.success(request, _("Taken back. It is as it was before."))
    return redirect("moderation:item", entry.item_id) if entry.item_id else redirect("moderation:sanctions")


@moderators
@require_GET
def sanctions(request: HttpRequest) -> HttpResponse:
    """Who may not write, until when and why; and whose pause is over."""
    rows = Sanction.objects.visible_to(request.user).select_related("party", "by__party", "lifted_by__party", "place_type", "item")
    page = keyset_page(rows, ["-starts_at", "-id"], cursor=cursor_of(request), size=30)
    return render(request, "moderation/desk/sanctions.html", {"page": page})


@moderators
@require_POST
def lift(request: HttpRequest, sanction_id: int) -> HttpResponse:
    """Let somebody write again."""
    rows = Sanction.objects.visible_to(request.user).select_related("party", "item")
    sanction = rows.filter(pk=sanction_id).first()
    if sanction is None:
        raise Http404
    try:
        actions.lift_sanction(sanction, by=request.user)
    except (actions.NotAllowedError, actions.AlreadyLiftedError) as error:
        _explain(request, error)
    else:
        messages.success(request, _("%(name)s can write again.") % {"name": sanction.party.public_name})
    return redirect("moderation:sanctions")


@moderators
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Every act of moderation, the newest first."""
    page = keyset_page(queries.log_entries(), ["-at", "-id"], cursor=cursor_of(request), size=40)
    rows = [{"entry": entry, "can_be_undone": queries.can_be_undone(entry)} for entry in page.rows]
    return render(request, "moderation/desk/log.html", {"page": page, "rows": rows, "reasons": Reason})

"""Accounts as staff see them: who holds which role, the audit log, and the mails of the embedded outbox."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts import actions, audit, queries, rules
from portal.accounts import outbox as box
from portal.accounts.forms import RoleForm, TakeRoleForm
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.middleware import NONCE_MARK, strict_policy
from portal.core.paging import cursor_of, keyset_page
from portal.core.text import clean_line

_FRAMED = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


def role_list(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, a form to give one, and the latest changes with their reasons."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _give(request, form):
        return redirect("desk_roles")
    people = [(user, queries.roles_of(user)) for user in queries.staff()]
    context = {"form": form, "people": people, "changes": [(c, Role(c.role).label) for c in queries.role_changes()[:30]]}
    return render(request, "accounts/desk/roles.html", context)


def _give(request: HttpRequest, form: RoleForm) -> bool:
    data = form.cleaned_data
    user = User.objects.filter(email__iexact=data["email"], is_active=True).first()
    if user is None:
        form.add_error("email", _("Nobody signs in with this address. Ask the person to sign up first."))
        return False
    if actions.give_role(user, data["role"], by=request.user, reason=data["reason"]):
        messages.success(request, _("%(person)s now holds the role.") % {"person": user})
    else:
        messages.info(request, _("%(person)s held this role before.") % {"person": user})
    return True


def take_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take one role from one person."""
    user = User.objects.filter(pk=pk).first()
    form = TakeRoleForm(request.POST if request.method == "POST" else None, initial={"role": request.GET.get("role", "")})
    role = request.POST.get("role") or request.GET.get("role", "")
    if user is None or role not in Role.values:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_role(user, role, by=request.user, reason=form.cleaned_data["reason"])
        except actions.LastAdministratorError:
            form.add_error(None, _("Somebody must be left who can give roles. Make somebody else administrator first."))
        else:
            messages.success(request, _("%(person)s no longer holds the role.") % {"person": user})
            return redirect("desk_roles")
    return render(request, "accounts/desk/take.html", {"form": form, "person": user, "role": Role(role)})


@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """Every privileged act, the newest first, or those that fit what was searched for."""
    term = clean_line(request.GET.get("q", "").encode("utf-8", "ignore").decode())[:100]
    act = request.GET.get("act", "")
    acts = sorted(((key, audit.label_of(key)) for key in audit.acts.keys()), key=lambda pair: pair[1])  # noqa: SIM118 - a Registry iterates its things
    rows = queries.audit_entries(term, act if act in audit.acts else "")
    page = keyset_page(rows, ["-at", "-id"], cursor=cursor_of(request), size=50)
    context = {"page": page, "entries": [(entry, audit.label_of(entry.act)) for entry in page], "term": term, "act": act, "acts": acts}
    return render(request, "accounts/desk/audit.html", context)


@require_safe
def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and its HTML in a frame of its own that may do nothing."""
    letter = _letter(request, name)
    context = {"letter": letter, "text": letter.part("plain"), "has_html": bool(letter.part("html"))}
    response = render(request, "accounts/desk/mail.html", context)
    response.headers["Content-Security-Policy"] = strict_policy(NONCE_MARK) + "; frame-src 'self'"
    return response


@require_safe
def outbox_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, without scripts, forms, or anything from elsewhere."""
    response = HttpResponse(_letter(request, name).part("html"))
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


def _letter(request: HttpRequest, name: str) -> box.Letter:
    letter = box.letter(name, secrets=rules.can_read_secrets(request.user))
    if letter is None:
        raise Http404
    return letter

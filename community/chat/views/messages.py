"""Changing and taking back an own message."""

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from community.chat import commands, queries
from community.chat.forms import DeleteForm, EditForm
from community.chat.frames import message_data
from community.chat.models import Message
from community.chat.refusals import Forbidden, Gone, NotFound, Refusal, SignInFirst
from community.chat.views.answers import as_json, as_page, carry_out, room_url, wants_json, with_retry


def _own(request: HttpRequest, message_id: int) -> Message:
    """The message, if it is the reader's own and can still be changed; raises the Refusal otherwise."""
    caller = commands.caller_of(request.user.pk)
    message = queries.find_message(message_id, caller.signed_in_party)
    if message is None:
        raise NotFound
    if message.sender_id != caller.signed_in_party.pk:
        raise Forbidden("not_yours")
    if message.deleted_at:
        raise Gone
    return message


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with the message's source, and what is done with it."""
    return _change(request, pk, "edit")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, and the deed."""
    return _change(request, pk, "delete")


def _change(request: HttpRequest, pk: int, op: str) -> HttpResponse:
    answer: dict[str, object] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        answer, refusal = carry_out(request, op, id=pk)
        if wants_json(request):
            return as_json(answer, refusal)
    try:
        message = _own(request, pk)
    except SignInFirst as fault:
        return as_json(commands.refusal_data(fault), fault) if wants_json(request) else redirect_to_login(request.get_full_path())
    except Refusal as fault:
        if request.method == "POST" and refusal is None:
            return _done(request, pk)
        return _refused(request, fault)
    if request.method == "POST" and refusal is None:
        return HttpResponseRedirect(f"{room_url(message.room)}#m{message.seq}", status=303)
    if wants_json(request):
        return as_json({"op": "source", "id": message.pk, "md": message.body_md, "base": message.change_seq}, None)
    return _form_page(request, message, op, answer, refusal)


def _done(request: HttpRequest, pk: int) -> HttpResponse:
    """After a deed that leaves nothing to change."""
    message = Message.objects.visible_to(request.user).select_related("room").filter(pk=pk).first()
    if message is None:
        raise Http404
    return HttpResponseRedirect(f"{room_url(message.room)}#m{message.seq}", status=303)


def _refused(request: HttpRequest, fault: Refusal) -> HttpResponse:
    if wants_json(request):
        return as_json(commands.refusal_data(fault), fault)
    if fault.status == 403:
        raise PermissionDenied
    if fault.status == 404:
        raise Http404
    return as_page(request, {}, fault, back=request.get_full_path())


def _form_page(request: HttpRequest, message: Message, op: str, answer: dict[str, object], refusal: Refusal | None) -> HttpResponse:
    initial: dict[str, object] = {"body": request.POST.get("body", message.body_md), "base": message.change_seq}
    form: forms.Form = EditForm(initial=initial) if op == "edit" else DeleteForm(initial=initial)
    problem = {"code": refusal.code, "text": refusal.text, "retry_after": answer.get("retry_after")} if refusal else None
    context = {"message": message_data(message), "room": message.room, "url": room_url(message.room), "form": form, "problem": problem}
    response = render(request, f"chat/{op}.html", context, status=refusal.status if refusal else 200)
    return with_retry(response, answer)

"""How the HTTP door reads commands and answers them: JSON or pages, from the same handlers."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation

from community.chat import commands
from community.chat.models import Room
from community.chat.refusals import BadRequest, Refusal
from portal.core import errors

LARGEST_BODY = 64 * 1024


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker is a program of ours and not a person with a form."""
    return request.content_type == "application/json" or "application/json" in request.headers.get("Accept", "")


def data_of(request: HttpRequest) -> dict[str, Any]:
    """The command's fields; raises BadRequest for a body that is no JSON object."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        data = json.loads(request.body) if len(request.body) <= LARGEST_BODY else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise BadRequest("not a JSON object")
    return data


def carry_out(request: HttpRequest, op: str, **fixed: Any) -> tuple[dict[str, Any], Refusal | None]:
    """Run the command with the request's fields; `fixed` come from the address and win."""
    try:
        data = data_of(request) if request.method == "POST" else request.GET.dict()
    except BadRequest as refusal:
        return commands.refusal_data(refusal), refusal
    return commands.run(op, commands.caller_of(request.user.pk), {**data, **fixed})


def as_json(answer: dict[str, Any], refusal: Refusal | None) -> JsonResponse:
    """The frame with the status of its refusal."""
    response = JsonResponse(answer, status=refusal.status if refusal else 200, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "private, no-store"
    return with_retry(response, answer)


def with_retry(response: Any, answer: dict[str, Any]) -> Any:
    if "retry_after" in answer:
        response.headers["Retry-After"] = str(answer["retry_after"])
    return response


def as_page(request: HttpRequest, answer: dict[str, Any], refusal: Refusal, *, back: str) -> HttpResponse:
    """The page for a refusal that no form can show."""
    if refusal.status == 401:
        return redirect_to_login(back)
    if refusal.status == 404:
        raise Http404
    if refusal.status == 429:
        return errors.too_many(request, int(answer.get("retry_after", 60)))
    if refusal.status == 403:
        raise PermissionDenied
    return errors.error_page(request, refusal.status, refusal.text, "")


def room_url(room: Room, language: str | None = None) -> str:
    """The room's page in a language (the active one)."""
    with translation.override(language or translation.get_language()):
        return room.get_absolute_url()


def alternates_of(room: Room) -> list[dict[str, str]]:
    return [{"code": code, "url": room_url(room, code)} for code, _name in settings.LANGUAGES]


def alternates_for(name: str, **kwargs: Any) -> list[dict[str, str]]:
    """The same address in every language."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append({"code": code, "url": reverse(name, kwargs=kwargs)})
    return found

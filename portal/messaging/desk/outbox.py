"""What would have left if the channels were real: mails that lie as files, and what the other embedded channels took, in one list."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts import outbox as box
from portal.accounts import rules as accounts
from portal.core.paging import cursor_of, keyset_page
from portal.customers.enums import ContactChannel
from portal.messaging.channels.base import channels
from portal.messaging.models import OutboxEntry
from portal.messaging.queries import desk as queries

PAGE = 50


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All channels together, the newest of each; or one channel, page by page."""
    channel = request.GET.get("channel", "") if request.GET.get("channel", "") in ContactChannel.values else ""
    secrets = accounts.can_read_secrets(request.user)
    cursor = cursor_of(request)
    page = None if channel == ContactChannel.EMAIL else keyset_page(
        queries.outbox(channel=channel), ["-created_at", "-id"], cursor=cursor, size=PAGE
    )  # fmt: skip
    mails = box.letters(secrets=secrets) if channel in {"", ContactChannel.EMAIL} and not cursor else []
    entries = [_of_mail(one) for one in mails] + [_of_entry(one) for one in page or []]
    entries.sort(key=lambda one: one["at"], reverse=True)
    context = {
        "entries": entries if channel else entries[: box.LONGEST_LIST], "page": page, "channel": channel, "most": box.LONGEST_LIST,
        "ways": [(way.slug, way.label, way.is_embedded) for way in channels if way.slug in {"email", "sms", "push", "fax"}],
    }  # fmt: skip
    return render(request, "messaging/desk/outbox.html", context)


@require_safe
def outbox_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One message that an embedded channel took."""
    entry = _entry(pk)
    return render(
        request, "messaging/desk/outbox_entry.html", {"entry": entry, "details": entry.details, "has_document": bool(entry.document)}
    )


@require_safe
def outbox_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a fax."""
    entry = _entry(pk)
    if not entry.document:
        raise Http404
    return HttpResponse(
        bytes(entry.document), content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="fax.pdf"'}
    )


def _entry(pk: int) -> OutboxEntry:
    entry = queries.by_number(OutboxEntry.objects.all(), pk)
    if entry is None:
        raise Http404
    return entry


def _of_mail(mail: Any) -> dict[str, Any]:
    at: datetime = mail.sent_at
    return {"at": at, "channel": ContactChannel.EMAIL, "to": mail.to, "subject": mail.subject, "name": mail.name, "secret": mail.is_secret}


def _of_entry(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "at": entry.created_at, "channel": ContactChannel(entry.channel), "to": entry.recipient,
        "subject": entry.subject or entry.text[:80],
        "pk": entry.pk,
    }  # fmt: skip

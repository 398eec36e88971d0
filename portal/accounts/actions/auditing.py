"""Entries of the audit log are appended here, and lose what would name a person when he is erased."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from portal.accounts.acting import hands
from portal.accounts.models import AuditEntry
from portal.core import privacy
from portal.core.logs import request_id
from portal.core.text import clean_line


def note(by: Any, act: str, *, about: models.Model | None, reason: str, details: dict[str, Any] | None) -> AuditEntry:
    """See `portal.accounts.audit.note`."""
    at_work = hands.get()
    who = by if getattr(by, "pk", None) else None
    said = dict(details or {})
    if at_work.staff_id and who is not None and who.pk != at_work.staff_id:
        said["by_staff"] = {"id": at_work.staff_id, "view": at_work.view_id}
    entry = AuditEntry(
        actor=who, actor_name=str(getattr(who, "email", ""))[:254], act=act[:60], reason=clean_line(reason)[:300], details=said,
        address=at_work.address[:64], request_id=request_id.get()[:64],
    )  # fmt: skip
    if about is not None:
        entry.about_type = ContentType.objects.get_for_model(about, for_concrete_model=True)
        entry.about_id = about.pk
        entry.about_name = clean_line(str(about))[:200]
    entry.save(force_insert=True)
    return entry


def _about(subject: privacy.Subject) -> Q:
    """Entries about any row that is declared to be about the person: himself, a merge of his, a message to him."""
    condition = Q(pk__in=[])
    for number in AuditEntry.objects.exclude(about_type=None).values_list("about_type", flat=True).distinct():
        model = ContentType.objects.get_for_id(number).model_class()
        declaration = privacy.declarations.get(model._meta.label) if model is not None else None
        if declaration is not None and declaration.of:
            condition |= Q(about_type=number, about_id__in=declaration.rows(subject).values("pk"))
    return condition


def entries_of(subject: privacy.Subject) -> Any:
    """What the staff did with his data and his account, and what he did himself; who of the staff it was stays inside."""
    rows = AuditEntry.objects.filter(_about(subject) | Q(actor_id__in=subject.user_ids)).order_by("pk")
    return rows.values("at", "act", "reason").iterator()


def empty_entries(subject: privacy.Subject) -> int:
    """Names, reasons and details go from entries about the person, his name and address from those he made."""
    count = AuditEntry.objects.filter(_about(subject)).update(about_name="", reason="", details={})
    return count + AuditEntry.objects.filter(actor_id__in=subject.user_ids).update(actor_name="", address="", details={}, reason="")

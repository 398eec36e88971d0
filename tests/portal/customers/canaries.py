"""Rows of one customer in every declared table, with a word in every column of text that occurs nowhere else."""

import uuid
import zlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import connection, models
from django.utils.text import slugify
from django.utils.timezone import now
from wagtail.models import Page

from portal.core import privacy
from portal.core.appendonly import erasure_pass
from tests.factories import customers as parties

CANARY = "kanarienvogel7q3z"
_numbers = count(100_000)
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
CODES = {
    "campaigns.Enrolment.variant", "campaigns.Outcome.measure",
    "accounts.RoleChange.role", "accounts.AuditEntry.act", "accounts.AuditEntry.request_id", "accounts.User.language",
    "account.EmailConfirmation.key", "customers.Interaction.kind", "customers.Interaction.source", "customers.Interaction.currency",
    "customers.PartyFact.attribute", "customers.ConsentEvent.source", "customers.Party.language", "customers.Contact.reference",
    "customers.Party.handle_key", "customers.DataExport.language", "customers.Erasure.language", "customers.Erasure.steps",
    "customers.Erasure.subject", "customers.MatchKey.rule", "customers.PreferenceEvent.key",
    "customers.MatchCandidate.rule", "messaging.Message.language", "messaging.Message.variant", "messaging.Message.reason", "messaging.DeliveryEvent.key",
    "chat.Message.hidden_reason", "chat.Message.lang", "feedback.Vote.browser", "feedback.Vote.language",
    "moderation.ModerationLog.role", "moderation.ModerationLog.actor_name", "moderation.ModerationLog.request_id", "mfa.Authenticator.data", "customers.Suppression.address_hash",
    "accounts.KnownBrowser.mark_hash", "usersessions.UserSession.session_key", "django_tasks_database.DBTaskResult.status",
}  # fmt: skip
"""Columns that hold a word of ours, never one of the customer's: a code, a language, a fingerprint, a key made by chance, the name of
a moderator (where the customer is the actor himself, a real act has written it)."""
WAGTAIL = ("wagtail",)
"""Notes of the editor: only staff have any, and staff are not erased before their roles are taken."""


def declared() -> list[privacy.Declaration]:
    """Every table of ours whose rows are found from a customer."""
    return [one for one in privacy.declarations if one.of and not one.label.startswith(WAGTAIL) and one.label not in LINKS]


LINKS = {"accounts.User_groups", "accounts.User_user_permissions"}


def texts_of(declaration: privacy.Declaration) -> list[models.Field]:
    """The columns of text that may hold anything."""
    return [
        field for field in declaration.model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.flatchoices and f"{declaration.label}.{field.name}" not in CODES
        and field.name not in declaration.staff and not field.primary_key and (field.max_length or 999) >= len(CANARY)
    ]  # fmt: skip


def value_for(field: models.Field) -> Any:
    number = next(_numbers)
    if isinstance(field, models.JSONField):
        return {"text": f"{CANARY} {number}"}
    if isinstance(field, models.BinaryField):
        return f"{CANARY} {number}".encode()
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.7"
    if isinstance(field, models.EmailField):
        return f"{CANARY}.{number}@mail.example"
    text = f"{CANARY} {number}" if (field.max_length or 999) > 30 else CANARY
    return text[: field.max_length]


def make_row(model: type[models.Model], known: dict[str, Any], **given: Any) -> models.Model:
    """A row of any model: what it must have is made up, what it may point to is the customer's own."""
    values = MADE.get(model._meta.label, dict)() | given
    for field in model._meta.concrete_fields:
        if field.name in values or (field.primary_key and not field.is_relation) or field.name in {"page_ptr", "content_type", "locale"}:
            continue
        if field.is_relation:
            target = field.related_model._meta.label
            if target in known:
                values[field.name] = known[target]
            elif not field.null:
                values[field.name] = make_row(field.related_model, known)
            continue
        if field.has_default() or field.null or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            continue
        values[field.name] = _made_up(field)
    if issubclass(model, Page):
        title = f"Page {next(_numbers)}"
        tree = {name for name in values if name in {"path", "depth", "numchild", "url_path", "locale", "title", "slug", "content_type", "page_ptr"}}
        page = model(title=title, slug=slugify(title), **{name: value for name, value in values.items() if name not in tree})
        return Page.get_first_root_node().get_children().first().add_child(instance=page)
    return model._base_manager.create(**values)


def _made_up(field: models.Field) -> Any:  # noqa: PLR0911 - one line a kind of column
    if field.flatchoices:
        return field.flatchoices[0][0]
    if isinstance(field, models.DateTimeField):
        return now() + timedelta(days=1) if field.name in {"until", "ends_at", "expires_at"} else now()
    if isinstance(field, models.DateField):
        return now().date()
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.GenericIPAddressField):
        return "192.0.2.7"
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField | models.FloatField):
        return 1
    return f"x{next(_numbers)}"[: field.max_length] if isinstance(field, TEXTS) and not isinstance(field, models.JSONField) else {}


def plant(subject: privacy.Subject) -> dict[str, list[str]]:
    """The word in every free column of every row of the subject; table → its columns that now hold it."""
    planted: dict[str, list[str]] = {}
    for declaration in declared():
        rows = declaration.rows(subject)
        assert rows.exists(), f"{declaration.label}: the customer has no row there: let the test make one"
        for field in texts_of(declaration):
            with erasure_pass():
                for pk, present in rows.values_list("pk", field.name):
                    if not holds(present):  # what an act has written there stays: other tables are found by it
                        declaration.model._base_manager.filter(pk=pk).update(**{field.name: value_for(field)})
            planted.setdefault(declaration.label, []).append(field.name)
    return planted


def found_in_database() -> list[str]:
    """Every table and column that holds the word, whatever table it is, with what sessions hold decoded."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=False):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names the database itself tells
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {f"{table}.{name}" for name, cell in zip(names, row, strict=True) if holds(cell)}
    return sorted(found)


def holds(cell: Any) -> bool:
    if isinstance(cell, bytes | memoryview):
        raw = bytes(cell)
        return CANARY.encode() in raw or CANARY.encode() in _inflated(raw)
    return CANARY in str(cell) or CANARY in _session(cell)


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return b""


def _session(cell: Any) -> str:
    if not isinstance(cell, str) or cell.count(":") < 2:
        return ""
    try:
        return str(signing.loads(cell, salt="django.contrib.sessions.SessionStore", max_age=None))
    except (signing.BadSignature, ValueError):
        return ""


def found_in_files(*folders: Any) -> list[str]:
    """Every file below the folders that holds the word, in its name or inside."""
    everything = [(folder, path) for folder in folders for path in _files(folder)]
    return [str(path.relative_to(folder)) for folder, path in everything if CANARY in path.name or CANARY.encode() in path.read_bytes()]


def _files(folder: Any) -> Iterator[Any]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else iter(())


def content_type(model: str) -> ContentType:
    return ContentType.objects.get_for_model(apps.get_model(model))


MADE = {
    "customers.MergeEdge": lambda: {"loser": parties.party()},
    "campaigns.Referral": lambda: {"joined": parties.party()},
    "customers.MatchCandidate": lambda: {"second": parties.party(), "score": 0.5},
    "mfa.Authenticator": lambda: {"type": "totp", "data": {"secret": "x"}},
    "accounts.RoleChange": lambda: {"role": "agent", "given": False},
    "customers.Erasure": lambda: {"state": "withdrawn"},
    "messaging.Message": lambda: {"channel": "email", "purpose": "news", "language": "en"},
    "messaging.DeliveryEvent": lambda: {"key": uuid.uuid4().hex},
    "campaigns.Campaign": lambda: {"slug": f"campaign-{next(_numbers)}", "approved_by": None},
    "usersessions.UserSession": lambda: {"ip": "192.0.2.7", "session_key": uuid.uuid4().hex[:30]},
}
"""What a made row must have beside what its columns say."""

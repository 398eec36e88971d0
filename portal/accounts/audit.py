"""The audit log: every privileged act leaves who, what, about whom, why and from where. `note` is the only writer.

Apps name their acts in `hooks.py`: `audit.acts.add("merging.merged", _("Merged two customers"))`; an act without a name shows its code.
"""

from typing import Any

from django.db import models

from portal.accounts.actions import auditing
from portal.accounts.models import AuditEntry
from portal.core.registry import Registry

acts: Registry[Any] = Registry("audit acts")


def note(by: Any, act: str, *, about: models.Model | None = None, reason: str = "", details: dict[str, Any] | None = None) -> AuditEntry:
    """Write one entry, in the transaction of the act. `by` is the user who acts (None: the system); `details` must be plain JSON."""
    return auditing.note(by, act, about=about, reason=reason, details=details)


def label_of(act: str) -> str:
    """What the act is called in the reader's language."""
    return str(acts.get(act) or act)

"""The closed lists of imports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Columns to be chosen")
    CHECKING = "checking", _("Being tried")
    CHECKED = "checked", _("Tried")
    RUNNING = "running", _("Being brought in")
    DONE = "done", _("Brought in")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Broken off")


WORKING = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


class RowState(TextChoices):
    """What became of a row, or would."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("As it was")
    REVIEW = "review", _("New, and to be compared by a person")
    ERROR = "error", _("Not brought in")
    TAKEN_BACK = "back", _("Taken back")
    KEPT = "kept", _("Could not be taken back")

"""A campaign's history and fields in words."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTS = {
    "created": _("made it"), "changed": _("changed it"), "submitted": _("handed it in"), "taken_back": _("took it back"),
    "approved": _("approved it"), "returned": _("sent it back"), "started": _("It began."),
    "missed": _("Its latest start passed: it never began."),
    "paused": _("paused it"), "resumed": _("went on with it"), "stopped": _("stopped it"), "finished": _("It is done."),
    "words_changed": _("A message says something else than was approved."), "tested": _("sent a test"), "copied": _("copied it"),
    "words_proposed": _("asked for the newer words"), "words_adopted": _("approved the newer words"),
    "words_dropped": _("kept the words it has"),
}  # fmt: skip
FIELDS = {
    "name": _("name"), "purpose": _("purpose"), "hypothesis": _("what we expect"), "segment": _("segment"), "languages": _("languages"),
    "signed_in": _("account"), "channels": _("channels"), "starts_at": _("start"), "ends_at": _("end"),
    "latest_start_at": _("latest start"),
    "clock": _("clock"), "per_minute": _("speed"), "tracking": _("measuring"), "holdout_percent": _("hold-out"), "goal": _("goal"),
    "window_days": _("days that count"), "variants": _("messages"), "banner": _("banner"),
}  # fmt: skip


def history_lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The history as it is read: who, what, which fields, which note."""
    told = []
    for line in lines:
        party = getattr(line["by"], "party", None)
        fields = ", ".join(str(FIELDS.get(field, field)) for field in line["fields"])
        told.append({**line, "who": party.public_name if party else "", "words": ACTS.get(line["act"], line["act"]), "what": fields})
    return told


def clock_note(zone: str) -> str:
    """Whose hour the fields of the schedule mean."""
    return gettext("Times are those of %(zone)s.") % {"zone": zone}

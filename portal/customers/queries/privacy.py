"""Reads of exports and erasures, and the report in words."""

from dataclasses import dataclass
from uuid import UUID

from portal.core import privacy
from portal.customers.enums import ErasureState
from portal.customers.models import DataExport, Erasure, Party
from portal.customers.privacy.words import title_of
from portal.customers.queries import aliases


def exports_of(party: Party, *, code: UUID | None = None) -> list[DataExport]:
    """The newest exports of the customer, whichever of his merged parties asked."""
    rows = DataExport.objects.filter(party_id__in=aliases.ids_of(party.pk)).order_by("-asked_at", "-pk")
    return list(rows.filter(code=code) if code else rows[:10])


def open_erasure(party: Party) -> Erasure | None:
    """The erasure that waits or runs."""
    states = [ErasureState.ASKED, ErasureState.RUNNING]
    return Erasure.objects.filter(party_id__in=aliases.ids_of(party.pk), state__in=states).select_related("party").first()


def erasures_of(party: Party) -> list[Erasure]:
    """All that were asked for, the newest first."""
    return list(Erasure.objects.filter(party_id__in=aliases.ids_of(party.pk)).select_related("by").order_by("-asked_at", "-pk")[:20])


@dataclass(frozen=True)
class Line:
    """What became of one sort of data."""

    title: str
    count: int
    kept: str


def report(erasure: Erasure) -> list[Line]:
    """What was erased, and what stays and why, for each table and place where something was found or something stays."""
    lines = []
    for declaration in privacy.declarations:
        count = erasure.steps.get(declaration.label, 0)
        if declaration.label in erasure.steps and count:
            lines.append(Line(title_of(declaration), count, str(declaration.keep or "")))
    found = {key: erasure.steps.get(f"place:{key}", 0) for key in privacy.places.keys()}  # noqa: SIM118 - a Registry iterates its things
    return lines + [Line(str(privacy.places[key].label), count, "") for key, count in found.items() if count]


def kept_reasons() -> list[tuple[str, str]]:
    """What stays after an erasure and why, for those who think of leaving: each reason once, with what it is about."""
    reasons: dict[str, list[str]] = {}
    for declaration in privacy.declarations:
        if declaration.keep:
            reasons.setdefault(str(declaration.keep), []).append(title_of(declaration))
    return [(", ".join(titles), reason) for reason, titles in reasons.items()]

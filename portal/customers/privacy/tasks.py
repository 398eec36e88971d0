"""The background doors of privacy."""

import logging

from django.conf import settings

from portal.customers.actions import privacy as actions
from portal.customers.enums import ErasureState, ExportState
from portal.customers.models import DataExport, Erasure
from portal.customers.privacy import exporting, farewell, journal
from portal.customers.privacy.subjects import subject_of
from portal.jobs.work import job, later

logger = logging.getLogger(__name__)


@job(retries=5)
def make_export(export_id: int) -> int:
    """Write the file of an export; returns its rows. Nothing to do for one that is made or gone."""
    export = DataExport.objects.select_related("party").filter(pk=export_id, state=ExportState.ASKED).first()
    if export is None:
        return 0
    path = settings.EXPORTS_DIR / export.file_name
    rows = exporting.write(path, subject_of(export.party), language=export.language)
    actions.finish_export(export, rows=rows, size=path.stat().st_size)
    return rows


@job(retries=20, longest=600)
def erase(erasure_id: int) -> None:
    """Carry out one erasure; cut off, it goes on where it stopped."""
    erasure = actions.begin_erasure(erasure_id)
    if erasure is None:
        return
    actions.step(erasure, "farewell", lambda: farewell.send(erasure))
    done = actions.carry_out(erasure_id)
    if done is not None:
        journal.note(done)


@job(retries=2)
def look_after() -> int:
    """Take up erasures that are due or were cut off, and delete exports that have expired; returns how many were taken up."""
    actions.drop_old_exports()
    open_ones = Erasure.objects.filter(state__in=[ErasureState.ASKED, ErasureState.RUNNING]).order_by("due_at")
    due = [one.pk for one in open_ones[:100] if actions.is_due(one)]
    for pk in due:
        later(erase, pk)
    return len(due)

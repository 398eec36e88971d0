"""Background doors of imports."""

from portal.imports import actions
from portal.imports.models import Import
from portal.jobs.work import job


@job(retries=3)
def work_on(import_id: int) -> None:
    """Try, bring in or take back; goes on where a killed run stood."""
    one = Import.objects.select_related("by").filter(pk=import_id).first()
    if one is not None:
        actions.work_on(one)


@job(retries=2)
def forget_old_files() -> int:
    return actions.forget_old_files()

"""What imports hold of people: lists that staff brought, for thirty days."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.core import privacy
from portal.imports import actions, queries
from portal.imports.models import Import, ImportRow


def _rows_of(subject: privacy.Subject) -> list[str]:
    return [f"customers.party:{pk}" for pk in subject.party_ids]


def _erase_rows(subject: privacy.Subject) -> int:
    """The rows that brought somebody in, and the files they stand in: a file cannot lose a line and stay what it was."""
    rows = ImportRow.objects.filter(about__in=_rows_of(subject))
    files = list(Import.objects.filter(pk__in=rows.values("of")))
    number = rows.count()
    for one in files:
        actions.forget(one)
    return number


def _erase_files(subject: privacy.Subject) -> int:
    """Files that name one of his addresses, whether or not they were brought in."""
    gone = 0
    for one in Import.objects.all():
        path: Path = queries.path_of(one)
        if subject.addresses and path.exists() and any(address.encode() in path.read_bytes() for address in subject.addresses):
            actions.forget(one)
            gone += 1
    return gone


privacy.not_personal("imports.Import", staff=["by"])
privacy.declare(
    "imports.ImportRow",
    export=lambda subject: ImportRow.objects.filter(about__in=_rows_of(subject)).values("of__file_name", "line", "label", "after"),
    erase=_erase_rows,
)
privacy.not_personal("imports.RememberedColumn")
privacy.places.add("imports", privacy.Place(_("Lists that were brought in"), erase=_erase_files))

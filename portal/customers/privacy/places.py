"""What lies outside the tables: mails in the embedded outbox, and files that were made for the customer to fetch."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts import outbox
from portal.core.privacy import Place, Subject, places
from portal.customers.models import DataExport


def _drop_exports(subject: Subject) -> int:
    count = 0
    for export in DataExport.objects.filter(party_id__in=subject.party_ids):
        for name in (export.file_name, export.file_name.replace(".zip", ".part")):
            path = settings.EXPORTS_DIR / name
            count += path.is_file()
            path.unlink(missing_ok=True)
    return count


places.add("outbox", Place(_("Mails to you that lay in the outbox"), lambda subject: outbox.drop_letters_to(subject.addresses)))
places.add("exports", Place(_("Files with your data that were made for you"), _drop_exports))

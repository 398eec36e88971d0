from django.db import migrations

from portal.core.appendonly import append_only


class Migration(migrations.Migration):
    """The ledger of consent and the words it rests on stay as they were written; an erasure may empty the evidence, and nothing else."""

    dependencies = [("customers", "0006_exports_and_erasures"), ("core", "0002_erasure_pass")]

    operations = [
        append_only("customers_consentevent", personal=["evidence", "key"]),
        append_only("customers_consenttext"),
    ]

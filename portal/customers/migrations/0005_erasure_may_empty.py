from django.db import migrations

from portal.core.appendonly import append_only


class Migration(migrations.Migration):
    """Timeline and facts stay append-only; an erasure (portal.core.privacy) may empty what was said, and nothing else."""

    dependencies = [("customers", "0004_merging_and_consent"), ("core", "0002_erasure_pass")]

    operations = [
        append_only("customers_interaction", personal=["attrs", "key"]),
        append_only("customers_partyfact", personal=["value"]),
    ]

from django.db import migrations

from portal.core.appendonly import append_only


class Migration(migrations.Migration):
    """The log stays append-only; an erasure (portal.core.privacy) may empty its texts and nothing else."""

    dependencies = [("moderation", "0002_log_is_append_only"), ("core", "0002_erasure_pass")]

    operations = [append_only("moderation_moderationlog", personal=["before", "after", "note", "actor_name"])]

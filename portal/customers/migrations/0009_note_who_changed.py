from django.db import migrations

from portal.customers import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor)
    note = "INSERT INTO customers_dirtyparty (party_id, at) SELECT id, CURRENT_TIMESTAMP FROM customers_party"
    schema_editor.execute(note, params=None)  # whoever is there already is counted once


def remove(apps, schema_editor):
    triggers.remove(schema_editor)


class Migration(migrations.Migration):
    """Triggers note which customer changed; see portal/customers/triggers.py."""

    dependencies = [("customers", "0008_features_and_dirty_queue")]

    operations = [migrations.RunPython(install, remove)]

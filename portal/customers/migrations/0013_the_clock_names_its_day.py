from django.db import migrations


class Migration(migrations.Migration):
    """A day is named as a day."""

    dependencies = [("customers", "0012_acts_of_a_kind_by_index_alone")]

    operations = [migrations.RenameField("featureclock", "day", "counted_on")]

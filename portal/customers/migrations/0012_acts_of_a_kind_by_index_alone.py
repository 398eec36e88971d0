from django.db import migrations, models


class Migration(migrations.Migration):
    """Who did something of a kind within a window is read from the index alone, where the database can hold more in it."""

    dependencies = [("customers", "0011_candidates_put_off")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["kind", "at"], include=("party", "id"), name="interaction_of_kind"),
        ),
        migrations.RemoveIndex(model_name="interaction", name="interaction_kind_over_time"),
    ]

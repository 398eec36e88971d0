from django.db import migrations, models


class Migration(migrations.Migration):
    """The day of a visit is called as days are."""

    dependencies = [("campaigns", "0004_approved_words")]
    operations = [
        migrations.RemoveIndex(model_name="advertvisit", name="advert_visit_of_link"),
        migrations.RemoveIndex(model_name="advertvisit", name="advert_visit_of_day"),
        migrations.RenameField(model_name="advertvisit", old_name="on", new_name="came_on"),
        migrations.AddIndex(
            model_name="advertvisit", index=models.Index(fields=["link", "came_on", "visitor"], name="advert_visit_of_link")
        ),
        migrations.AddIndex(
            model_name="advertvisit", index=models.Index(fields=["came_on", "source", "medium"], name="advert_visit_of_day")
        ),
    ]

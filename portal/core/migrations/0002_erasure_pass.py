from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_content_changes")]

    operations = [
        migrations.CreateModel(
            name="ErasurePass",
            fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))],
            options={"default_permissions": ()},
        ),
    ]

"""Lists sorted by name come in order from an index for each language."""

import catalog.products.models
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0006_read_lists_of_several_shelves_in_order"),
        ("topics", "0002_remember_translation_sources"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                models.F("category"),
                django.db.models.functions.text.Lower(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            "name_en", catalog.products.models.Nothing(output_field=models.CharField())
                        ),
                        "name_en",
                        output_field=models.CharField(),
                    )
                ),
                models.F("id"),
                condition=models.Q(("live", True)),
                name="product_by_name_en",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                models.F("category"),
                django.db.models.functions.text.Lower(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            "name_de", catalog.products.models.Nothing(output_field=models.CharField())
                        ),
                        "name_en",
                        output_field=models.CharField(),
                    )
                ),
                models.F("id"),
                condition=models.Q(("live", True)),
                name="product_by_name_de",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                models.F("category"),
                django.db.models.functions.text.Lower(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            "name_ar", catalog.products.models.Nothing(output_field=models.CharField())
                        ),
                        "name_en",
                        output_field=models.CharField(),
                    )
                ),
                models.F("id"),
                condition=models.Q(("live", True)),
                name="product_by_name_ar",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                models.F("category"),
                django.db.models.functions.text.Lower(
                    django.db.models.functions.comparison.Coalesce(
                        django.db.models.functions.comparison.NullIf(
                            "name_zh_hant", catalog.products.models.Nothing(output_field=models.CharField())
                        ),
                        "name_en",
                        output_field=models.CharField(),
                    )
                ),
                models.F("id"),
                condition=models.Q(("live", True)),
                name="product_by_name_zhhant",
            ),
        ),
    ]

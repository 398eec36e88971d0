
import django.db.models.functions.comparison
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0005_one_price_without_a_day'),
        ('topics', '0002_remember_translation_sources'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('live', True)), fields=['-listed_on', '-id'], name='product_all_newest'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('live', True)), fields=['order_price', 'id'], name='product_all_by_price'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(models.OrderBy(django.db.models.functions.comparison.Coalesce('price_from', models.Value(Decimal('-1')), output_field=models.DecimalField()), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('live', True)), name='product_all_dearest'),
        ),
    ]

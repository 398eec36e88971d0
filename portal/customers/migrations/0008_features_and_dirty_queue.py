import django.db.models.deletion
import portal.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is counted of customers ahead of being asked, the queue of those to count anew, and the day that windows count from."""

    dependencies = [("customers", "0007_consent_append_only")]

    operations = [
        migrations.CreateModel(
            name='DirtyParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party_id', models.BigIntegerField(null=True)),
                ('identifier_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(default=portal.core.clock.now)),
            ],
            options={'verbose_name': 'customer to be counted anew'},
        ),
        migrations.CreateModel(
            name='FeatureClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='feature_clock_is_one')],
            },
        ),
        migrations.CreateModel(
            name='PartyFeature',
            fields=[
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='feature', serialize=False, to='customers.party')),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('acts', models.PositiveIntegerField(default=0)),
                ('acts_30', models.PositiveIntegerField(default=0)),
                ('acts_90', models.PositiveIntegerField(default=0)),
                ('acts_365', models.PositiveIntegerField(default=0)),
                ('talk', models.PositiveIntegerField(default=0)),
                ('talk_30', models.PositiveIntegerField(default=0)),
                ('talk_90', models.PositiveIntegerField(default=0)),
                ('help', models.PositiveIntegerField(default=0)),
                ('help_30', models.PositiveIntegerField(default=0)),
                ('help_90', models.PositiveIntegerField(default=0)),
                ('purchases', models.PositiveIntegerField(default=0)),
                ('purchases_365', models.PositiveIntegerField(default=0)),
                ('revenue_minor', models.BigIntegerField(default=0)),
                ('revenue_minor_365', models.BigIntegerField(default=0)),
                ('last_purchase_at', models.DateTimeField(null=True)),
                ('contacts', models.PositiveIntegerField(default=0)),
                ('contacts_30', models.PositiveIntegerField(default=0)),
                ('last_contact_at', models.DateTimeField(null=True)),
            ],
            options={'verbose_name': 'features of a customer'},
        ),
    ]

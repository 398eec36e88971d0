from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What the senders need: when a message was about to be handed over, and how much of a minute was taken."""

    dependencies = [
        ('messaging', '0001_messages'),
        ('customers', '0004_merging_and_consent'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='message', name='message_due'),
        migrations.RemoveField(model_name='message', name='rfc_message_id'),
        migrations.AddField(model_name='message', name='handed_at', field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name='mailing', name='window_at', field=models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField(model_name='mailing', name='window_taken', field=models.PositiveIntegerField(default=0, editable=False)),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=Q(state='queued'), fields=['mailing', 'due_at', 'id'], name='message_due_of_mailing'),
        ),
        migrations.AddIndex(
            model_name='message', index=models.Index(fields=['channel', 'address_norm', '-id'], name='message_of_address')
        ),
    ]

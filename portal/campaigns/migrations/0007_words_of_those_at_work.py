"""Campaigns that wait for approval pin the words they were handed in with; what their messages in the queue say is what was approved."""

from typing import Any

from django.db import migrations


def pin(apps: Any, schema_editor: Any) -> None:
    variants, messages = apps.get_model("campaigns", "Variant"), apps.get_model("messaging", "Message")
    for one in variants.objects.filter(template_version=0, campaign__state="in_review").select_related("template"):
        variants.objects.filter(pk=one.pk).update(template_version=one.template.version)
    for one in variants.objects.filter(template_version__gt=0, campaign__mailing__isnull=False).select_related("campaign"):
        waiting = messages.objects.filter(mailing=one.campaign.mailing_id, variant=one.key, state="queued", template_version=0)
        waiting.update(template_version=one.template_version)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_choice_and_pinned_words"), ("messaging", "0005_messages_name_their_version")]

    operations = [migrations.RunPython(pin, migrations.RunPython.noop)]

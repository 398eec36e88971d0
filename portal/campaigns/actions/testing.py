"""The message as it will look, sent to whoever asks for it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from portal.campaigns import rules
from portal.campaigns.actions.editing import note_change
from portal.campaigns.actions.errors import NotAllowedError
from portal.campaigns.models import Campaign
from portal.customers.enums import ContactChannel, Purpose
from portal.messaging.actions import queueing
from portal.messaging.enums import MessageState
from portal.messaging.models import Message


def send_test(campaign: Campaign, *, by: Any, languages: Sequence[str]) -> list[Message]:
    """Every wording in every one of these languages, by e-mail to the marketer himself, outside the campaign's own mailing.

    It is service to a colleague, not advertising to a customer, so the purpose is one that needs no consent. Raises NotAllowedError.
    """
    party = getattr(by, "party", None)
    if not rules.can_edit_campaigns(by) or party is None:
        raise NotAllowedError
    with transaction.atomic():
        sent = [
            queueing.send_message(
                party, variant.template.slug, purpose=Purpose.SERVICE, channels=[ContactChannel.EMAIL], language=language,
                context={"campaign": campaign.pk, "test": True}, template_version=variant.template_version,
            )
            for variant in campaign.variants.select_related("template").order_by("key")
            for language in languages
        ]  # fmt: skip
        if any(message.state == MessageState.QUEUED for message in sent):
            note_change(campaign, by=by, act="tested")
    return sent

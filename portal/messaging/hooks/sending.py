"""E-mail as a channel, the facts that sending writes, and its schedule."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.core.schedules import Schedule, schedules
from portal.customers import timeline
from portal.customers.enums import Purpose
from portal.messaging import tasks
from portal.messaging.channels.base import channels
from portal.messaging.channels.email import EmailChannel


class SentAttributes(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    purpose: str


class CameBackAttributes(BaseModel):
    model_config = ConfigDict(extra="forbid")
    purpose: str


channels.add("email", EmailChannel())
timeline.register(
    timeline.Kind(
        "messaging.sent", label=_("Message sent"), sentence=_("We wrote to you: %(title)s"), schema=SentAttributes, icon="send",
        codes={"purpose": Purpose},
    )
)  # fmt: skip
_CAME_BACK = [
    ("messaging.undeliverable", _("Message came back"), _("A message to you could not be delivered."), "mail-x"),
    ("messaging.complained", _("Complained about a message"), _("You reported a message of ours as unwanted."), "flag"),
    ("messaging.opened", _("Opened a message"), _("You opened a message of ours."), "mail-open"),
    ("messaging.clicked", _("Followed a link in a message"), _("You followed a link in a message of ours."), "mouse-pointer-click"),
    ("messaging.replied", _("Answered a message"), _("You answered a message of ours."), "reply"),
]
for _slug, _label, _sentence, _icon in _CAME_BACK:
    timeline.register(
        timeline.Kind(_slug, label=_label, sentence=_sentence, schema=CameBackAttributes, icon=_icon, codes={"purpose": Purpose})
    )

schedules.add("messaging.forget_events", Schedule(tasks.forget_old_events, at=time(4, 25), label=_("Forget what became of old messages")))
schedules.add("messaging.send", Schedule(tasks.send_due, every=timedelta(seconds=30), label=_("Send messages whose time has come")))
schedules.add(
    "messaging.receipts",
    Schedule(tasks.tell_receipts, every=timedelta(minutes=1), label=_("Tell who opened and followed what")),
)

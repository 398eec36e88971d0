"""What messaging holds of people."""

from django.utils.translation import gettext_lazy as _

from portal.core import privacy

_SENT = _("That a message was sent, when, and what became of it; not to which address and not what it said.")

privacy.not_personal("messaging.MessageTemplate", "messaging.TemplateText")
privacy.not_personal("messaging.Mailing", staff=["created_by"])
privacy.declare(
    "messaging.Message", of=["party", "unit"], staff=["identifier"],
    export=["created_at", "channel", "purpose", "language", "address_norm", "template__slug", "mailing__name", "state", "sent_at", "reason",
            "context", "choice"],
    erase={"address_norm": "", "context": {}, "choice": {}, "detail": "", "provider_id": "", "key": None},
    keep=_SENT,
)  # fmt: skip
privacy.declare(
    "messaging.DeliveryEvent", of=["message__party"], export=["at", "kind", "machine", "detail"], erase={"detail": {}}, keep=_SENT
)

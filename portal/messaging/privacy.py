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
privacy.not_personal("messaging.TemplateVersion", "messaging.LetterBatch", staff=["created_by"])
privacy.declare(
    "messaging.InboxItem", of=["party"], export=["created_at", "purpose", "language", "subject", "html", "read_at", "archived_at"],
    erase=privacy.DELETE,
)  # fmt: skip
privacy.declare("messaging.PushSubscription", of=["identifier"], export=["browser", "endpoint", "created_at"], erase=privacy.DELETE)
privacy.declare(
    "messaging.OutboxEntry", of=["party"], export=["created_at", "channel", "recipient", "subject", "text", "details"], erase=privacy.DELETE
)
privacy.declare(
    "messaging.CallTask", of=["party"], staff=["claimed_by", "identifier"], erase=privacy.DELETE,
    export=["created_at", "number", "purpose", "subject", "script", "state", "outcome", "note", "done_at"],
)  # fmt: skip
privacy.declare(
    "messaging.PaperLetter", of=["party"], export=["created_at", "recipient", "subject", "language", "pages"], erase=privacy.DELETE
)

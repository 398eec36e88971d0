"""What every channel is: takes messages that may leave, hands them over, and says of each what became of it.

A channel asks nobody's permission: the sender has asked `gate.verdicts` and committed its claim before it calls `deliver`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.core.registry import Registry
from portal.customers.enums import IDENTIFIER_OF, IdentifierKind
from portal.messaging.enums import MessageState

NOT_BEGUN = "not_begun"
"""Reason of an outcome: the carrier was away before this message's turn came. It waits again and no try is counted."""
SLOW = "slow"
"""Detail of such an outcome: it was only the end of the turn; its consent is looked at again and it goes with the next one."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a message says: whole for letters and mails, `short` for text messages and notifications."""

    subject: str
    html: str
    text: str
    short: str
    preheader: str = ""
    body_html: str = ""
    """The words alone, without the mail's paper: for the inbox and the letter."""
    body_text: str = ""
    """The same as plain text: for whoever reads it out."""
    links: tuple[str, ...] = ()
    """Addresses of the first-level links of the words, in their order; the first is where a notification leads."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message on its way out. `reference` is the same however often it is tried: the idempotency key."""

    reference: str
    channel: str
    purpose: str
    language: str
    address: str
    """As the identifier has it: an address, a number, lines of a postal address, a push subscription's endpoint."""
    rendered: Rendered
    message_id: int | None = None
    party_id: int | None = None
    identifier_id: int | None = None
    name: str = ""
    """The name on letters."""
    rfc_message_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. `state` is sent, failed, or unknown: handed over, but nobody can say whether it arrived."""

    reference: str
    state: MessageState
    reason: str = ""
    detail: str = ""
    provider_id: str = ""
    cost_minor: int | None = None
    """What it cost, where that is known better than the channel's usual price."""
    again: bool = False
    """Failed for now: worth another try. Never with `unknown`."""
    gone: bool = False
    """The address exists no longer: its identifier is to be ended."""

    @classmethod
    def sent(cls, message: OutgoingMessage, *, provider_id: str = "", detail: str = "", cost_minor: int | None = None) -> "Outcome":
        return cls(message.reference, MessageState.SENT, provider_id=provider_id, detail=detail, cost_minor=cost_minor)

    @classmethod
    def failed(cls, message: OutgoingMessage, reason: str, *, detail: str = "", again: bool = False, gone: bool = False) -> "Outcome":
        return cls(message.reference, MessageState.FAILED, reason[:40], detail[:300], again=again, gone=gone)

    @classmethod
    def unknown(cls, message: OutgoingMessage, reason: str, *, detail: str = "") -> "Outcome":
        return cls(message.reference, MessageState.UNKNOWN, reason[:40], detail[:300])


class Channel(ABC):
    """A way to reach a customer. One object a process; keeps connections open between calls where that pays."""

    slug: str
    """A value of `customers.enums.ContactChannel`."""
    label: Any
    icon: str
    cost_minor: int
    """The usual price of one message, in hundredths of the house currency; the cheapest consented channel is chosen by it."""
    is_idempotent = False
    """Whether handing over twice under the same reference leaves once: then an 'unknown' may always be tried again."""

    @property
    def identifier_kind(self) -> str:
        """The kind of contact point it writes to."""
        return IdentifierKind(IDENTIFIER_OF[self.slug])  # type: ignore[index]

    @property
    def is_embedded(self) -> bool:
        """Whether it only shows what would leave, on the desk's outbox page."""
        return False

    @abstractmethod
    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        """Hands the messages over; one outcome for each, in their order. Raises only when nothing was handed over at all."""

    def close(self) -> None:  # noqa: B027 - most keep nothing open
        """Ends kept connections."""


channels: Registry[Channel] = Registry("channels")
"""By slug. Filled in `portal.messaging.hooks`."""

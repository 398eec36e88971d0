"""Rows and choices of the list of messages, put together here: a template takes several times as long."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from portal.core.addresses import numbered
from portal.core.labels import labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import clock
from portal.customers.enums import ContactChannel
from portal.messaging.enums import MailingState, MessageState
from portal.messaging.models import Message

_TONES = {MessageState.SENT.value: "good", MessageState.FAILED.value: "bad", MessageState.UNKNOWN.value: "bad"}
_MESSAGE = (
    '<tr>\n    <th scope="row"><a href="{}"><bdi>{}</bdi></a></th>\n    <td>{}{}</td>\n    <td>{}</td>\n    '
    '<td>{}</td>\n    <td class="nowrap">{}</td></tr>'
)


def messages(rows: Iterable[Message]) -> SafeString:
    """One row for each: for whom, what, by which channel, what became of it, when."""
    address, states, channels = numbered("messaging_desk:message"), labels(MessageState), labels(ContactChannel)
    at = clock("both")
    return joined(_MESSAGE, (
        (
            address(one.pk), str(one.party), (one.template.name if one.template else "") or "–", _of(one),
            channels.get(one.channel, one.channel), tag(states.get(one.state, one.state), _TONES.get(one.state, "")),
            at(one.sent_at or one.created_at),
        )
        for one in rows
    ))  # fmt: skip


def _of(message: Message) -> SafeString:
    return filled('<br><span class="soft small">{}</span>', message.mailing.name) if message.mailing else SafeString()


def mailing_options(mailings: Iterable[tuple[int, str, str]], chosen: int | None) -> SafeString:
    """The mailings to choose from: number, name and state of each."""
    selected, states = mark_safe(" selected"), labels(MailingState)
    return joined('<option value="{}"{}>{} · {}</option>', (
        (pk, selected if pk == chosen else "", name, states.get(state, state)) for pk, name, state in mailings
    ))  # fmt: skip

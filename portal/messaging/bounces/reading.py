"""What a mail that came back is. Reading never raises: whatever is damaged about the mail, the rest of it is read."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message as Mail
from email.utils import parseaddr
from enum import Enum

from flufl.bounce import all_failures

from portal.customers import links
from portal.messaging import references
from portal.messaging.bounces.reports import Refusal, delivery_reports, is_complaint, is_hard

LARGEST = 2_000_000
_SCANNED = 400_000
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail-?daemon|mdaemon|mail.?delivery|bounce|maildelivery|mailsystem", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"undeliver|delivery (status|failure|problem|has failed|notification)|returned (mail|to sender)|mail delivery|failure notice|"
    r"could ?n.t be delivered|could not be delivered|message not delivered|non.?delivery|unzustellbar|nicht zugestellt|無法傳遞|تعذر",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto.?reply|auto.?response|on vacation|abwesen|automatische antwort|自動回覆|رد تلقائي",
    re.IGNORECASE,
)  # fmt: skip


class Kind(Enum):
    """What came."""

    BOUNCE = "bounce"
    DELIVERED = "delivered"
    COMPLAINT = "complaint"
    WAY_OUT = "way_out"
    AUTOMATIC = "automatic"
    REPLY = "reply"
    OTHER = "other"


@dataclass(frozen=True)
class Reading:
    """`number` is the message of ours it is about, where it carries our signed token; nothing else is believed."""

    kind: Kind
    number: int | None = None
    refusals: tuple[Refusal, ...] = ()
    way_out: links.WayOut | None = None
    mail_id: str = ""
    sender: str = ""


def read(raw: bytes) -> Reading:
    """What this mail is."""
    try:
        return _read(email.message_from_bytes(raw[:LARGEST]), raw)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, IndexError, AssertionError):
        return Reading(Kind.OTHER, references.number_of(raw[:_SCANNED].decode("latin-1"), within=_SCANNED))


def _read(mail: Mail, raw: bytes) -> Reading:
    addressed = " ".join(_headers(mail, "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to"))
    number = references.number_of(addressed)
    told = {"mail_id": _header(mail, "message-id")[:300], "sender": parseaddr(_header(mail, "from"))[1][:320]}
    if out := links.read_address(addressed):
        return Reading(Kind.WAY_OUT, number, way_out=out, **told)
    if is_complaint(mail):
        return Reading(Kind.COMPLAINT, number or _quoted(mail, raw), **told)
    failed, delivered, delayed = delivery_reports(mail)
    if failed:
        return Reading(Kind.BOUNCE, number or _quoted(mail, raw), tuple(failed), **told)
    if delivered:
        return Reading(Kind.DELIVERED, number or _quoted(mail, raw), **told)
    if refusals := () if delayed else _loose(mail):
        return Reading(Kind.BOUNCE, number or _quoted(mail, raw), refusals, **told)
    answered = references.number_of(" ".join(_headers(mail, "in-reply-to", "references"))) or number
    if _is_automatic(mail):
        return Reading(Kind.AUTOMATIC, answered, **told)
    return Reading(Kind.REPLY if answered else Kind.OTHER, answered, **told)


def _headers(mail: Mail, *names: str) -> Iterator[str]:
    for name in names:
        for value in mail.get_all(name, []):
            yield str(value)[:5000]


def _header(mail: Mail, name: str) -> str:
    return next(_headers(mail, name), "")


def _is_automatic(mail: Mail) -> bool:
    """A vacation notice or another mail that nobody wrote (RFC 3834): no answer, and no bounce."""
    said = _header(mail, "auto-submitted").strip().lower()
    if (said and not said.startswith("no")) or any(_headers(mail, "x-autoreply", "x-autorespond", "x-auto-response-suppress")):
        return True
    if _header(mail, "precedence").strip().lower() in {"auto_reply", "bulk", "junk"} or _header(mail, "return-path").strip() == "<>":
        return True
    return bool(_AWAY.search(_subject(mail))) or bool(_DAEMON.search(parseaddr(_header(mail, "from"))[1].partition("@")[0]))


def _subject(mail: Mail) -> str:
    raw = _header(mail, "subject")
    try:
        return str(email.header.make_header(email.header.decode_header(raw)))
    except (ValueError, LookupError, MessageError, TypeError):
        return raw


def _loose(mail: Mail) -> tuple[Refusal, ...]:
    """Bounces of servers that keep to no standard: by what they always write, once the mail looks like one at all."""
    named = [one.strip().lower() for value in _headers(mail, "x-failed-recipients") for one in value.split(",") if "@" in one]
    daemon = _DAEMON.search(parseaddr(_header(mail, "from"))[1]) or _DAEMON.search(_header(mail, "from"))
    subject = _subject(mail)
    if not named and not (daemon or _UNDELIVERED.search(subject)):
        return ()
    if _AWAY.search(subject) and not named:
        return ()
    words = _words(mail)
    try:
        for_now, for_good = all_failures(mail)
    except Exception:  # noqa: BLE001 - its detectors meet mails they were not written for
        for_now, for_good = frozenset(), frozenset()
    soft = {_plain(one) for one in for_now}
    hard = {_plain(one) for one in for_good} | set(named)
    said = " ".join(words.split())[:300]
    found = [Refusal(one, is_hard("", words[:6000]), "", said) for one in sorted(hard - {""})]
    return tuple(found + [Refusal(one, hard=False, said=said) for one in sorted(soft - hard - {""})])


def _plain(address: bytes | str) -> str:
    text = address.decode("latin-1") if isinstance(address, bytes) else address
    return text.strip(" <>\"'").lower()


def _words(mail: Mail) -> str:
    """The first texts of the mail, outside the mail that came back."""
    found, total = [], 0
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            break
        if part.get_content_maintype() == "text":
            text = _text(part)
            found.append(text)
            total += len(text)
        if total > 20_000:
            break
    return "\n".join(found)


def _text(part: Mail) -> str:
    raw = part.get_payload(decode=True)
    return raw[:_SCANNED].decode("latin-1") if isinstance(raw, bytes) else ""


def _quoted(mail: Mail, raw: bytes) -> int | None:
    """The message of ours whose headers or words the mail carries with it."""
    number = references.number_of(raw[:_SCANNED].decode("latin-1"), within=_SCANNED)
    if number is not None:
        return number
    for part in mail.walk():  # what came back in base64
        if not part.is_multipart() and str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
            number = references.number_of(_text(part), within=_SCANNED)
            if number is not None:
                return number
    return None

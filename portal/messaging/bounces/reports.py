"""The two reports that have a standard: delivery status (RFC 3464) and feedback (RFC 5965), and what a status code says of an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b(4\d\d|5\d\d)\b[ -]")
_GONE = re.compile(
    r"user (is )?unknown|unknown (user|recipient|mailbox|address|local.?part)|no such (user|mailbox|recipient|address|person|account)|"
    r"(does not|doesn't) exist|not a (known|valid) (user|recipient|mailbox)|invalid (user|recipient|mailbox|address)|"
    r"(recipient|address|mailbox|user|account) (was |is )?(not found|not known|unknown|invalid|disabled|inactive|closed|unavailable)|"
    r"no (mailbox|account) (here )?by that name|couldn't find any (account|mailbox|host)|host (or domain name )?not found|"
    r"domain (name )?(does not exist|not found|unknown)|unrouteable address|this account has been (disabled|closed|terminated)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"quota|mailbox (is )?full|over(drawn)? (its|the)? ?(disk|storage|mail)|insufficient (system )?storage|too many messages",
    re.IGNORECASE,
)
_NOT_HIM = re.compile(
    r"spam|blocked|blacklist|block list|policy|reputation|greylist|rate limit|too (many|large|big)|message size|content|virus|"
    r"dmarc|spf|dkim",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Refusal:
    """One recipient a report names. `hard`: the address is no more; else the message or the moment was refused."""

    address: str
    hard: bool
    status: str = ""
    said: str = ""


def is_hard(status: str, said: str) -> bool:
    """Whether a refusal speaks of the address for good, by its status code, else by its words."""
    found = _STATUS.search(status) or _STATUS.search(said)
    kind = (found[1], int(found[2]), int(found[3])) if found else None
    if kind and kind[0] == "4":
        return False
    if kind and kind[1] == 1:
        return kind[2] not in {5, 7, 8}  # 5.1.5: it exists; 7 and 8 speak of the sender
    if kind and (kind[1], kind[2]) in {(2, 1), (2, 0), (4, 4), (0, 0), (3, 0), (5, 0), (4, 0), (4, 1), (7, 0), (2, 4), (7, 1)}:
        return bool(_GONE.search(said)) or ((kind[1], kind[2]) == (2, 1) and not _FULL.search(said))
    if kind:
        return False
    code = _CODE.search(said)
    if (code and code[1].startswith("4")) or _FULL.search(said):
        return False
    return bool(_GONE.search(said)) or (not _NOT_HIM.search(said) and bool(code and code[1] in {"550", "551", "553"}))


def delivery_reports(mail: Mail) -> tuple[list[Refusal], list[str], list[str]]:
    """Of the delivery-status parts the recipients that failed, those that were delivered, and those of which nothing is said yet."""
    failed, delivered, open_yet = [], [], []
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            address = _address(block.get("final-recipient", "") or block.get("original-recipient", ""))
            action = block.get("action", "").strip().lower()
            said, status = block.get("diagnostic-code", ""), block.get("status", "")
            if not address:
                continue
            if action.startswith("fail") or (not action and status.strip().startswith("5")):
                failed.append(Refusal(address, is_hard(status, said), status.strip()[:20], " ".join(said.split())[:300]))
            elif action.startswith(("deliver", "relay", "expand")):
                delivered.append(address)
            else:
                open_yet.append(address)
    return failed, delivered, open_yet


def _blocks(part: Mail) -> Iterator[dict[str, str]]:
    """Groups of fields. The parser makes each group a message of its own; damaged reports are read line by line."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for one in payload:
            yield {name.lower(): str(value) for name, value in one.items()}
        return
    fields: dict[str, str] = {}
    name = ""
    for line in [*str(payload).splitlines(), ""]:
        if not line.strip():
            if fields:
                yield fields
            fields, name = {}, ""
        elif line[0] in " \t" and name:
            fields[name] += " " + line.strip()
        elif ":" in line:
            name, _colon, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()


def _address(field: str) -> str:
    """The address of `rfc822; someone@example.org`, in any of the ways servers write it."""
    text = field.rpartition(";")[2].strip()
    found = re.search(r"[^\s<>;,]+@[^\s<>;,]+", text)
    return found[0].strip("\"'").lower() if found else ""


_NO_COMPLAINT = {"not-spam", "auth-failure", "dmarc"}


def is_complaint(mail: Mail) -> bool:
    """Whether the mail is a feedback report of somebody who complains."""
    for part in mail.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        fields = {name: value for block in _blocks(part) for name, value in block.items()}
        return fields.get("feedback-type", "abuse").strip().lower() not in _NO_COMPLAINT
    return False

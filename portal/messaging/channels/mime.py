"""A mail's bytes: headers that nobody can add lines to, a text and an HTML part. Written for one shape of mail, so that it is quick."""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime

_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUOTED = re.compile(r'"([ !#-\[\]-~]|\\[ -~])*"')
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*|\[[0-9A-Za-z.:]+\]")
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_LONGEST_LINE = 76
_LONGEST_WORD = 42
"""Bytes of text in one encoded word: with the letters around it, it stays below 75."""


class AddressError(ValueError):
    """What cannot stand in an envelope."""


def one_line(value: str) -> str:
    """The value without line ends and other controls: it cannot begin another header."""
    return _CONTROLS.sub(" ", value).strip()


def envelope_address(address: str) -> str:
    """The address as mail servers take it, in ASCII. AddressError for anything else: several, with a line end, with angle brackets."""
    local, at, domain = address.strip().rpartition("@")
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressError("the domain cannot be written") from error
    if not at or len(local) > 64 or len(host) > 255 or not _HOST.fullmatch(host):
        raise AddressError("this is no mail address")
    if not _ATOMS.fullmatch(local) and not _QUOTED.fullmatch(local):
        raise AddressError("the part before the @ cannot be written")
    return f"{local}@{host}"


def words(text: str) -> str:
    """Free text of a header: as it is where it is short and plain, else as encoded words (RFC 2047)."""
    text = one_line(text)
    if text.isascii() and "=?" not in text and all(len(word) < _LONGEST_LINE - 20 for word in text.split(" ")):
        return text
    return _encoded(text)


def _pieces(text: str) -> Iterable[bytes]:
    piece = b""
    for letter in text:
        more = letter.encode("utf-8")
        if len(piece) + len(more) > _LONGEST_WORD:
            yield piece
            piece = b""
        piece += more
    yield piece


def mailbox(name: str, address: str) -> str:
    """`Name <address>` for a header; the name quoted or encoded as it needs."""
    name = one_line(name)[:120]
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        return f"{_encoded(name)} <{address}>"
    if not _PLAIN_WORDS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address}>"


def _encoded(text: str) -> str:
    return "\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(text))


def _line(name: str, value: str) -> str:
    """One header, folded at spaces. `\\n ` in the value is a fold that is there already."""
    line, lines = f"{name}:", []
    for word in value.replace("\n ", " ").split(" "):
        if len(line) + 1 + len(word) > _LONGEST_LINE and line.strip() and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def _part(kind: str, text: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    raw = text.encode("utf-8", "replace") + (b"" if text.endswith("\n") else b"\n")
    sample = raw[:4000]
    foreign = len(sample) - len(sample.decode("ascii", "ignore"))
    if foreign * 6 > len(sample):
        coded, how = _base64(raw.replace(b"\n", b"\r\n")), b"base64"
    else:
        coded, how = b2a_qp(raw, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), b"quoted-printable"
    head = b"Content-Type: " + kind.encode() + b'; charset="utf-8"\r\nContent-Transfer-Encoding: ' + how + b"\r\n\r\n"
    return head + coded


def _base64(raw: bytes) -> bytes:
    coded = b64encode(raw)
    return b"\r\n".join(coded[start : start + 76] for start in range(0, len(coded), 76)) + b"\r\n"


def build(
    *, sender: str, recipient: str, subject: str, text: str, html: str, message_id: str, at: datetime, headers: Mapping[str, str]
) -> bytes:
    """The mail. `sender` and `recipient` are header values (`mailbox`); of `headers` each name is a token and each value one line."""
    fixed = {"From": sender, "To": recipient, "Subject": words(subject), "Date": format_datetime(at), "Message-ID": message_id}
    lines = [_line(name, value.replace("\r", "")) for name, value in fixed.items()]
    for name, value in headers.items():
        if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", name) or name.title() in {one.title() for one in fixed}:
            raise ValueError(f"no header of its own: {one_line(name)[:60]}")
        line = one_line(value)
        lines.append(_line(name, line if line.isascii() else words(line)))
    boundary = f"=_{message_id.strip('<>').partition('@')[0]}"
    lines.append(f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n')
    edge = f"--{boundary}\r\n".encode()
    parts = [edge, _part("text/plain", text)]
    if html:
        parts += [edge, _part("text/html", html)]
    return "".join(lines).encode("ascii", "replace") + b"".join(parts) + f"--{boundary}--\r\n".encode()

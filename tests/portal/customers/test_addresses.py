"""Mail addresses in every form RFC 5322 knows: the interpreter's own cases and some of ours. None of them is a fault, none says more
than one address, and what is taken as one is the same address at every door.
"""

import ast
import contextlib
import email
import importlib.util
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError

from portal.accounts import gates
from portal.customers import identify
from portal.customers.matching.recognise import Claims
from portal.imports.importers import Given, importers
from portal.messaging.bounces import reading
from portal.messaging.channels import mime

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OURS = {
    "ada@mail.example": "ada@mail.example",
    " ADA@MAIL.EXAMPLE ": "ada@mail.example",
    "ada+news@mail.example": "ada+news@mail.example",
    "o'neil@mail.example": "o'neil@mail.example",
    "ada@MÜNCHEN.example": "ada@xn--mnchen-3ya.example",
    "ada@例子.example": "ada@xn--fsqu00a.example",
    "ada@مثال.example": "ada@xn--mgbh0fb.example",
    "用户@mail.example": "用户@mail.example",
    "a" * 64 + "@mail.example": "a" * 64 + "@mail.example",
    # what RFC 5322 allows in a header, and no customer gives as his address
    '"john doe"@mail.example': None, '"a@b"@mail.example': None, '"a\\"b"@mail.example': None, '""@mail.example': None,
    "ada(comment)@mail.example": None, "(comment)ada@mail.example": None, "ada@(comment)mail.example": None, "ada @ mail.example": None,
    "Ada <ada@mail.example>": None, "<ada@mail.example>": None, '"Ada, the first" <ada@mail.example>': None, "=?utf-8?q?Ada?= <ada@mail.example>": None,
    "<@relay.example,@other.example:ada@mail.example>": None, "@relay.example:ada@mail.example": None, "ada%mail.example@relay.example": "ada%mail.example@relay.example",
    "Friends: ada@mail.example, eve@mail.example;": None, "undisclosed-recipients:;": None, "ada@mail.example, eve@mail.example": None,
    "ada@[192.0.2.1]": None, "ada@[IPv6:2001:db8::1]": None, "ada@192.0.2.1": None, "ada@localhost": None, "ada@mail": None,
    # what is nothing at all
    "": None, "@": None, "ada": None, "ada@": None, "@mail.example": None, "a@b@mail.example": None, ".ada@mail.example": None, "ada.@mail.example": None,
    "a..b@mail.example": None, "ada@mail..example": None, "ada@.example": None, "ada@mail.example.": None, "ada@-mail.example": None, "ada@mail_box.example": None,
    "a" * 65 + "@mail.example": None, "ada@" + "a" * 64 + ".example": None, "ada@" + "a." * 130 + "example": None, "a" * 10_000: None, "@" * 1_000: None,
    "ada@mail.example\r\nBcc: all@mail.example": None, "ada@mail.example\nRCPT TO:<eve@mail.example>": None, "a\nb@mail.example": None, "ada@mail\x00.example": "ada@mail.example",
    "a\u202eb@mail.example": "ab@mail.example", "ada@\ud800.example": None, "ada@xn--.example": None, "ada@xn--a.example": None, "ada@mail\u3002example": "ada@mail.example",
    "mailto:ada@mail.example": None, "ada@mail.example?bcc=eve@mail.example": None, "ada;eve@mail.example": None, "a\tb@mail.example": None,
}  # fmt: skip


def of_the_interpreter():
    """Every literal with an @ in its e-mail tests, and every address header of its sample mails; [] where they are not installed."""
    try:
        found = importlib.util.find_spec("test.test_email")
    except ModuleNotFoundError:
        found = None
    if found is None or not found.origin:
        return []
    folder = Path(found.origin).parent
    texts = set()
    for path in folder.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "@" in node.value and len(node.value) < 2000:
                texts.add(node.value)
    for path in (folder / "data").glob("*.txt"):
        mail = email.message_from_bytes(path.read_bytes())
        texts |= {str(value) for name in ("from", "to", "cc", "reply-to", "sender", "return-path") for value in mail.get_all(name, [])}
    return sorted(texts)


def normal(value):
    try:
        return identify.normal_email(value)
    except ValidationError:
        return None


@pytest.mark.parametrize(("value", "expected"), OURS.items(), ids=[f"{number}" for number in range(len(OURS))])
def test_what_is_taken_as_a_customers_address(value, expected):
    assert normal(value) == expected


def in_an_envelope(value):
    try:
        return mime.envelope_address(value)
    except mime.AddressError:
        return None


def doors_agree(value):
    """What every door makes of it; the text that was taken as an address, or None."""
    norm = normal(value)
    if norm is not None:
        assert normal(norm) == norm
        assert len(norm) <= identify.LONGEST
        assert norm.count("@") == 1
        assert norm.isprintable()
        assert not set(norm) & set(' <>(),;:\\"[]\r\n')
    sent_to = in_an_envelope(norm if norm is not None else value)
    if sent_to is None:
        assert norm is None or not norm.partition("@")[0].isascii(), value
    else:
        assert sent_to.isascii()
        assert not set(sent_to) & set("<>\r\n\x00")
    assert gates.let_through([value]) in ([value], [])
    marks = Claims(email=value).identifiers()
    assert marks == ([("email", "", norm)] if norm else [])
    with contextlib.suppress(ValidationError):
        forms.EmailField().clean(value)
    return norm


def a_mail_names_one(value):
    """As a name in a header it begins no other header and adds nobody; a mail from it is read."""
    raw = mime.build(
        sender=mime.mailbox(value, "help@portal.example"), recipient=mime.mailbox(value, "ada@mail.example"), subject=value, text="x", html="",
        message_id="<m1.00112233445566778899@portal.example>", at=AT, headers={"List-Id": value},
    )  # fmt: skip
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert set(mail.keys()) == {"From", "To", "Subject", "Date", "Message-ID", "List-Id", "MIME-Version", "Content-Type"}
    assert [one.addr_spec for one in mail["To"].addresses] == ["ada@mail.example"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["help@portal.example"]
    assert reading.read(f"From: {value}\nTo: {value}\n\nx".encode("utf-8", "surrogatepass")).kind in reading.Kind


@pytest.mark.django_db
def test_our_cases_mean_the_same_at_every_door():
    for value in OURS:
        doors_agree(value)
        a_mail_names_one(value)


@pytest.mark.django_db
def test_the_interpreters_own_addresses_mean_the_same_at_every_door():
    cases = of_the_interpreter()
    if not cases:
        pytest.skip("this interpreter came without its own tests (test.test_email)")
    assert len(cases) > 300
    taken = {doors_agree(value) for value in cases} - {None}
    for value in cases:
        a_mail_names_one(value)
    assert len(taken) > 40


@pytest.mark.django_db
def test_a_list_tells_which_addresses_it_does_not_take():
    importer = importers["customers"]
    rows = [Given(number, {"name": "Ada", "email": value}) for number, value in enumerate(OURS, 2)]
    results = importer.write(
        [row for row in rows if row.values["email"].strip()], by=None, language="en", source=type("Source", (), {"pk": 1, "file_name": "x"})
    )
    refused = [value for value, norm in OURS.items() if value.strip() and norm is None]
    assert [one.faults[0][0] for one in results if one.state == "error"] == ["email"] * len(refused)

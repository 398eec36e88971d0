"""A mail's bytes: nobody adds a header, every reader reads the words, and addresses are what RFC 5322 allows and one of them."""

import email
import email.policy
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.messaging.channels import mime

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def built(**more):
    values = {
        "sender": mime.mailbox("Atrium", "help@portal.example"), "recipient": mime.mailbox("Ada", "ada@mail.example"), "subject": "News", "text": "Hello\n",
        "html": "<p>Hello</p>", "message_id": "<m7.00112233445566778899@portal.example>", "at": AT, "headers": {},
    } | more  # fmt: skip
    return mime.build(**values)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def said(mail, kind):
    """The words of a part; texts in base64 keep the line ends of the wire."""
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_both_forms_can_be_read():
    mail = read(built(text="Grüße, 你好\n.\nlast", html="<p>مرحبًا</p>"))
    assert said(mail, "plain") == "Grüße, 你好\n.\nlast\n"
    assert said(mail, "html") == "<p>مرحبًا</p>\n"
    assert (mail["From"], mail["To"], mail["Message-ID"]) == (
        "Atrium <help@portal.example>", "Ada <ada@mail.example>", "<m7.00112233445566778899@portal.example>",
    )  # fmt: skip
    assert mail.defects == []


@pytest.mark.parametrize("evil", ["a\r\nBcc: all@mail.example", "a\nX-Evil: 1", "a\r\n\r\nbody", "a\x00b", "a\u2028Bcc: x", "a\x85Bcc: x", "\r\nBcc: x"])
def test_a_line_end_in_any_header_begins_no_other(evil):
    plain = set(read(built(headers={"List-Id": "x"})).keys())
    mail = read(built(subject=evil, headers={"List-Id": evil}, sender=mime.mailbox(evil, "a@b.example"), recipient=mime.mailbox(evil, "c@d.example")))
    assert set(mail.keys()) == plain
    assert mail["Bcc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == ["c@d.example"]


@pytest.mark.parametrize("name", ["Bcc\r\nX", "Subject", "from", "X: y", "", "X Y", "To"])
def test_a_header_with_another_name_than_its_own_is_refused(name):
    with pytest.raises(ValueError, match="no header of its own"):
        built(headers={name: "x"})


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=2000))
def test_any_text_comes_out_as_it_went_in(subject, name, text):
    raw = built(subject=subject, recipient=mime.mailbox(name, "ada@mail.example"), text=text, html="")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = read(raw)
    assert " ".join(str(mail["Subject"]).split()) == " ".join(mime.one_line(subject).split())
    assert [one.addr_spec for one in mail["To"].addresses] == ["ada@mail.example"]
    expected = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    assert said(mail, "plain").rstrip("\n") == expected.rstrip("\n")


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("ada@mail.example", "ada@mail.example"),
        (" ada@mail.example ", "ada@mail.example"),
        ("o'neil+tag@mail.example", "o'neil+tag@mail.example"),
        ('"john doe"@mail.example', '"john doe"@mail.example'),
        ('"a\\"b"@mail.example', '"a\\"b"@mail.example'),
        ('"a@b"@mail.example', '"a@b"@mail.example'),
        ("user@[192.0.2.1]", "user@[192.0.2.1]"),
        ("user@[IPv6:2001:db8::1]", "user@[IPv6:2001:db8::1]"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("!#$%&'*+-/=?^_`{|}~@mail.example", "!#$%&'*+-/=?^_`{|}~@mail.example"),
    ],
)
def test_addresses_in_every_allowed_form(address, envelope):
    assert mime.envelope_address(address) == envelope


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "ada", "ada@", "@mail.example", "a@b@c.example", "ada@mail.example, eve@mail.example", "ada@mail.example\r\nRCPT TO:<eve@mail.example>",
        "Ada <ada@mail.example>", "<ada@mail.example>", "ada@mail.example> SIZE=1", "a b@mail.example", ".ada@mail.example", "ada.@mail.example",
        "a..b@mail.example", "ada@mail..example", "ada@-mail.example", "ada(comment)@mail.example", "ada@mail.example(comment)", "grüße@mail.example",
        "a" * 65 + "@mail.example", "ada@" + "a" * 64 + ".example", "ada@" + "a." * 200 + "example", '"a\nb"@mail.example', "ada@mail.example\x00",
        "undisclosed-recipients:;", "ada@mail.example;", "ada@\udc80.example", "a\u202eb@mail.example", "ada@" + "ü" * 400 + ".example",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(address):
    with pytest.raises(mime.AddressError):
        mime.envelope_address(address)


def test_a_long_list_header_is_folded_and_read_as_one():
    value = f"<https://portal.example/{'x' * 200}>, <mailto:{'y' * 60}@portal.example?subject=unsubscribe>"
    raw = built(headers={"List-Unsubscribe": value})
    assert re.sub(r"\r\n ", " ", raw.decode()).count(value) == 1
    assert read(raw)["List-Unsubscribe"] == value

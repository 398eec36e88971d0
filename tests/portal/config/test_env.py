"""What the environment says, read."""

import pytest

from portal.config.env import mail_server


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp+tls://me%40portal.example:p%2Fa%23s%3As@mail.example:2525", ("mail.example", 2525, "me@portal.example", "p/a#s:s")),
        ("smtp+tls://me@portal.example:word@mail.example", ("mail.example", 587, "me@portal.example", "word")),
        ("smtps://mail.example", ("mail.example", 465, "", "")),
        ("smtp://", ("localhost", 25, "", "")),
        ("outbox://", ("localhost", 25, "", "")),
    ],
)
def test_a_mail_server_with_the_usual_port_and_a_password_of_any_letters(url, told):
    assert mail_server(url) == told

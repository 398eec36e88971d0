"""Log lines: one JSON object each, with the request's id and nothing that names a person."""

import json
import logging

import pytest

from portal.core import logs
from portal.core.logs import JsonFormatter, PlainFormatter


def record(message, *args, **extra):
    made = logging.LogRecord("portal.test", logging.INFO, __file__, 1, message, args, None)
    for name, value in extra.items():
        setattr(made, name, value)
    return made


def test_a_line_is_one_json_object_with_the_request_s_id():
    token = logs.request_id.set("abcdef0123456789")
    try:
        line = JsonFormatter().format(record("hello %s", "wörld"))
    finally:
        logs.request_id.reset(token)
    assert "\n" not in line
    read = json.loads(line)
    assert (read["message"], read["request"], read["level"], read["logger"]) == ("hello wörld", "abcdef0123456789", "INFO", "portal.test")


def test_a_line_break_in_a_message_forges_no_second_line():
    forged = 'x\n{"level": "ERROR"}'
    assert JsonFormatter().format(record(forged)).count("\n") == 0
    assert PlainFormatter().format(record(forged)).count("\n") == 0


def test_an_error_comes_with_its_traceback_inside_the_object():
    made = record("broken")
    with pytest.raises(ValueError, match="no") as caught:
        int("no")
    made.exc_info = (caught.type, caught.value, caught.tb)
    line = JsonFormatter().format(made)
    assert line.count("\n") == 0
    assert "ValueError: invalid literal" in json.loads(line)["error"]


@pytest.fixture
def access_lines(caplog):
    caplog.set_level(logging.INFO, logger="portal.access")
    return lambda: [one.fields for one in caplog.records if one.name == "portal.access"]


@pytest.mark.django_db
def test_each_request_leaves_one_line_without_its_query(client, access_lines):
    client.get("/livez?email=mara@example.com")
    (line,) = access_lines()
    assert {k: v for k, v in line.items() if k != "ms"} == {"method": "GET", "path": "/livez", "status": 200}
    assert line["ms"] >= 0


@pytest.mark.django_db
def test_links_that_are_secrets_are_logged_as_their_pattern(client, access_lines):
    client.get("/en/accounts/password/reset/key/3-verysecretkey/", follow=False)
    paths = [line["path"] for line in access_lines()]
    assert all("verysecretkey" not in path for path in paths)


@pytest.mark.django_db
def test_answers_carry_an_id_and_a_proxy_s_own_is_kept(client):
    assert len(client.get("/livez").headers["X-Request-Id"]) == 16
    assert client.get("/livez", headers={"X-Request-Id": "from-the-proxy-1"}).headers["X-Request-Id"] == "from-the-proxy-1"
    assert client.get("/livez", headers={"X-Request-Id": "bad id\n"}).headers["X-Request-Id"] != "bad id\n"

"""The door: what a client may say of itself, and what only a proxy may."""

import asyncio

from a2wsgi import WSGIMiddleware

from portal.config import asgi
from portal.realtime import consumers

SPOOFED = [(b"x-forwarded-for", b"192.0.2.1"), (b"x_forwarded_for", b"6.6.6.6"), (b"accept", b"*/*")]


def _environ_of(door, headers):
    """What a WSGI application behind `door` is told."""
    told = {}

    def wsgi(environ, start_response):
        told.update(environ)
        start_response("200 OK", [])
        return [b""]

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        pass

    async def ask():
        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers, "http_version": "1.1",
            "scheme": "http", "server": ("localhost", 80), "client": ("10.0.0.2", 1), "root_path": "", "asgi": {"version": "3.0"},
        }  # fmt: skip
        await door(WSGIMiddleware(wsgi))(scope, receive, send)

    asyncio.run(ask())
    return told


def test_a_header_with_an_underscore_is_not_taken_for_a_proxys_own(monkeypatch):
    def ours(http):
        monkeypatch.setattr(asgi, "_http", http)
        return asgi.application

    told = _environ_of(ours, SPOOFED)
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_ACCEPT"]) == ("192.0.2.1", "*/*")


def test_without_our_door_the_client_would_have_the_last_word():
    assert _environ_of(lambda http: http, SPOOFED)["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,6.6.6.6"


def test_a_socket_behind_a_proxy_that_adds_a_line_of_its_own_is_known_by_that(settings):
    scope = {"client": ("10.0.0.2", 1), "headers": [(b"x-forwarded-for", b"6.6.6.6"), (b"host", b"x"), (b"x-forwarded-for", b"192.0.2.1")]}
    assert consumers.address_of(scope) == "10.0.0.2"
    settings.PROXY_COUNT = 1
    assert consumers.address_of(scope) == "192.0.2.1"
    assert consumers.address_of({**scope, "headers": []}) == "10.0.0.2"

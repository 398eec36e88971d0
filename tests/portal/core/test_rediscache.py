"""One Redis client for the process, whatever the context a request runs in. Nothing here opens a connection."""

import contextvars

from portal.core.rediscache import ProcessCache

HERE, THERE = "redis://127.0.0.1:1/0", "redis://127.0.0.1:1/1"


def client_of(server):
    return ProcessCache(server, {})._cache.get_client()


def test_every_cache_object_of_a_server_uses_one_client():
    own = client_of(HERE)
    assert client_of(HERE) is own
    assert contextvars.Context().run(client_of, HERE) is own


def test_other_servers_and_other_options_have_their_own():
    assert client_of(THERE) is not client_of(HERE)
    assert ProcessCache(HERE, {"OPTIONS": {"socket_timeout": 3}})._cache.get_client() is not client_of(HERE)

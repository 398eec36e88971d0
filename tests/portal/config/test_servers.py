"""Where the private PostgreSQL and Redis listen."""

import socket

from portal.config import servers


def test_a_port_that_another_program_has_is_replaced_by_a_free_one(monkeypatch):
    monkeypatch.delenv("REDIS_PORT", raising=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setitem(servers.PORTS, "REDIS_PORT", number)
        other = servers.port_for("REDIS_PORT")
    assert other != number
    assert servers.port_for("REDIS_PORT") == number


def test_a_port_the_environment_names_is_taken_as_it_is(monkeypatch):
    monkeypatch.setenv("POSTGRES_PORT", "54399")
    assert servers.port_for("POSTGRES_PORT") == 54399

"""/livez and /readyz: what a supervisor asks."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive(client):
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_it_is_ready_when_database_and_cache_answer(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "cache": "ok"})


def test_it_is_not_ready_when_the_database_is_away(client, monkeypatch):
    def refuse():
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_it_is_not_ready_when_the_cache_is_away(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError("away")

    monkeypatch.setattr(cache, "set", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["cache"]) == (503, "unreachable")


def test_only_reading_is_allowed(client):
    assert client.post("/livez").status_code == 405
    assert client.post("/readyz").status_code == 405

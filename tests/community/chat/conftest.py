import pytest

from tests.factories import chat


@pytest.fixture
def room(db):
    return chat.room("bench")


@pytest.fixture
def mara(room):
    return chat.member(room, handle="mara")


@pytest.fixture
def tomasz(room):
    return chat.member(room, handle="tomasz")


@pytest.fixture
def moderator(db):
    return chat.person(handle="noor", roles=("moderator",))


@pytest.fixture(scope="module")
def module_server(django_db_setup):
    """One server for the tests of a file; each test has the database as it was."""
    from tests.portal.realtime.server import Server

    with Server() as server:
        yield server


@pytest.fixture
def server(transactional_db, module_server):
    return module_server

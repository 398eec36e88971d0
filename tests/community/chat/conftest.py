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

"""Rooms in the editor."""

import pytest
from django.urls import reverse

from community.chat.models import Room
from portal.accounts.actions import sync_roles
from portal.accounts.roles import Role
from tests.factories import accounts, chat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rights() -> None:
    sync_roles()


def _form(**changed):
    empty = {f"{name}_{code}": "" for name in ("title", "slug", "description") for code in ("en", "de", "ar", "zh_hant")}
    fixed = {
        "code": "baskets", "kind": "public", "visibility": "listed", "post_policy": "members", "state": "open", "slow_mode_s": "0",
        "position": "3", "topic": "", "product": "", "language": "de", "title_en": "Baskets", "slug_en": "baskets",
    }  # fmt: skip
    return {**empty, **fixed, **changed}


def test_an_editor_opens_a_room_and_locks_it(client):
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    assert client.get(reverse("wagtailsnippets_chat_room:add")).status_code == 200
    assert client.post(reverse("wagtailsnippets_chat_room:add"), _form(title_de="Siebe", slug_de="siebe")).status_code == 302
    room = Room.objects.get(code="baskets")
    assert (room.title_de, room.language, room.slug_ar) == ("Siebe", "de", None)
    assert client.get(reverse("wagtailsnippets_chat_room:list")).status_code == 200
    edit = reverse("wagtailsnippets_chat_room:edit", args=[room.pk])
    assert client.post(edit, _form(state="locked")).status_code == 302
    assert Room.objects.get(code="baskets").state == "locked"


def test_who_may_read_a_room_stays_and_waits_are_bounded(client):
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    room = chat.room("baskets", kind="members")
    edit = reverse("wagtailsnippets_chat_room:edit", args=[room.pk])
    page = client.post(edit, _form(kind="public"))
    assert page.status_code == 200
    assert "Open a new room instead." in page.content.decode()
    assert "At most 3600 seconds." in client.post(edit, _form(kind="members", slow_mode_s="3601")).content.decode()
    assert (Room.objects.get(pk=room.pk).kind, Room.objects.get(pk=room.pk).slow_mode_s) == ("members", 0)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_nobody_deletes_a_room_with_its_talk(client, role):
    client.force_login(accounts.user(roles=(role,)))
    room = chat.room("baskets")
    assert client.post(reverse("wagtailsnippets_chat_room:delete", args=[room.pk])).status_code == 302
    assert Room.objects.filter(pk=room.pk).exists()


def test_a_moderator_does_not_edit_rooms(client):
    client.force_login(accounts.user(roles=(Role.MODERATOR,)))
    assert client.get(reverse("wagtailsnippets_chat_room:add")).status_code in {302, 403}

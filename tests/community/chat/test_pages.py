"""The pages of the rooms: who sees what, the same number of questions for one row as for three, hostile text as text."""

import pytest

from community.chat import actions
from community.chat.models import Message, Room
from tests.factories import accounts, chat, moderation, products

pytestmark = pytest.mark.django_db


def counted(client, address, django_assert_max_num_queries, most=15):
    client.get(address)
    with django_assert_max_num_queries(most) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(asked.captured_queries), answer.content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_asks_as_often_for_one_room_as_for_three(client, django_assert_max_num_queries, signed_in):
    asked = []
    party = chat.person()
    if signed_in:
        client.force_login(party.user)
    for _n in range(3):
        room = chat.room(product=products.product())
        chat.message(room, chat.member(room), "Hello")
        asked.append(counted(client, "/en/community/", django_assert_max_num_queries)[0])
    assert asked[0] == asked[2]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_room_asks_as_often_for_one_message_as_for_three(client, django_assert_max_num_queries, signed_in):
    room = chat.room("bench", product=products.product())
    party, other = chat.member(room), chat.member(room)
    if signed_in:
        client.force_login(party.user)
    first = chat.message(room, other, "One")
    one = counted(client, "/en/community/bench/", django_assert_max_num_queries)[0]
    chat.message(room, other, "Two", reply_to=first.pk)
    chat.message(room, party, "Three", reply_to=first.pk)
    client.get("/en/community/bench/")
    assert counted(client, "/en/community/bench/", django_assert_max_num_queries)[0] == one


def test_the_author_alone_reads_what_was_hidden_and_why(client):
    room = chat.room("bench")
    author, other = chat.member(room), chat.member(room)
    message = chat.message(room, author, "Cheap parts")
    actions.hide_message(message, by=moderation.moderator(), reason="spam", note="No shops.")
    client.force_login(author.user)
    page = client.get("/en/community/bench/").content.decode()
    for text in ("Only you see it.", "Advertising", "No shops.", "Cheap parts"):
        assert text in page
    client.force_login(other.user)
    page = client.get("/en/community/bench/").content.decode()
    assert "This message was hidden by a moderator." in page
    assert "Cheap parts" not in page
    assert "No shops." not in page


def test_a_silenced_member_reads_until_when_and_why(client):
    room = chat.room("bench")
    party = chat.member(room)
    sanction = moderation.pause(party, reason="rude", note="Sleep on it.", place=room)
    client.force_login(party.user)
    page = client.get("/en/community/bench/").content.decode()
    for text in ("A moderator has paused your writing", "Rude or hurtful", "Sleep on it.", str(sanction.until.year)):
        assert text in page
    assert 'class="composer"' not in page
    answer = client.post(f"/en/community/rooms/{room.pk}/send/", {"cid": "018f0000-0000-7000-8000-000000000001", "body": "kept text"})
    assert answer.status_code == 403
    assert "kept text" in answer.content.decode()
    assert Message.objects.count() == 0


def test_a_members_room_shows_strangers_its_name_and_how_to_join_but_no_word_of_it(client):
    room = chat.room("owners", kind="members")
    chat.message(room, chat.member(room), "Between us")
    page = client.get("/en/community/owners/").content.decode()
    assert "Sign in to join" in page
    assert "Between us" not in page
    assert "Between us" not in client.get("/en/community/").content.decode()
    client.force_login(chat.person().user)
    assert "Join the room" in client.get("/en/community/owners/").content.decode()
    client.post(f"/en/community/rooms/{room.pk}/join/")
    assert "Between us" in client.get("/en/community/owners/").content.decode()


def test_a_line_stands_above_the_first_unread_message_once(client):
    room = chat.room("bench")
    reader, other = chat.member(room), chat.member(room)
    for n in range(3):
        chat.message(room, other, f"line {n}")
    client.force_login(reader.user)
    page = client.get("/en/community/bench/").content.decode()
    assert page.count('class="new" id="new"') == 2  # the line itself, and the empty one of the client's template
    assert page.index('id="new"') < page.index("line 0")
    assert client.get("/en/community/bench/").content.decode().count('class="new" id="new"') == 1


def test_hostile_text_and_names_stay_text(client):
    room = chat.room("bench")
    chat.message(room, chat.member(room), "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7 }}")
    for address in ("/en/community/", "/en/community/bench/", f"/en/community/rooms/{room.pk}/history/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "{{ 7 }}" in page


def test_a_locked_room_is_read_only_and_says_so(client):
    room = chat.room("bench")
    party = chat.member(room)
    chat.message(room, party, "Before the lock")
    Room.objects.update(state="locked")
    client.force_login(party.user)
    page = client.get("/en/community/bench/").content.decode()
    assert "This room is open for reading only." in page
    assert 'class="composer"' not in page


def test_an_empty_room_and_an_empty_community_help(client):
    assert "There are no rooms yet" in client.get("/en/community/").content.decode()
    chat.room("bench")
    assert "Nobody has written here yet" in client.get("/en/community/bench/").content.decode()


def test_visitors_get_no_form_and_no_token(client):
    room = chat.room("bench")
    chat.message(room, chat.member(room), "Hello")
    answer = client.get("/en/community/bench/")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies


def test_rooms_stand_on_the_page_of_their_product_and_on_my_page(client):
    product = products.product("grinder", price="10.00")
    room = chat.room("bench", product=product)
    party = chat.member(room)
    chat.message(room, party, "Mine hums.")
    page = client.get("/en/shop/grinder/").content.decode()
    assert "People who use it" in page
    assert "Mine hums." in page
    client.force_login(party.user)
    assert "My rooms" in client.get("/en/me/").content.decode()
    client.force_login(accounts.user())
    assert "My rooms" not in client.get("/en/me/").content.decode()

"""The demo's rooms: in order, without gaps, repeatable, and more of it at a larger scale."""

import pytest

from community.chat import queries
from community.chat.models import Membership, Message, Room
from portal.customers.models import Interaction, Party
from portal.site.demo import load_rooms
from portal.site.demo.book import CONTENT, Book, read
from tests.factories import products, topics

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def book(scale=1):
    made = Book(scale=scale)
    staff = read("people")
    for group in staff.values():
        for person in (one for one in group if "code" in one):
            name = person.get("handle", "")
            made.people[person["code"]] = Party.objects.get_or_create(
                handle=name, handle_key=name or person["code"], defaults={"language": person.get("language", "en")}
            )[0]
    for row in read("rooms"):
        for kind, code in (row.get("scope") or {}).items():
            shelf, factory = (made.topics, topics.topic) if kind == "topic" else (made.products, products.product)
            if code not in shelf:
                shelf[code] = factory(code)
    return made


def test_every_room_has_its_talk_in_one_unbroken_order():
    load_rooms.load(book())
    rows = read("rooms")
    assert Room.objects.count() == len(rows) >= 12
    lines = sum(len(read(f"rooms/{row['code']}")) for row in rows)
    assert Message.objects.count() == lines
    for room in Room.objects.all():
        numbers = list(room.messages.order_by("seq").values_list("seq", "change_seq", "created_at"))
        assert [n[2] for n in numbers] == sorted(n[2] for n in numbers)
        assert max(n[1] for n in numbers) == room.last_seq
        used = {n[0] for n in numbers} | {n[1] for n in numbers}
        assert used == set(range(1, room.last_seq + 1))
        assert queries.catch_up(room, room.last_seq - 1)["op"] == "chg"
    assert Interaction.objects.filter(kind="chat.sent").count() == lines
    assert Interaction.objects.filter(kind="chat.joined").count() == Membership.objects.count()
    assert len(set(Message.objects.values_list("sender_id", flat=True))) >= 60
    assert not Message.objects.filter(body_md__contains="](product:").exists()


def test_loading_again_changes_nothing_and_reports_find_their_message():
    shelf = book()
    load_rooms.load(shelf)
    before = (Message.objects.count(), Membership.objects.count(), Interaction.objects.count())
    load_rooms.load(shelf)
    assert (Message.objects.count(), Membership.objects.count(), Interaction.objects.count()) == before
    for report in read("reports"):
        line = read(f"rooms/{report['room']}")[report["index"]]
        assert load_rooms.message_at(report["room"], report["index"]).body_md[:20] == line["text"][:20]
    assert (CONTENT / "rooms.yaml").exists()


def test_scale_repeats_the_talk():
    load_rooms.load(book(scale=3))
    lines = sum(len(read(f"rooms/{row['code']}")) for row in read("rooms"))
    assert Message.objects.count() == 3 * lines
    replies = Message.objects.filter(reply_to__isnull=False).select_related("reply_to")
    assert all(m.reply_to.room_id == m.room_id and m.reply_to.seq < m.seq for m in replies)

"""A prepared statement gives what the queryset gives, an insert writes what `save` writes."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models

from community.chat.models import Membership, Message
from portal.core.prepared import PreparedRows, insert
from portal.customers.models import Interaction
from tests.factories import chat

pytestmark = pytest.mark.django_db

memberships = PreparedRows(
    lambda room, party: Membership.objects.select_related("room", "party__user").filter(room_id=room, party_id=party),
    room=2**62 + 1, party=2**62 + 2,
)  # fmt: skip
since = PreparedRows(
    lambda moment, cid: Message.objects.select_related("reply_to").filter(models.Q(created_at__gte=moment) | models.Q(cid=cid)).order_by("seq"),
    moment=datetime(1970, 1, 1, 1, 1, 1, 1, tzinfo=UTC), cid=uuid.UUID(int=1),
)  # fmt: skip


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_objects_are_those_of_the_queryset_with_what_they_point_to(django_assert_num_queries):
    room = chat.room("bench")
    parties = [chat.member(room) for _n in range(2)]
    for party in [*parties, *parties]:
        with django_assert_num_queries(1):
            found = memberships.first(room=room.pk, party=party.pk)
            assert found.room.title == room.title
            assert found.party.user == party.user
        plain = Membership.objects.select_related("room", "party__user").get(room=room, party=party)
        assert columns(found) == columns(plain)
        assert columns(found.room) == columns(plain.room)
        assert columns(found.party) == columns(plain.party)
        assert columns(found.party.user) == columns(plain.party.user)
    assert memberships.first(room=room.pk, party=0) is None


def test_moments_and_uuids_are_bound_as_the_database_wants_them():
    room = chat.room("bench")
    party = chat.member(room)
    first = chat.message(room, party)
    second = chat.message(room, party, reply_to=first.pk)
    nobody, late = uuid.UUID(int=7), datetime(2200, 1, 1, tzinfo=UTC)
    assert since.rows(moment=second.created_at, cid=nobody) == [second]
    assert since.rows(moment=late, cid=first.cid) == [first]
    found = since.rows(moment=first.created_at, cid=second.cid)
    assert [columns(row) for row in found] == [columns(row) for row in Message.objects.order_by("seq")]
    assert [row.reply_to for row in found] == [None, first]
    assert since.rows(moment=late, cid=nobody) == []


tuples = PreparedRows(
    lambda room: Membership.objects.filter(room_id=room).order_by("pk").values_list("party__handle", "joined_at", "pk"), room=2**62 + 1
)
counted = PreparedRows(
    lambda room: Membership.objects.filter(room_id=room).order_by().values_list("room_id").annotate(n=models.Count("pk")), room=2**62 + 1
)


def test_a_list_of_values_gives_its_tuples():
    room, other = chat.room("bench"), chat.room("bank")
    for _n in range(2):
        chat.member(room)
    chat.member(other)
    rows = Membership.objects.filter(room=room).order_by("pk")
    assert tuples.rows(room=room.pk) == list(rows.values_list("party__handle", "joined_at", "pk"))
    assert counted.rows(room=room.pk) == [(room.pk, 2)]
    assert tuples.rows(room=0) == []


odd = PreparedRows(
    lambda room: Message.objects.filter(room_id=room, body_md__in=["it's 5 %", "%s", "plain"], seq__lt=100)
    .exclude(body_md__startswith="100%").order_by("seq"),
    room=2**62 + 1,
)  # fmt: skip


def test_constants_are_written_into_the_statement_and_mean_the_same():
    room = chat.room("bench")
    party = chat.member(room)
    said = [chat.message(room, party, body) for body in ("it's 5 %", "%s", "other", "plain", "100% sure")]
    assert odd.rows(room=room.pk) == [said[0], said[1], said[3]]
    plan = odd._plan(connection)
    assert [name for name, _param in plan.params] == ["room"]
    assert "'it''s 5 %%'" in plan.sql


def test_a_sample_that_the_statement_does_not_hold_is_a_fault():
    wrong = PreparedRows(lambda room, party: Membership.objects.filter(room_id=room), room=2**62 + 1, party=2**62 + 2)
    with pytest.raises(ValueError, match="party"):
        wrong.rows(room=1, party=1)


def fact(party, **fields):
    return Interaction(party=party, kind="chat.joined", attrs={"room": "Bänk"}, source="test", **fields)


def test_an_insert_writes_what_save_writes(django_assert_num_queries):
    party = chat.person()
    saved, made = fact(party, key="a"), fact(party, key="b")
    saved.save()
    with django_assert_num_queries(1):
        assert insert(made) is True
    for row in (saved, made):
        stored = Interaction.objects.get(pk=row.pk)
        assert columns(stored) == columns(row)
    assert (made.pk, made._state.adding, made._state.db) == (saved.pk + 1, False, "default")


def test_a_row_that_is_there_is_left_alone_or_a_fault():
    party = chat.person()
    assert insert(fact(party, key="a")) is True
    again = fact(party, key="a", channel="mail")
    assert insert(again, unless_there=True) is False
    assert again.pk is None
    assert Interaction.objects.get(source="test").channel == "web"
    with pytest.raises(IntegrityError):
        insert(again)

"""Loads the chat rooms with months of talk: seats, messages in their order, reading marks, and the facts on the timelines.

Writes in bulk what `community.chat.actions` would write one by one, back-dated. `scale` repeats the talk in other weeks.
"""

import random
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from community.chat import actions
from community.chat.enums import MemberRole
from community.chat.models import Membership, Message, MessageRevision, Room
from portal.core import markdown
from portal.customers.enums import Channel
from portal.customers.models import Interaction, Party
from portal.site.demo.book import CONTENT, Book, read

_NAMES = uuid.UUID("7f0c7d86-5a39-5f5e-9b0a-1f6f8f3f4c51")
_GERMAN = re.compile(r"[äöüßÄÖÜ]|\b(ich|und|der|die|das|nicht|ist|mit|ein|auf|wie|noch|man)\b")
_BATCH = 1000


@dataclass
class Line:
    """One message to be written, with the number it gets."""

    row: dict[str, Any]
    at: datetime
    copy: int
    index: int
    seq: int = 0
    change_seq: int = 0


def cid_of(room_code: str, index: int, copy: int = 0) -> uuid.UUID:
    """The key of a message of the content files, so that other loaders find it: cid_of('grinders', 24)."""
    return uuid.uuid5(_NAMES, f"{room_code}:{index}:{copy}")


def message_at(room_code: str, index: int) -> Message:
    """The loaded message of a content file by its place in the file."""
    return Message.objects.select_related("room").get(room__code=room_code, cid=cid_of(room_code, index))


def load(book: Book) -> None:
    """Make what is missing; a room that has talk already stays as it is."""
    rows = read("rooms")
    team = {one["code"]: one for one in read("people")["staff"]}
    for done, row in enumerate(rows, 1):
        talk = read(f"rooms/{row['code']}") if (CONTENT / "rooms" / f"{row['code']}.yaml").exists() else []
        room = Room.objects.filter(code=row["code"]).first() or _room(book, row, done, talk)
        if room.last_seq == 0 and talk:
            with transaction.atomic():
                _fill(book, room, talk, team)
        book.rooms[row["code"]] = room
        book.progress("Chat rooms", done, len(rows))


def _room(book: Book, row: dict[str, Any], position: int, talk: list[dict[str, Any]]) -> Room:
    scope = row.get("scope") or {}
    oldest = max((line["days_ago"] for line in talk), default=30)
    return actions.make_room(
        code=row["code"], titles=row["title"], slugs=row["slug"], descriptions=row["description"], kind=row["kind"], position=position,
        topic=book.topics[scope["topic"]] if "topic" in scope else None, product=book.products[scope["product"]] if "product" in scope else None,
        language=row.get("language") or "", created_at=book.moment(oldest + 3),
    )  # fmt: skip


def _party(book: Book, code: str) -> Party:
    person = book.people[code]
    return person if isinstance(person, Party) else person.party


def _lines(book: Book, talk: list[dict[str, Any]]) -> list[Line]:
    """Every message in the order of its time, with its numbers; an edit or deletion takes one of its own."""
    lines = [
        Line(row, book.moment(row["days_ago"] + copy * 0.0137), copy, index) for copy in range(book.scale) for index, row in enumerate(talk)
    ]
    lines.sort(key=lambda line: (line.at, line.copy, line.index))
    number = 0
    for line in lines:
        number += 1
        line.seq = line.change_seq = number
        if line.row.get("edited") or line.row.get("deleted"):
            number += 1
            line.change_seq = number
    return lines


def _fill(book: Book, room: Room, talk: list[dict[str, Any]], team: dict[str, Any]) -> None:
    lines = _lines(book, talk)
    messages = [_message(book, room, line, team) for line in lines]
    made = {(line.copy, line.index): message for line, message in zip(lines, Message.objects.bulk_create(messages, _BATCH), strict=True)}
    answers = []
    for line in lines:
        if (target := line.row.get("reply_to")) is not None:
            made[line.copy, line.index].reply_to = made[line.copy, target]
            answers.append(made[line.copy, line.index])
    Message.objects.bulk_update(answers, ["reply_to"], _BATCH)
    revisions = [
        MessageRevision(message=m, n=1, body_md=m.body_md.rstrip(".。"), editor=m.sender, at=m.edited_at) for m in messages if m.edited_at
    ]
    MessageRevision.objects.bulk_create(revisions)
    room.last_seq, room.last_message_at = lines[-1].change_seq, lines[-1].at
    Room.objects.filter(pk=room.pk).update(last_seq=room.last_seq, last_message_at=room.last_message_at)
    seats = _seats(book, room, messages, team)
    Membership.objects.bulk_create(seats, _BATCH)
    Interaction.objects.bulk_create(_facts(room, messages, seats), _BATCH)


def _message(book: Book, room: Room, line: Line, team: dict[str, Any]) -> Message:
    sender = _party(book, line.row["by"])
    language = _language(line.row["text"])
    body = book.markdown(line.row["text"], language)
    later = line.at + timedelta(minutes=4)
    return Message(
        room=room, seq=line.seq, change_seq=line.change_seq, sender=sender, sender_name=sender.public_name,
        sender_role=_role(line.row["by"], team), cid=cid_of(room.code, line.index, line.copy), body_md=body, body_html=markdown.render_message(body),
        body_version=markdown.VERSION, lang=language, created_at=line.at, edited_at=later if line.row.get("edited") else None,
        deleted_at=later if line.row.get("deleted") else None, deleted_by=sender if line.row.get("deleted") else None,
    )  # fmt: skip


def _language(text: str) -> str:
    """By script, and German by its small words: senders write in more than one language."""
    if re.search("[\u0600-\u06ff]", text):
        return "ar"
    if re.search("[\u4e00-\u9fff]", text):
        return "zh-hant"
    return "de" if len(_GERMAN.findall(text)) >= 2 else "en"


def _role(code: str, team: dict[str, Any]) -> str:
    if code not in team:
        return MemberRole.MEMBER
    return MemberRole.MODERATOR if team[code].get("moderator") else MemberRole.AGENT


def _seats(book: Book, room: Room, messages: list[Message], team: dict[str, Any]) -> list[Membership]:
    """Who wrote sits in the room; so do some who only read. Most have read to the end, some are weeks behind."""
    dice = random.Random(room.code)
    spoken: dict[int, list[Message]] = {}
    for message in messages:
        spoken.setdefault(message.sender_id or 0, []).append(message)
    seats = []
    for code in book.people:
        party = _party(book, code)
        own = spoken.get(party.pk)
        if own is None and (not party.handle or room.language not in {"", party.language} or dice.random() > 0.25):
            continue
        first = own[0] if own else dice.choice(messages)
        behind = messages[dice.randrange(len(messages) * 3 // 4, len(messages))] if dice.random() < 0.3 else messages[-1]
        read_to = max(behind.seq, own[-1].seq if own else first.seq)
        seats.append(Membership(
            room=room, party=party, role=_role(code, team), joined_seq=first.seq - 1, joined_at=first.created_at - timedelta(minutes=dice.randrange(2, 4000)),
            read_seq=room.last_seq if behind is messages[-1] else read_to,
        ))  # fmt: skip
    return seats


def _facts(room: Room, messages: list[Message], seats: list[Membership]) -> list[Interaction]:
    """What `timeline.record` would have written: one fact a message and one a seat."""
    about = {"about_type": ContentType.objects.get_for_model(Room), "about_id": room.pk, "channel": Channel.CHAT}
    title = room.text_in("title", "en")
    sent = [
        Interaction(
            party_id=m.sender_id, kind="chat.sent", at=m.created_at, attrs={"room": title, "message": m.pk}, key=f"chat.sent:{m.sender_id}:{m.cid}",
            **about,
        )
        for m in messages
    ]  # fmt: skip
    joined = [
        Interaction(party_id=s.party_id, kind="chat.joined", at=s.joined_at, attrs={"room": title}, key=f"chat.joined:demo:{room.pk}:{s.party_id}", **about)
        for s in seats
    ]
    return sent + joined

"""How anybody tells the sockets: from any thread, after the commit, once per process, and it may be lost.

Only what is in the database counts; a lost change is found by the reconciler, a lost hint was only a hint.
"""

import json
from typing import Any

from portal.realtime import bus


def encode(frame: dict[str, Any]) -> str:
    """A frame as the text that goes over the wire."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def publish_change(topic: str, prev: int, head: int, frame: dict[str, Any]) -> None:
    """A durable change that takes the topic from `prev` to `head`."""
    publish_changes([(topic, prev, head, frame)])


def publish_changes(changes: list[tuple[str, int, int, dict[str, Any]]]) -> None:
    """Several durable changes at once, each as `publish_change` has it."""
    bus.send_all(
        [{"kind": "change", "topic": topic, "prev": prev, "head": head, "text": encode(frame)} for topic, prev, head, frame in changes]
    )


def publish_hint(topic: str, frame: dict[str, Any], *, fleeting: bool = True, most: int = 0) -> None:
    """Something that is not kept: typing (`fleeting`: dropped for slow sockets; `most`: not sent in fuller topics), or a notice."""
    bus.send({"kind": "hint", "topic": topic, "text": encode(frame), "fleeting": fleeting, "most": most})


def unsubscribe(topic: str, user_id: int, frame: dict[str, Any]) -> None:
    """Take a user's sockets out of a topic and tell them with `frame`."""
    bus.send({"kind": "unsubscribe", "topic": topic, "user": user_id, "text": encode(frame)})


def check_user(user_id: int) -> None:
    """Look again, at once, at whether this user's sockets may stay."""
    bus.send({"kind": "check", "user": user_id})


def user_topic(user_id: int) -> str:
    """The topic of a person's own sockets; every signed-in socket hears it."""
    return f"user:{user_id}"

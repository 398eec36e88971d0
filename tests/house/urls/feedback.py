"""What the addresses of feedback need."""

from knowledgebase.feedback import actions
from tests.factories import chat, faq


def objects() -> dict:
    return {
        "question": faq.question("table-voted"),
        "draft": faq.question("table-hidden", live=False),
        "missing": actions.note_missing_answer("gift wrapping", language="en"),
    }


def more(objects: dict, who) -> None:
    """Another search without an answer, another vote on the answer and on another."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    actions.note_missing_answer(f"spare key {number}", language="en")
    for article in (objects["question"], faq.question()):
        other = chat.person()
        actions.cast_vote(article, by=other.user, helpful=False, party=other, reason="", text=f"Unclear {number}.", language="en")

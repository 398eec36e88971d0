"""What the addresses of feedback need."""

from knowledgebase.feedback import actions
from tests.factories import faq


def objects() -> dict:
    return {
        "question": faq.question("table-voted"),
        "draft": faq.question("table-hidden", live=False),
        "missing": actions.note_missing_answer("gift wrapping", language="en"),
    }

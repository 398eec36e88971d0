"""What the addresses of tutorials need."""

from knowledgebase.tutorials import actions
from tests.factories import tutorials


def objects() -> dict:
    return {"tutorial": tutorials.tutorial("table-tutorial"), "draft": tutorials.tutorial("table-draft-tutorial", live=False)}


def more(objects: dict, who) -> None:
    """Another tutorial that the customer has begun."""
    lesson = tutorials.tutorial()
    actions.mark_step_done(lesson, by=who.customer, party=who.customer.party, step=lesson.steps.first())

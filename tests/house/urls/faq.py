"""What the addresses of answers need."""

from tests.factories import faq


def objects() -> dict:
    return {"question": faq.question("table-answer"), "draft": faq.question("table-draft", live=False)}


def more(objects: dict, who) -> None:
    """Another answer."""
    faq.question()

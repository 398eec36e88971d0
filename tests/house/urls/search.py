"""What search's addresses need: nothing."""

from portal.search.models import SearchChange


def objects() -> dict:
    return {}


def more(objects: dict, who) -> None:
    """Another change that the index has not taken in."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    SearchChange.objects.create(label="faq.question", object_id=f"9000{number}")

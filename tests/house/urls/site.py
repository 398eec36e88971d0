"""What the roof's addresses need."""

from portal.topics.models import Topic


def objects() -> dict:
    return {"topic": Topic.objects.create(code="table-topic", name_en="Table", slug_en="table-topic")}


def more(objects: dict, who) -> None:
    """Another topic."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    Topic.objects.create(code=f"table-topic-{number}", name_en=f"Table {number}", slug_en=f"table-topic-{number}")

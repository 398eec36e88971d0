"""What the roof's addresses need."""

from portal.topics.models import Topic


def objects() -> dict:
    return {"topic": Topic.objects.create(code="table-topic", name_en="Table", slug_en="table-topic")}

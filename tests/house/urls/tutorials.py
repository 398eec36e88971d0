"""What the addresses of tutorials need."""

from tests.factories import tutorials


def objects() -> dict:
    return {"tutorial": tutorials.tutorial("table-tutorial"), "draft": tutorials.tutorial("table-draft-tutorial", live=False)}

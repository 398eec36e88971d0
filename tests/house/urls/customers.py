"""What the addresses of customers need."""

from tests.factories import customers


def objects() -> dict:
    return {"party": customers.party()}

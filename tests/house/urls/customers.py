"""What the addresses of customers need."""

from tests.factories import accounts, customers


def objects() -> dict:
    return {"party": customers.party(), "signed_up": accounts.user().party}

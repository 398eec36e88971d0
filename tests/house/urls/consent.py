"""What the addresses of consent need: tokens of each sort, a customer who can be reached, a blocked address."""

from portal.customers import links
from portal.customers.actions import consent as actions
from tests.factories import consent


def objects() -> dict:
    row, waiting = consent.email(), consent.agreed(consent.email(verified=False))
    return {
        "party": row.party,
        "preferences": _token(links.preference_url(row, "en")),
        "out": _token(links.unsubscribe_url(row, "news", "email", "")),
        "confirm": _token(links.confirmation_url([waiting.consent_events.get().pk], "en")),
        "suppression": actions.suppress("gone@mail.example", "email", reason="bounce"),
    }


def _token(url: str) -> str:
    return url.rsplit("/", 2)[1]


def more(objects: dict, who) -> None:
    """Another address with what its owner agreed to, of the party and of the customer; another blocked one."""
    for party in (objects["party"], who.customer.party):
        for purpose in ("news", "offers"):
            consent.agreed(consent.email(party), purpose)
        consent.agreed(consent.email(party, verified=False))
    number = objects["grown"] = objects.get("grown", 0) + 1
    actions.suppress(f"gone{number}@mail.example", "email", reason="bounce", by=who.staff)
    actions.publish_text("news", "en", f"I agree to get news, version {number}.")

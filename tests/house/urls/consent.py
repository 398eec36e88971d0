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

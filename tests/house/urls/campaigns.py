"""What the marketers' addresses need: a draft, a campaign that waits for its approval, one at work."""

from tests.factories import campaigns


def objects() -> dict:
    return {"draft": campaigns.campaign([campaigns.reader()]), "review": campaigns.submitted(), "running": campaigns.running_one()}

"""What the addresses of messaging without a language need."""

from portal.messaging import tracking


def objects() -> dict:
    return {"link": tracking.link_token(1, 0, "https://shop.example/new"), "picture": tracking.picture_token(1)}

"""Moderation: reports, the review queue and sanctions for anything a person writes; it names none of them."""

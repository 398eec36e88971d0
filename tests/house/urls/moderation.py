"""What the moderators' addresses need: a reported message, a decision that can be taken back, and a pause that holds."""

from community.moderation import actions
from tests.factories import chat, moderation


def objects() -> dict:
    moderator = moderation.moderator()
    decided = moderation.item()
    entry = actions.dismiss_item(decided, by=moderator)
    return {"item": moderation.item(), "entry": entry, "sanction": moderation.pause(chat.person(), by=moderator)}


def more(objects: dict, who) -> None:
    """Another report on the message of the addresses and on another; another decision, and another pause."""
    item = objects["item"]
    actions.report_target(item.target, by=chat.person(), reason="rude", note="Again.")
    moderation.item()
    actions.dismiss_item(moderation.item(), by=who.staff)
    moderation.pause(chat.person(), by=who.staff)

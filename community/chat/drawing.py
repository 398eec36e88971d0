"""Cards of rooms, put together here: a template takes ten times as long over each; My page shows six of them, the community all."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.chat.enums import RoomKind, RoomState
from portal.core.context import languages
from portal.core.i18n import current_language
from portal.core.labels import labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import icon

_CARD = '<article class="card"><h3><a class="card-link" href="{}">{}</a></h3>\n{}\n{}\n\n{}</article>\n'
_LAST = '<p class="small strong"><bdi>{}</bdi></p><p class="chat-last" dir="auto">{}</p>'
_SOFT = '<p class="small soft">{}</p>'
_LONGEST_DESCRIPTION = 150


def cards(found: Iterable[dict[str, Any]]) -> SafeString:
    """The cards of `lobby.cards`, one after the other."""
    return joined(_CARD, ((one["url"], one["room"].title, _about(one), _said(one), _foot(one)) for one in found))


def _about(card: dict[str, Any]) -> SafeString:
    """What the room is about and its language, where there is one."""
    parts = [str(card["scope"])] if card["scope"] else []
    spoken = (one for one in languages(current_language()) if one["code"] == card["room"].language)
    parts += [filled('<span lang="{}">{}</span>', one["code"], one["name"]) for one in spoken]
    return filled(_SOFT, joined("{}", zip(parts, strict=True), " · ")) if parts else SafeString()


def _said(card: dict[str, Any]) -> SafeString:
    """The last thing said, else what the room is for."""
    if card["last"]:
        return filled(_LAST, card["last"]["name"], card["last"]["text"])
    return filled('<p class="soft">{}</p>', Truncator(card["room"].description).chars(_LONGEST_DESCRIPTION))


def _foot(card: dict[str, Any]) -> SafeString:
    """Who is there, what is new, who may come in."""
    room, here, unread, members = card["room"], card["here"], card["unread"], card["members"]
    parts = []
    if here:
        parts.append(tag(ngettext("%(n)s here now", "%(n)s here now", here) % {"n": localize(here)}, "live"))
    if unread:
        parts.append(tag(ngettext("%(n)s new", "%(n)s new", unread) % {"n": localize(unread)}, "good"))
    if room.kind == RoomKind.MEMBERS:
        parts.append(tag(filled("{}{}", icon("lock", 14), _("Members only"))))
    if room.state != RoomState.OPEN:
        parts.append(tag(labels(RoomState)[room.state]))
    if members:
        told = ngettext("%(n)s member", "%(n)s members", members) % {"n": localize(members)}
        parts.append(filled('<span class="small soft">{}</span>', told))
    return filled('<div class="row foot-row">{}</div>', joined("{}", zip(parts, strict=True))) if parts else SafeString()

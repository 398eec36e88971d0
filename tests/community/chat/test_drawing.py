"""Cards of rooms: all that is told of a room, nothing of what is not so, and every word escaped."""

import re

import pytest
from django.utils.translation import override

from community.chat import drawing
from community.chat.models import Room


def card(*, here=0, unread=0, members=0, scope=None, last=None, **fields):
    room = Room(**{"title_en": "The <bench>", "description_en": "Wood & iron " * 20, "language": "", "kind": "public", "state": "open", **fields})
    return {"room": room, "url": "/en/community/bench/", "here": here, "unread": unread, "members": members, "scope": scope, "last": last}


def words(markup):
    return " ".join(re.sub("<[^>]+>", " ", markup).split())


def test_a_room_nobody_has_said_anything_in_tells_what_it_is_for():
    drawn = drawing.cards([card()])
    assert '<h3><a class="card-link" href="/en/community/bench/">The &lt;bench&gt;</a></h3>' in drawn
    assert words(drawn).startswith("The &lt;bench&gt; Wood &amp; iron Wood &amp; iron")
    assert words(drawn).endswith("…")
    assert "foot-row" not in drawn
    assert 'class="small soft"' not in drawn


def test_a_card_tells_what_it_is_about_what_was_said_and_who_is_there():
    last = {"name": "<Ann>", "text": "a < b"}
    drawn = drawing.cards([card(here=2, unread=3, members=1, scope="Grinder", last=last, language="de", kind="members", state="locked")])
    assert words(drawn) == (
        "The &lt;bench&gt; Grinder · Deutsch &lt;Ann&gt; a &lt; b 2 here now 3 new Members only Locked: reading only 1 member"
    )
    assert '<span class="tag live">2 here now</span><span class="tag good">3 new</span>' in drawn
    assert '<span lang="de">Deutsch</span>' in drawn


@pytest.mark.parametrize(("code", "told"), [("de", "3 neue"), ("ar", "3 رسائل جديدة")])
def test_it_speaks_the_readers_language(code, told):
    with override(code):
        assert told in words(drawing.cards([card(unread=3)]))


def test_cards_stand_one_after_the_other():
    assert drawing.cards([card(), card()]).count("<article") == 2
    assert drawing.cards([]) == ""

"""What the customer reads on his page, and staff beside his profile."""

import pytest

from community.moderation import actions
from tests.factories import accounts, chat, moderation

pytestmark = pytest.mark.django_db


def test_my_page_tells_of_a_pause_and_of_a_hidden_message_with_reasons(client):
    item = moderation.item(of=moderation.message(body="Cheap <b>parts</b>"))
    moderator = moderation.moderator()
    actions.hide_target(item, by=moderator, reason="spam", note="No shops here.")
    sanction = moderation.pause(item.author, by=moderator, reason="rude", note="Sleep on it.")
    client.force_login(item.author.user)
    page = client.get("/en/me/").content.decode()
    for text in ("What moderators decided", "Cheap &lt;b&gt;parts&lt;/b&gt;", "Advertising", "No shops here.", "Rude or hurtful", "Sleep on it.", str(sanction.until.year)):
        assert text in page
    assert page.count("My rooms") == 1


def test_who_has_done_nothing_reads_nothing_of_moderators(client):
    party = chat.person()
    client.force_login(party.user)
    assert "What moderators decided" not in client.get("/en/me/").content.decode()


def test_sanctions_are_beside_the_profile_for_moderators_only(client):
    party = chat.person()
    moderation.pause(party, reason="rude")
    line = "Writing paused · Rude or hurtful"
    address = f"/desk/customers/{party.pk}/"
    for role, seen in (("moderator", True), ("agent", False)):
        client.force_login(accounts.user(roles=(role,)))
        assert (line in client.get(address).content.decode()) is seen

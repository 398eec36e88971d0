"""Many at once is one by one: the audience in batches and the queue in one statement, against asking for each customer alone."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.campaigns.actions import audience, running
from portal.campaigns.enums import Left
from portal.campaigns.models import AudienceRow, Campaign
from portal.campaigns.queries import audience as reads
from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers import gate
from portal.customers.actions import consent as consents
from portal.customers.actions import contacts, preferences
from portal.customers.actions.merging import merge_parties
from portal.customers.models import Identifier, Party
from portal.customers.queries import aliases
from portal.messaging.actions import queueing
from portal.messaging.channels import choice as choosing
from portal.messaging.models import Mailing, Message
from portal.messaging.sender import Sender
from tests.factories import campaigns, outgoing
from tests.factories import customers as people

pytestmark = pytest.mark.django_db
ZONES = ["Europe/Berlin", "Asia/Taipei", "America/New_York", ""]
WAYS = ["email", "sms", "letter", "inbox"]
QUIET = [None, {"from": "00:00", "to": "23:59"}, {"from": "21:00", "to": "08:00"}]


def somebody(dice: random.Random) -> Party:
    """A customer with anything that may decide over a message."""
    party = people.party(time_zone=dice.choice(ZONES), language=dice.choice(["en", "de"]))
    for way in dice.sample(WAYS, dice.randrange(4)):
        point = outgoing.point(party, way)
        match dice.randrange(7):
            case 0:
                continue
            case 1:
                consents.object_to(point, "offers", way, source="preferences")
            case 2:
                customers.end_identifier(point, by=None)
            case 3:
                consents.suppress(point.value_norm, way, reason="bounce")
            case _:
                consents.grant(point, "offers", way, source="import", evidence={"list": "2024"}, at=now() - timedelta(days=40))
        if dice.randrange(4) == 0:
            at = now() - timedelta(hours=dice.choice([1, 30, 400]))
            contacts.note_contacts([contacts.Made(party.pk, way, "offers", f"test:{point.pk}", point.pk, at)])
    preferences.declare(party, wishes(dice), by=None)
    return party


def wishes(dice: random.Random) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if dice.randrange(3) == 0:
        said["channels.offers"] = dice.sample(WAYS, 2)
    if (quiet := dice.choice(QUIET)) is not None:
        said["quiet"] = quiet
    if dice.randrange(6) == 0:
        said["paused_until"] = (now() + timedelta(days=3)).isoformat()
    return said


def crowd(dice: random.Random) -> list[Party]:
    found = [somebody(dice) for _one in range(dice.randrange(4, 10))]
    if dice.randrange(2):
        merge_parties(found[0], found[1], by=None, reason="the same")
    if dice.randrange(2):
        home = people.party(kind="household")
        for member in found[2:4]:
            customers.relate(member, "household_member", home, by=None)
    if dice.randrange(4) == 0:
        Party.objects.filter(pk=found[-1].pk).update(erased_at=now())
    return found


def one_by_one(campaign: Campaign, at: Any) -> dict[int, tuple[str, str, int | None]]:
    """Party → reason, channel and contact point, by asking for each alone, in the order of the sieve up to the hold-out."""
    found, roots, homes, addresses = {}, set(), set(), set()
    for pk in sorted(campaign.segment.members.values_list("party_id", flat=True)):
        root = aliases.canonical_id(pk)
        if root in roots:
            found[pk] = (Left.MERGED.value, "", None)
            continue
        roots.add(root)
        party = Party.objects.get(pk=root)
        if party.erased_at:
            found[root] = (gate.Reason.ERASED.value, "", None)
            continue
        choice = choosing.choose(party, campaign.purpose, campaign.channels or None, at)
        for told in choice.considered:
            alone = gate.may_send(Identifier.objects.get(pk=told["identifier"]), campaign.purpose, told["channel"], at=at)
            assert (told["allowed"], told["reason"]) == (alone.allowed, alone.reason.value)
        way = choice.way({"quiet"})
        home, address = aliases.unit_ids([root])[root], (way.channel, way.address)
        if way.reason:
            found[root] = (way.reason if choice.considered else Left.UNREACHABLE.value, "", None)
        elif home in homes:
            found[root] = (Left.HOUSEHOLD.value, way.channel, way.identifier_id)
        elif address in addresses:
            found[root] = (Left.ADDRESS.value, way.channel, way.identifier_id)
        else:
            found[root] = (Left.GETS.value, way.channel, way.identifier_id)
            addresses.add(address)
        if not way.reason:
            homes.add(home)
    return found


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_batches_and_one_by_one_give_the_same_audience_and_the_same_queue(seed: int) -> None:
    dice = random.Random(seed)
    campaign = campaigns.campaign(crowd(dice), channels=dice.choice([[], WAYS, ["email", "sms"]]))
    Campaign.objects.filter(pk=campaign.pk).update(state="running", approved_at=now(), frozen_at=now())
    campaign.refresh_from_db()
    at = now()
    audience.draw_audience(campaign, at=at)
    drawn = {one.party_id: (one.reason, one.channel, one.identifier_id) for one in AudienceRow.objects.filter(campaign=campaign)}
    assert drawn == one_by_one(campaign, at)

    campaign.mailing = running._open_mailing(campaign)
    campaign.save(update_fields=["mailing"])
    audience.queue_audience(campaign)
    alone = running._open_mailing(campaign)
    template = campaign.variants.get().template
    for row in reads.rows_of(campaign, reason="gets").order_by("pk"):
        one = queueing.Row(
            row.party_id, template.pk, row.unit_id, template.version, "a", context={"campaign": campaign.pk}, due_at=row.due_at
        )
        queueing.queue_messages(alone, [one], channels=campaign.channels or None)
    assert queued(campaign.mailing) == queued(alone)


def queued(mailing: Mailing) -> list[dict[str, Any]]:
    """What there is of each message, but its number, its mailing, and the moment a verdict names."""
    left_out = {"id", "mailing_id", "created_at"}
    rows = [
        {k: v for k, v in row.items() if k not in left_out} for row in Message.objects.filter(mailing=mailing).order_by("unit_id").values()
    ]
    for row in rows:
        for told in row["choice"]["considered"]:
            told.pop("again_at", None)
    return rows


def test_a_contact_point_that_is_gone_by_then_is_kept_as_not_reachable_and_nobody_erased_is_queued() -> None:
    lost, erased, fine = campaigns.reader(), campaigns.reader(), campaigns.reader()
    campaign = campaigns.running_one([lost, erased, fine], queued=False)
    AudienceRow.objects.filter(party=lost).update(identifier=None)
    Party.objects.filter(pk=erased.pk).update(erased_at=now())
    audience.queue_audience(campaign)
    assert list(Message.objects.order_by("party_id").values_list("party_id", "state", "reason", "address_norm")) == [
        (lost.pk, "skipped", "no_address", ""), (fine.pk, "queued", "", fine.identifiers.get().value_norm),
    ]  # fmt: skip


def test_the_gate_is_asked_again_before_it_leaves_whatever_was_chosen() -> None:
    reader = campaigns.reader()
    campaign = campaigns.running_one([reader], queued=False)
    consents.withdraw(reader.identifiers.get(), "offers", "email", source="preferences")
    audience.queue_audience(campaign)
    assert Message.objects.get().state == "queued"
    with Sender() as sender:
        sender.round()
    assert list(Message.objects.values_list("state", "reason")) == [("skipped", "withdrawn")]

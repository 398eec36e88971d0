"""Policies and their versions; contact; directory."""

from datetime import timedelta

import pytest

from portal.core.clock import today
from portal.pages.models import Activity, ContactChannel, ContactPage, DirectoryPage, PolicyPage, PolicyVersion
from portal.topics.models import Topic
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    return pages.home()


@pytest.fixture
def policy(homes):
    days = {1: 400, 2: 30, 3: -30}
    versions = [PolicyVersion(number=n, in_force_on=today() - timedelta(days=ago), changes=f"Change {n}", body=f"<p>Wording {n}</p>") for n, ago in days.items()]
    return pages.add(homes["en"], PolicyPage, title="Warranty", slug="warranty", versions=versions)


def test_the_newest_version_whose_day_has_come_is_in_force(client, policy):
    assert policy.in_force.number == 2
    text = client.get("/en/warranty/").content.decode()
    assert "Wording 2" in text
    assert "not in force" not in text


def test_an_earlier_version_can_be_read_and_is_marked(client, policy):
    text = client.get("/en/warranty/?version=1").content.decode()
    assert "Wording 1" in text
    assert "You are reading a version that is not in force." in text


@pytest.mark.parametrize("version", ["99", "x", "%00", "-1", "9" * 400])
def test_an_unknown_version_shows_the_one_in_force(client, policy, version):
    assert "Wording 2" in client.get(f"/en/warranty/?version={version}").content.decode()


def test_contact_page_links_what_a_device_can_follow(client, homes):
    channels = [ContactChannel(position=n, kind=kind, value=value) for n, (kind, value) in enumerate([("mail", "help@shop.example"), ("fax", "+49 761 1"), ("telephone", "+49 761 5550 120")])]
    pages.add(homes["en"], ContactPage, title="Contact", slug="contact", channels=channels)
    text = client.get("/en/contact/").content.decode()
    assert 'href="mailto:help@shop.example"' in text
    assert 'href="tel:+497615550120"' in text
    assert "+49 761 1" in text


def test_directory_groups_by_topic_and_filters_by_kind(client, homes):
    topic = Topic.objects.create(code="water", name_en="Water", slug_en="water")
    for kind in ("activity", "application"):
        Activity.objects.create(code=kind, kind=kind, topic=topic, url="https://a.example", name_en=f"An {kind}", description_en="Words")
    pages.add(homes["en"], DirectoryPage, title="Directory", slug="directory")
    assert "An application" in client.get("/en/directory/").content.decode()
    only = client.get("/en/directory/?kind=activity").content.decode()
    assert "An activity" in only
    assert "An application" not in only
    assert "An application" in client.get("/en/directory/?kind=nonsense").content.decode()

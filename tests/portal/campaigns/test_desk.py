"""The marketers' pages: steps, check, decision, acts; queries as many for three rows as for one; hostile input."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.campaigns.actions import approving, audience, measuring
from portal.campaigns.models import Campaign, Enrolment
from portal.campaigns.queries import link_check
from portal.core.clock import now
from portal.customers import timeline
from portal.messaging.models import Message
from tests.factories import campaigns

pytestmark = pytest.mark.django_db
HOSTILE = ["\x00", "a\ud800b", "x" * 10_000, "\u202egnp.exe", "9" * 40, "-1", "<script>"]


@pytest.fixture
def marketer(client):
    user = campaigns.marketer()
    client.force_login(user)
    return user


def post(client, name: str, campaign: Campaign, **data):
    return client.post(reverse(name, args=[campaign.pk]), data)


def save(client, campaign: Campaign, step: str, **data):
    campaign.refresh_from_db()
    return client.post(reverse("desk_campaign_step", args=[campaign.pk, step]), {"version": campaign.version, **data})


def test_a_marketer_writes_a_campaign_step_by_step(client, marketer) -> None:
    reader, template = campaigns.reader(), campaigns.template()
    segment = campaigns.segment([reader])
    answer = client.post(reverse("desk_campaign_new"), {"name": "Spring cleaning", "purpose": "offers", "hypothesis": "More visits."})
    campaign = Campaign.objects.get()
    assert answer.url == reverse("desk_campaign_step", args=[campaign.pk, "audience"])
    assert save(client, campaign, "audience", segment=segment.pk, signed_in="any").url.endswith("/edit/messages/")
    assert save(client, campaign, "messages", template_a=template.pk).url.endswith("/edit/schedule/")
    starts = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert save(client, campaign, "schedule", starts_at=starts, clock="house", per_minute="").url.endswith("/edit/effect/")
    assert save(client, campaign, "effect", holdout_percent="0", window_days="14").url.endswith("/check/")
    assert post(client, "desk_campaign_count", campaign).status_code == 302
    page = client.get(reverse("desk_campaign_check", args=[campaign.pk])).content.decode()
    assert re.search(r'figure-number numbers">1</span>', page)
    assert post(client, "desk_campaign_submit", campaign).url == reverse("desk_campaign", args=[campaign.pk])
    campaign.refresh_from_db()
    assert (campaign.slug, campaign.state, campaign.segment, campaign.variants.get().share) == (
        "spring-cleaning",
        "in_review",
        segment,
        100,
    )


def test_saving_what_is_there_already_changes_nothing(client, marketer) -> None:
    campaign = campaigns.approved()
    template = campaign.variants.get().template_id
    save(client, campaign, "basics", name=campaign.name, purpose=campaign.purpose, hypothesis="")
    save(client, campaign, "messages", template_a=template, share_a=100)
    save(client, campaign, "audience", segment=campaign.segment_id, signed_in="any")
    save(client, campaign, "schedule", clock="house", per_minute=0)
    save(client, campaign, "effect", holdout_percent="0", window_days=14)
    campaign.refresh_from_db()
    assert campaign.state == "approved"


def test_of_two_editors_the_second_keeps_his_words_and_is_told(client, marketer) -> None:
    campaign = campaigns.campaign()
    seen = campaign.version
    save(client, campaign, "basics", name="First", purpose="offers")
    answer = client.post(
        reverse("desk_campaign_step", args=[campaign.pk, "basics"]), {"version": seen, "name": "Second", "purpose": "offers"}
    )
    campaign.refresh_from_db()
    assert (answer.status_code, campaign.name) == (409, "First")
    assert "Second" in answer.content.decode()


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [
        ("messages", {"template_a": "T", "share_a": 60, "template_b": "T", "share_b": 60}, "100 per cent together"),
        ("messages", {"template_a": "T", "template_b": "T", "share_b": 60}, "give each message its share"),
        ("effect", {"holdout_percent": "10", "window_days": "14"}, "needs a goal"),
        ("effect", {"holdout_percent": "60", "window_days": "14"}, "50"),
        ("schedule", {"clock": "customer"}, "needs a start"),
        ("schedule", {"clock": "house", "starts_at": "2027-05-01T10:00", "latest_start_at": "2027-05-01T09:00"}, "before the start"),
        ("schedule", {"clock": "house", "starts_at": "0001-01-01T00:00"}, "2000 and 2100"),
    ],
)
def test_what_does_not_fit_together_is_said_at_its_field(client, marketer, step, data, words) -> None:
    campaign, template = campaigns.campaign(), campaigns.template()
    answer = save(client, campaign, step, **{name: template.pk if value == "T" else value for name, value in data.items()})
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_input_is_refused_kindly(client, marketer, value) -> None:
    campaign = campaigns.running_one()
    draft = campaigns.campaign()
    for step, fields in {
        "basics": ["name", "purpose", "hypothesis"], "audience": ["segment", "languages", "channels", "signed_in"],
        "messages": ["template_a", "share_a"], "schedule": ["starts_at", "per_minute", "clock"], "effect": ["goal", "holdout_percent", "window_days"],
    }.items():  # fmt: skip
        safe = value.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in value else value
        assert save(client, draft, step, **dict.fromkeys(fields, safe)).status_code in {302, 400}
    assert (
        client.post(
            reverse("desk_campaign_step", args=[draft.pk, "basics"]), {"version": "9" * 30, "name": "X", "purpose": "news"}
        ).status_code
        == 409
    )
    for name in ("desk_campaign_audience", "desk_campaign_messages", "desk_campaign_result_rows", "desk_campaigns"):
        args = [] if name == "desk_campaigns" else [campaign.pk]
        query = {key: value.replace("\ud800", "") for key in ("reason", "state", "arm", "variant", "after", "show", "channel")}
        assert client.get(reverse(name, args=args), query).status_code in {200, 404}


def test_the_second_person_decides_and_the_author_cannot(client) -> None:
    author, second = campaigns.marketer(), campaigns.marketer()
    campaign = campaigns.submitted(by=author)
    client.force_login(author)
    assert "waits for somebody else" in client.get(reverse("desk_campaign", args=[campaign.pk])).content.decode()
    post(client, "desk_campaign_approve", campaign, version=campaign.version)
    campaign.refresh_from_db()
    assert campaign.state == "in_review"
    client.force_login(second)
    assert campaign.name in client.get(reverse("desk_campaign_approvals")).content.decode()
    assert post(client, "desk_campaign_return", campaign, version=campaign.version).status_code == 400
    post(client, "desk_campaign_approve", campaign, version=campaign.version - 1)
    campaign.refresh_from_db()
    assert campaign.state == "in_review"
    post(client, "desk_campaign_approve", campaign, version=campaign.version)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.approved_by) == ("approved", second)


def test_sent_back_says_why(client, marketer) -> None:
    campaign = campaigns.submitted()
    post(client, "desk_campaign_return", campaign, version=campaign.version, **{"return-note": "The price is wrong."})
    assert "The price is wrong." in client.get(reverse("desk_campaign", args=[campaign.pk])).content.decode()
    campaign.refresh_from_db()
    assert campaign.state == "draft"


def test_stopping_asks_whether_one_is_sure(client, marketer) -> None:
    campaign = campaigns.running_one()
    post(client, "desk_campaign_stop", campaign)
    campaign.refresh_from_db()
    assert campaign.state == "running"
    post(client, "desk_campaign_stop", campaign, sure="1")
    campaign.refresh_from_db()
    assert (campaign.state, Message.objects.get().state) == ("stopped", "skipped")


def test_a_test_goes_to_the_marketer_alone_and_not_into_the_mailing(client, marketer) -> None:
    campaign = campaigns.campaign([campaigns.reader()], variants=(("a", 50), ("b", 50)))
    post(client, "desk_campaign_test", campaign, language=["en", "ar", "klingon"])
    found = Message.objects.values_list("party_id", "language", "mailing", "channel", "state")
    assert sorted(found) == sorted((marketer.party.pk, code, None, "email", "queued") for code in ("en", "ar") for _variant in "ab")


def test_links_are_asked_of_our_own_pages_and_never_of_the_network(client, marketer) -> None:
    body = "[shop](/en/shop/) [gone](/en/shop/not-there/) [out](https://example.org/a) [bad](http://exa mple) [mail](mailto:us@example.org)"
    campaign = campaigns.campaign(body=body)
    found = {link.address: link.verdict for link in link_check.links_of(campaign)}
    assert found["/en/shop/"] == "ok"
    assert found["/en/shop/not-there/"] == "broken"
    assert found["https://example.org/a"] == "outside"
    assert found["mailto:us@example.org"] == "outside"


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("/en/", "ok"), ("/", "ok"), ("/en/nowhere/", "broken"), ("/desk/campaigns/", "ok"), ("http://localhost:8000/en/", "ok"),
        ("http://localhost:8000/en/nowhere/", "broken"), ("http://[broken", "broken"), ("javascript:alert(1)", "broken"),
        ("//example.org/x", "broken"), ("mailto:nobody", "broken"), ("tel:+4930123", "outside"), ("{no.such}", "broken"),
        ("https://example.org:99999/", "broken"), ("/en/\x00", "broken"),
    ],
)  # fmt: skip
def test_every_sort_of_link_has_its_verdict(address, verdict, settings) -> None:
    settings.SITE_URL = "http://localhost:8000"
    assert link_check.judge(address)[0] == verdict


def test_the_list_pages_by_the_calendar(client, marketer) -> None:
    for days in (3, 1, 2):
        campaigns.campaign(name=f"In {days} days", starts_at=now() + timedelta(days=days))
    page = client.get(reverse("desk_campaigns")).content.decode()
    places = [page.index(f"In {days} days") for days in (1, 2, 3)]
    assert places == sorted(places)


def test_the_list_shows_each_campaigns_state_times_segment_and_purpose(client, marketer) -> None:
    campaigns.campaign(name="A <draft>")
    running = campaigns.running_one([campaigns.reader()])
    page = client.get(reverse("desk_campaigns")).content.decode()
    rows = {row.count("A &lt;draft&gt;"): " ".join(re.sub("<[^>]+>", " ", row).split()) for row in page.split("<tr>")[2:]}
    assert rows[1].startswith("A &lt;draft&gt; Draft not set")
    assert rows[0].startswith(f"{running.name} Running")
    assert running.segment.name in rows[0]
    assert "Offers" in rows[0]
    assert '<span class="tag live">Running</span>' in page
    assert '<span class="tag">Draft</span>' in page
    assert "None of this kind" in client.get(reverse("desk_campaigns") + "?show=done").content.decode()


def test_results_are_counted_once_after_each_measuring(client, marketer, keeping, django_assert_num_queries) -> None:
    campaign = campaigns.running_one([campaigns.reader() for _n in range(4)], holdout_percent=50, goal="asked")
    address = reverse("desk_campaign_results", args=[campaign.pk])

    def shown() -> list[str]:
        page = client.get(address).content.decode()
        return re.findall(r'measure=asked&amp;arm=(\w+)&amp;variant=">(\d+)</a>', page)

    measuring.measure_campaign(campaign)
    arms = [arm for arm, _n in shown()]
    assert shown() == [(arm, "0") for arm in arms]
    client.get(address)
    with django_assert_num_queries(6):  # session, user, roles and rights (3), the campaign
        client.get(address)
    for row in Enrolment.objects.all():
        timeline.record(row.party, "search.nothing_found", attrs={"text": "filter", "language": "en"}, at=now())
    assert shown() == [(arm, "0") for arm in arms]  # not counted yet, and the page says when it was
    assert post(client, "desk_campaign_measure", campaign).url == address
    sizes = {arm: str(Enrolment.objects.filter(arm=arm).count()) for arm in arms}
    assert shown() == [(arm, sizes[arm]) for arm in arms]
    Campaign.objects.filter(pk=campaign.pk).update(frozen_at=now() - timedelta(days=60))
    assert "The days that count ended on" in client.get(address).content.decode()


def test_progress_and_empty_pages_say_what_they_are(client, marketer) -> None:
    assert "No campaigns yet" in client.get(reverse("desk_campaigns")).content.decode()
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader()])
    Message.objects.filter(pk=Message.objects.first().pk).update(state="sent", sent_at=now())
    page = client.get(reverse("desk_campaign_progress", args=[campaign.pk])).content.decode()
    assert "1 of 2 messages are through" in page
    assert "Not counted yet" in client.get(reverse("desk_campaign_results", args=[campaign.pk])).content.decode()
    draft = campaigns.campaign()
    assert "Nothing has happened yet" in client.get(reverse("desk_campaign_results", args=[draft.pk])).content.decode()


def test_a_large_audience_is_counted_in_the_background(client, marketer, monkeypatch) -> None:
    from portal.campaigns import tasks
    from portal.campaigns.desk import checking

    monkeypatch.setattr(checking, "AT_ONCE", 0)
    campaign = campaigns.campaign([campaigns.reader()])
    campaign.segment.size = 1
    campaign.segment.save()
    answer = post(client, "desk_campaign_count", campaign)
    assert answer.url.endswith("?counting=1")
    assert "being counted" in client.get(answer.url).content.decode()
    tasks.count_audience.func(campaign.pk, campaign.version)
    campaign.refresh_from_db()
    assert campaign.is_prepared
    assert "being counted" not in client.get(answer.url).content.decode()


def test_a_change_while_it_is_counted_leaves_the_old_count_marked_as_old(client, marketer) -> None:
    campaign = campaigns.campaign([campaigns.reader()])
    audience.prepare_campaign(campaign)
    save(client, campaign, "basics", name="Another", purpose="offers")
    assert "Please count again" in client.get(reverse("desk_campaign_check", args=[campaign.pk])).content.decode()
    campaign.refresh_from_db()
    with pytest.raises(approving.NotReadyError):
        approving.submit_campaign(campaign, by=marketer)

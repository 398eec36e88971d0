"""A campaign from the customer's side: the mail on a phone in Arabic, the inbox, the preferences behind its link, the way out; and what
the desk says of whom it does not reach."""

import email
import email.policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from portal.campaigns.actions import audience
from portal.campaigns.actions import running as work
from portal.campaigns.models import Campaign
from portal.customers.enums import IdentifierKind
from portal.customers.models import ConsentEvent, ConsentState, PreferenceEvent
from portal.customers.queries.preferences import preferences_of
from portal.messaging import sender
from portal.messaging.actions.templates import save_template
from portal.messaging.models import InboxItem, Message
from portal.topics.models import Topic
from tests.factories import accounts, campaigns
from tests.factories import consent as consents
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures
from tests.journeys.test_axe import RUN, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "locale": "ar"}
WORDS = {
    "ar": {"subject": "عرض الربيع", "body": "## أهلًا يا {customer.name}\n\nلدينا [غلاية جديدة](/ar/shop/) هذا الربيع."},
    "de": {"subject": "Frühlingsangebot", "body": "## Guten Tag, {customer.name}\n\nWir haben einen [neuen Kessel](/de/shop/)."},
    "zh-hant": {"subject": "春季優惠", "body": "## 您好，{customer.name}\n\n今年春天有[新水壺](/zh-hant/shop/)。"},
    "en": {"subject": "An offer for spring", "body": "## Hello {customer.name}\n\nWe have a [new kettle](/en/shop/) this spring."},
}


@pytest.fixture
def outbox(settings, server, tmp_path):  # noqa: F811
    """Where the sender lays mails; their links lead to the running server."""
    settings.SITE_URL, settings.OUTBOX_DIR, settings.MAIL_CARRIER = server.http, tmp_path / "outbox", "portal.core.outbox.OutboxBackend"
    return settings.OUTBOX_DIR


def layla() -> Any:
    """A customer who reads Arabic, may sign in, and agreed to offers by mail."""
    user = accounts.user("layla@mail.example", handle="layla", language="ar")
    consents.agreed(user.party.identifiers.get(kind=IdentifierKind.EMAIL), "offers")
    return user


def send_campaign(parties: list[Any], purpose: str = "offers") -> Campaign:
    """Built, approved by a second person, begun, and sent by the sender."""
    words = save_template(f"spring-{purpose}-{Campaign.objects.count()}", by=None, name="Spring", purpose=purpose, texts=WORDS)
    campaign = campaigns.campaign(parties, purpose=purpose, variants=())
    campaigns.editing.set_variants(campaign, [("a", 100, words)], by=campaign.created_by, version=campaign.version)
    audience.prepare_campaign(campaign)
    campaign = campaigns.approving.submit_campaign(campaign, by=campaign.created_by)
    campaigns.approving.approve_campaign(campaign, by=campaigns.marketer(), version=campaign.version)
    campaign = work.start_campaign(Campaign.objects.get(pk=campaign.pk))
    audience.queue_audience(campaign)
    sender.send_due(seconds=10)
    return campaign


def mails_to(outbox: Path, address: str) -> list[Any]:
    """What lies in the outbox for somebody, oldest first."""
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(outbox.glob("*.eml"))]
    return [mail for mail in mails if address in str(mail["To"])]


def open_mail(page: Any, mail: Any) -> None:
    """As a mail program shows it: the HTML alone, no script, nothing fetched."""
    html = mail.get_body(preferencelist=("html",)).get_content()
    page.route("**/the-mail", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html))
    page.goto(f"http://{urlsplit(page.url).netloc}/the-mail")


def assert_fit(page: Any, *, mail: bool = False) -> None:
    """Nothing axe-core knows of, nothing sideways. A mail is a part of the mail program's page, which has the landmarks."""
    page.evaluate(AXE_SCRIPT)
    faults = [one for one in page.evaluate(RUN) if not (mail and one.startswith(("landmark-one-main", "page-has-heading-one", "region")))]
    assert [*faults, page.evaluate(WIDE)] == [""], page.url


def acts() -> tuple[int, int, list[Any]]:
    """Everything that was ever said, and what holds."""
    states = ConsentState.objects.order_by("pk").values_list("pk", "status", "since_at")
    return ConsentEvent.objects.count(), PreferenceEvent.objects.count(), list(states)


def choose(page: Any) -> None:
    """What he would rather have, on the page behind the link: a further purpose, a topic, quiet hours, another language, a light page."""
    page.locator("input[name=ways_surveys][value^=email]").check()
    page.locator("input[name=topics][value=brewing]").check()
    page.locator("select[name=quiet]").select_option("own")
    page.locator("input[name=quiet_from]").fill("22:30")
    page.locator("input[name=quiet_to]").fill("06:45")
    page.locator("select[name=theme]").select_option("light")
    page.locator("select[name=language]").select_option("de")
    page.locator("form.centre button").click()


def assert_chosen(page: Any) -> None:
    assert page.locator("input[name=ways_surveys][value^=email]").is_checked()
    assert page.locator("input[name=ways_offers][value^=email]").is_checked(), "what he had stays"
    assert page.locator("input[name=topics][value=brewing]").is_checked()
    assert [page.locator(f"form.centre [name={name}]").input_value() for name in ("language", "theme", "quiet", "quiet_from", "quiet_to")] == [
        "de", "light", "own", "22:30", "06:45",
    ]  # fmt: skip


def test_a_customer_reads_on_a_phone_in_arabic_and_chooses_by_the_link(open_page, server, outbox):  # noqa: F811
    user = layla()
    Topic.objects.create(code="brewing", name="Brewing", name_ar="التحضير", name_de="Zubereitung", slug="brewing")
    send_campaign([user.party])
    [mail] = mails_to(outbox, user.email)
    assert mail["Subject"] == "عرض الربيع"

    page = open_page(None, "/livez", **PHONE)
    open_mail(page, mail)
    assert page.locator("html").get_attribute("dir") == "rtl"
    title = page.get_by_role("heading", name="أهلًا يا").bounding_box()
    assert title["x"] + title["width"] > 340, "it begins on the right"
    assert (
        max(page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")) < 90
    ), "dark paper"
    assert_fit(page, mail=True)

    before = acts()
    page.get_by_role("link", name="تفضيلاتك").click()
    page.wait_for_url("**/ar/**")
    assert acts() == before, "looking changes nothing"
    assert user.email not in page.content(), "whoever has the link does not read the address"
    assert_fit(page)
    choose(page)
    page.get_by_text("Deine Einstellungen sind gespeichert").wait_for()
    assert urlsplit(page.url).path.startswith("/de/")
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.reload()
    assert_chosen(page)
    held = preferences_of(user.party)
    assert (held.language, held.topics, held.quiet, held.theme) == ("de", ["brewing"], {"from": "22:30", "to": "06:45"}, "light")

    # what the link may not do: the inbox belongs to the account
    assert page.locator("input[value^=inbox]").count() == 0
    page = open_page(user, "/de/me/preferences/", **PHONE)
    assert_chosen(page)
    page.locator("input[name=ways_news][value^=inbox]").check()
    page.locator("form.centre button").click()
    page.get_by_text("Deine Einstellungen sind gespeichert").wait_for()
    send_campaign([user.party], "news")
    assert (InboxItem.objects.count(), len(mails_to(outbox, user.email))) == (1, 1), "the cheapest way he agreed to, and no other"
    page.goto(server.http + "/de/me/inbox/")
    assert page.locator(".inbox .unread").count() == 1
    assert_fit(page)
    page.get_by_role("link", name="Frühlingsangebot").click()
    page.get_by_role("heading", name="Guten Tag,").wait_for()
    assert_fit(page)
    page.get_by_role("link", name="Warum habe ich das bekommen?").click()
    page.get_by_role("heading", name="Warum habe ich das bekommen?").wait_for()
    assert_fit(page)
    page.goto(server.http + "/de/me/inbox/")
    assert page.locator(".inbox .unread").count() == 0


def test_the_way_out_acts_on_a_press_alone_and_the_desk_says_why_nothing_comes(open_page, server, outbox):  # noqa: F811
    user = layla()
    send_campaign([user.party])
    [mail] = mails_to(outbox, user.email)

    page = open_page(None, "/livez", **PHONE)
    open_mail(page, mail)
    before = acts()
    page.get_by_role("link", name="إلغاء الاشتراك").click()
    page.get_by_role("button", name="نعم، ألغِ الاشتراك").wait_for()
    address = page.url
    assert f"<{address}>" in mail["List-Unsubscribe"], "the mail program's button and the link are one"
    page.reload()
    assert acts() == before, "a scanner that follows every link changes nothing"
    assert_fit(page)
    page.get_by_role("button", name="نعم، ألغِ الاشتراك").click()
    page.get_by_role("heading", name="تم").wait_for()
    assert ConsentState.objects.get(identifier__party=user.party, purpose="offers", channel="email").status == "withdrawn"
    assert_fit(page)
    page.get_by_role("link", name="كل التفضيلات").click()
    assert not page.locator("input[name=ways_offers][value^=email]").is_checked()
    page.get_by_text("سُحبت").first.wait_for()

    after = acts()
    assert page.request.post(address, form={"List-Unsubscribe": "One-Click"}).status == 200  # the mail program asks too
    assert acts() == after, "once is once"

    campaign = send_campaign([user.party, campaigns.reader(address="third@mail.example")])
    assert (len(mails_to(outbox, user.email)), len(mails_to(outbox, "third@mail.example"))) == (1, 1)
    assert not Message.objects.filter(mailing=campaign.mailing, party=user.party, state="sent").exists()
    desk = open_page(campaigns.marketer(), reverse("desk_campaign_check", args=[campaign.pk]))
    desk.get_by_role("definition").get_by_text("The customer withdrew his consent.").wait_for()
    desk.locator("dl.numbers-first a").first.click()
    assert [row.inner_text() for row in desk.locator("tbody th").all()] == [user.party.public_name]
    assert desk.locator("tbody tr").get_by_text("The customer withdrew his consent.").count() == 1


def test_the_mail_programs_own_button_takes_it_back_without_a_page(open_page, server, outbox):  # noqa: F811
    user = layla()
    send_campaign([user.party])
    [mail] = mails_to(outbox, user.email)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).split(">")[0].lstrip("<")
    page = open_page(None, "/livez", **PHONE)
    assert page.request.get(address).status == 200
    assert ConsentState.objects.get(identifier__party=user.party, purpose="offers", channel="email").status == "granted"
    assert page.request.post(address, form={"List-Unsubscribe": "One-Click"}, max_redirects=0).status == 200
    assert ConsentState.objects.get(identifier__party=user.party, purpose="offers", channel="email").status == "withdrawn"
    assert ConsentEvent.objects.latest("pk").source == "one_click"
    page.goto(address)
    page.get_by_role("link", name="كل التفضيلات").click()
    assert not page.locator("input[name=ways_offers][value^=email]").is_checked()

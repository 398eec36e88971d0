"""The key journeys with JavaScript switched off, on the demo."""

import re

import pytest

from tests.journeys.server import PASSWORD, address

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFF = {"java_script_enabled": False}
SEND = "main .form .button"


def test_an_answer_is_found_by_search_and_voted_helpful(visit):
    page = visit("/en/", **OFF)
    page.locator("main input[type=search]").fill("how often do I descale")
    page.locator("main input[type=search]").press("Enter")
    page.locator(".found h3 a", has_text="How often do I have to descale?").click()
    assert page.locator("h1").inner_text() == "How often do I have to descale?"
    page.locator(".helpful").get_by_role("link", name="Yes", exact=True).click()
    page.get_by_role("button", name="Yes, it helped").click()
    assert page.locator("h1").inner_text() == "Good to hear"
    page.get_by_role("link", name="Change my vote").click()
    page.get_by_role("button", name="Send").click()  # no reason chosen
    page.get_by_role("alert").wait_for()
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Send").click()
    assert page.locator("h1").inner_text() == "Thank you for saying so"
    page.get_by_role("link", name=re.compile("Back to")).click()
    assert page.locator("h1").inner_text() == "How often do I have to descale?"


def test_a_search_without_hits_leads_on(visit):
    page = visit("/en/search/?q=xyzzyqux", **OFF)
    assert page.locator(".found").count() == 0
    page.locator("main a[href*='/help/'], main a[href*='/community/']").first.click()
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("who", [None, "customer"])
def test_a_tutorial_is_read_step_by_step(visit, who):
    page = visit(address("tutorial:change-gasket"), who, **OFF)
    page.locator("[data-go-on] .button").first.click()
    read = 0
    while page.locator(".step-foot").count():
        read += 1
        assert f"Step {read} of" in page.locator("#how-far").inner_text()
        with page.expect_navigation():
            page.locator(".step-foot .button").last.click()
    assert read > 2
    assert page.locator("h1").inner_text() == "Done. Well made."
    if who:
        page.goto(page.url.rsplit("/", 2)[0] + "/")
        page.get_by_role("button", name="Start again").click()
        page.wait_for_url("**/1/")
        assert page.locator("h1 .tag").count() == 0


def test_a_variant_is_chosen(visit):
    page = visit(address("product:finch-2"), **OFF)
    before = page.locator(".chips a[aria-current=true]").all_inner_texts()
    other = page.locator("main .split .chips a:not([aria-current])").first
    name = other.inner_text()
    other.click()
    assert "variant=" in page.url
    after = page.locator(".chips a[aria-current=true]").all_inner_texts()
    assert name in after
    assert after != before


def test_results_are_paged_there_and_back(visit):
    page = visit("/en/search/?q=finch", **OFF)
    first = page.locator(".found h3").all_inner_texts()
    page.get_by_role("link", name="Next page").click()
    page.get_by_role("link", name="Previous page").wait_for()
    following = page.locator(".found h3").all_inner_texts()
    assert following
    assert not set(first) & set(following)
    page.get_by_role("link", name="Previous page").click()
    page.wait_for_url("**page=1")
    assert page.locator(".found h3").all_inner_texts() == first


def test_products_are_filtered_and_compared(visit):
    page = visit(address("category:parts"), viewport={"width": 390, "height": 800}, **OFF)
    page.locator(".filters summary").click()  # folded away on a phone
    entry = page.locator(".facet a").first
    count = int(entry.locator(".numbers").inner_text())
    entry.click()
    assert int(re.match(r"\d+", page.locator("#results").inner_text())[0]) == count
    page.get_by_role("link", name="Remove all filters").click()
    for number in range(2):
        page.locator(".product-card .toggle:not([aria-current])").nth(number).click()
    page.get_by_role("link", name="Compare them").click()
    assert page.locator("table.compare thead th").count() == 2
    page.locator("table.compare .remove").first.click()
    assert page.locator("table.compare thead th").count() == 1


def test_signing_up_ending_it_and_coming_back_with_a_code(visit, demo):
    page = visit("/en/accounts/signup/", **OFF)
    page.get_by_label("E-mail address").fill("rosa@mail.example")
    page.get_by_label("Public name").fill("rosa-r")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(SEND).click()
    page.get_by_label("Code").fill("WRONGX")
    page.locator(SEND).click()
    page.locator(".wrong, .errors").first.wait_for()
    page.get_by_label("Code").fill(demo.code_for("rosa@mail.example"))
    page.locator(SEND).click()
    page.wait_for_url("**/en/me/")
    page.goto(demo.http + "/en/accounts/sessions/")
    page.get_by_role("button", name="Sign out here").click()
    demo.forget_mails()
    page.goto(demo.http + "/en/accounts/login/code/")
    page.get_by_label("E-mail address").fill("rosa@mail.example")
    page.locator(SEND).click()
    page.get_by_label("Code").fill(demo.code_for("rosa@mail.example"))
    page.locator(SEND).click()
    page.wait_for_url("**/en/me/")
    page.goto(demo.http + "/en/me/profile/")
    page.get_by_label("Telephone").fill("no number")
    page.get_by_label("Name on letters and bills").fill("Rosa Riedl")
    page.get_by_role("button", name="Save").click()
    page.locator(".wrong").first.wait_for()
    assert page.get_by_label("Name on letters and bills").input_value() == "Rosa Riedl"
    page.get_by_label("Telephone").fill("+49 761 5550 199")
    page.get_by_role("button", name="Save").click()
    page.locator(".notices").first.wait_for()
    page.goto(demo.http + "/en/me/profile/")
    assert page.get_by_label("Name on letters and bills").input_value() == "Rosa Riedl"


def test_a_room_is_joined_written_in_edited_and_a_message_reported(visit):
    page = visit(address("room:milk"), "customer", **OFF)
    if (join := page.get_by_role("button", name="Join the room")).count():
        join.click()
    page.get_by_label("Your message").fill("Oat milk **foams** at 55 degrees.")
    page.get_by_role("button", name="Send").click()
    mine = page.locator(".said", has_text="at 55 degrees.").last
    assert mine.locator("strong").inner_text() == "foams"
    mine.get_by_role("link", name="Edit").click()
    page.get_by_label("Message").fill("Oat milk foams at 58 degrees.")
    page.get_by_role("button", name="Save").click()
    page.locator(".said", has_text="at 58 degrees.").first.wait_for()  # the answer's address is there before all of the answer
    assert page.locator(".said", has_text="at 58 degrees.").count() == 1
    page.locator(".said").get_by_role("link", name="Report").first.click()
    page.locator("main input[type=radio], main select").first.wait_for()
    if page.locator("main input[type=radio]").count():
        page.locator("main input[type=radio]").first.check()
    else:
        page.locator("main select").first.select_option(index=1)
    page.locator("main form .button").first.click()
    assert page.get_by_role("status").count() >= 1


def test_language_and_theme_are_changed_and_kept(visit):
    page = visit(address("faq:how-often-descale"), **OFF)
    page.locator("summary", has_text="Language and appearance").click()
    page.locator(".menu-panel a[hreflang=ar]").click()
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert "/ar/help/answers/" in page.url
    page.locator("summary.bar-icon").first.click()
    page.locator("button[name=theme][value=dark]").click()
    assert html.get_attribute("data-theme") == "dark"
    assert "/ar/help/answers/" in page.url
    page.locator(".mark").first.click()
    assert html.get_attribute("data-theme") == "dark"

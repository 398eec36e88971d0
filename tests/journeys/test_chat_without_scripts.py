"""The rooms without JavaScript, and by keyboard alone."""

import pytest

from community.chat.models import Membership, Message
from tests.factories import chat, moderation
from tests.journeys.chat_browsers import connected, open_page, running, server, texts, wait_for_text  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BENCH = "/en/community/bench/"


def test_joining_writing_answering_editing_and_taking_back_are_plain_forms(server, open_page):  # noqa: F811
    room = chat.room("bench")
    tomasz, mara = chat.member(room, handle="tomasz"), chat.person(handle="mara")
    chat.message(room, tomasz, "Is anybody here?")
    page = open_page(mara.user, "/en/community/", java_script_enabled=False)
    page.get_by_role("link", name="About bench").first.click()
    page.get_by_role("button", name="Join the room").click()
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Your message").fill("Yes, **I** am.")
    page.get_by_role("button", name="Send").click()
    assert page.url.endswith("#m2")
    page.locator(".replied", has_text="tomasz").first.wait_for()  # the answer's address is there before all of the answer
    assert page.locator(".replied", has_text="tomasz").count() == 1
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Message").fill("Yes, we are.")
    page.get_by_role("button", name="Save").click()
    wait_for_text(page, "Yes, we are.")
    assert texts(page) == ["Is anybody here?", "Yes, we are."]
    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take it back").click()
    wait_for_text(page, "This message was taken back by its author.")
    assert texts(page)[1] == "This message was taken back by its author."
    page.get_by_role("button", name="Leave the room").click()
    page.get_by_role("button", name="Join the room").wait_for()
    assert Membership.objects.get(party=mara).left_at is not None


def test_a_text_that_cannot_be_sent_is_kept_in_the_form(server, open_page):  # noqa: F811
    room = chat.room("bench", slow_mode_s=600)
    mara = chat.member(room, handle="mara")
    page = open_page(mara.user, BENCH, java_script_enabled=False)
    for text in ("first", "too soon"):
        page.get_by_label("Your message").fill(text)
        page.get_by_role("button", name="Send").click()
    assert "Please wait" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Your message").input_value() == "too soon"
    assert Message.objects.count() == 1


def test_older_messages_are_a_link_away(server, open_page):  # noqa: F811
    room = chat.room("bench")
    mara = chat.member(room, handle="mara")
    Message.objects.bulk_create(Message(room=room, seq=n, change_seq=n, sender=mara, sender_name="mara", body_md=f"line {n}", body_html=f"<p>line {n}</p>") for n in range(1, 121))
    type(room).objects.filter(pk=room.pk).update(last_seq=120)
    page = open_page(None, BENCH, java_script_enabled=False)
    assert (texts(page)[0], texts(page)[-1]) == ("line 71", "line 120")
    page.get_by_role("link", name="Older messages").click()
    assert (texts(page)[0], texts(page)[-1]) == ("line 21", "line 70")
    live = connected(open_page(None, BENCH))
    live.locator(".log-scroll").focus()
    live.evaluate("document.querySelector('.log-scroll').scrollTop = -1e6")
    wait_for_text(live, "line 21")
    live.evaluate("document.querySelector('.log-scroll').scrollTop = -1e6")
    live.locator("#m1").wait_for()
    assert texts(live) == [f"line {n}" for n in range(1, 121)]


def test_a_room_is_used_by_keyboard_alone(server, open_page):  # noqa: F811
    room = chat.room("bench")
    mara = chat.member(room, handle="mara")
    page = connected(open_page(mara.user, BENCH))
    for _n in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "body":
            break
    page.keyboard.type("one line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and another")
    page.keyboard.press("Enter")
    wait_for_text(page, "one line")
    page.keyboard.press("ArrowUp")
    page.locator(".editing").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".editing").count() == 0
    page.keyboard.press("ArrowUp")
    page.locator(".editing").wait_for()
    page.keyboard.press("Control+End")
    page.keyboard.type(", changed")
    page.keyboard.press("Enter")
    wait_for_text(page, "and another, changed")
    assert [m.body_md for m in Message.objects.all()] == ["one line\nand another, changed"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_scrolls_sideways(server, open_page, width, language):  # noqa: F811
    room = chat.room("bench")
    mara = chat.member(room, handle="mara")
    chat.message(room, mara, "averylongwordwithoutanyspace" * 20)
    page = connected_in(open_page(mara.user, f"/{language}/community/bench/", viewport={"width": width, "height": 640}))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.querySelector('.log-scroll').scrollWidth <= document.querySelector('.log-scroll').clientWidth")


def connected_in(page):
    """Connected, whatever the language of the words."""
    page.locator("[data-state].good").wait_for()
    return page


def test_where_sockets_are_blocked_the_room_lives_over_http(server, open_page):  # noqa: F811
    room = chat.room("bench")
    mara, tomasz = chat.member(room, handle="mara"), chat.member(room, handle="tomasz")
    page = open_page(mara.user, "/en/community/")
    page.add_init_script("window.WebSocket = class { constructor() { this.readyState = 3; setTimeout(() => this.onclose?.({ code: 1006 }), 10); } close() {} };")
    page.add_init_script("Math.random = () => 0.05;")
    page.goto(server.http + BENCH)
    page.locator("[data-state]", has_text="a little slower").wait_for()
    chat.message(room, tomasz, "Over the slow road")
    wait_for_text(page, "Over the slow road")
    page.locator(".composer textarea").fill("And back")
    page.keyboard.press("Enter")
    wait_for_text(page, "And back")
    assert list(Message.objects.order_by("seq").values_list("body_md", flat=True)) == ["Over the slow road", "And back"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/en/community/", BENCH, "/ar/community/bench/", "/en/community/owners/", "/desk/moderation/", "/desk/moderation/{item}/", "/desk/moderation/log/", "/en/community/messages/{message}/report/"])
def test_axe_finds_nothing(server, open_page, scheme, path):  # noqa: F811
    from axe_playwright_python.sync_playwright import Axe

    room = chat.room("bench")
    chat.room("owners", kind="members")
    author, noor = chat.member(room, handle="tomasz"), chat.member(room, handle="noor", roles=("moderator",))
    message = chat.message(room, author, "Cheap [parts](https://shop.example)")
    chat.message(room, noor, "Not here, please.", reply_to=message.pk)
    item = moderation.item(of=message)
    page = open_page(noor.user, path.format(item=item.pk, message=message.pk), color_scheme=scheme)
    if path.endswith("bench/"):
        page.locator("[data-state].good").wait_for()
    found = Axe().run(page)
    assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found.response["violations"]] == []

"""Two people, two browsers, one room: in real time, after a lost connection, and when a moderator steps in."""

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.chat.models import Message
from community.moderation.models import Sanction
from tests.factories import chat, moderation
from tests.journeys.chat_browsers import connected, open_page, running, server, texts, wait_for_text, write  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BENCH = "/en/community/bench/"


@pytest.fixture
def people(server):  # noqa: F811 - the fixture
    room = chat.room("bench")
    return room, chat.member(room, handle="mara"), chat.member(room, handle="tomasz")


def test_two_people_talk_answer_edit_and_take_back(people, open_page):  # noqa: F811
    _room, mara, tomasz = people
    a, b = connected(open_page(mara.user, BENCH)), connected(open_page(tomasz.user, BENCH))
    write(a, "Which gasket fits the **Finch 1**?")
    wait_for_text(b, "Which gasket fits the Finch 1?")
    assert b.locator(".said-text strong").inner_text() == "Finch 1"
    b.locator(".said").first.hover()
    b.locator("[data-act=reply]").first.click()
    write(b, "The 8.5 mm one.\nTry it.")
    wait_for_text(a, "The 8.5 mm one.")
    assert a.locator(".replied", has_text="mara").count() == 1
    wait_for_text(b, "The 8.5 mm one.")  # acknowledged: before that there is nothing to edit
    b.locator(".composer textarea").focus()
    b.keyboard.press("ArrowUp")
    b.locator(".editing").wait_for()
    write(b, "The 8.0 mm one.")
    wait_for_text(a, "The 8.0 mm one.")
    assert a.locator(".edited:visible").count() == 1
    b.on("dialog", lambda dialog: dialog.accept())
    b.locator(".mine").last.hover()
    b.locator(".mine [data-act=delete]").last.click()
    wait_for_text(a, "taken back by its author")
    assert texts(a) == texts(b) == ["Which gasket fits the Finch 1?", "This message was taken back by its author."]
    assert list(Message.objects.order_by("seq").values_list("body_md", flat=True)) == ["Which gasket fits the **Finch 1**?", "The 8.0 mm one."]


def test_who_was_away_has_everything_once_and_in_order(people, open_page):  # noqa: F811
    _room, mara, tomasz = people
    a, b = connected(open_page(mara.user, BENCH)), connected(open_page(tomasz.user, BENCH))
    write(a, "zero")
    wait_for_text(b, "zero")
    b.context.set_offline(True)
    b.evaluate("dispatchEvent(new Event('offline'))")
    b.locator("[data-state]", has_text="No connection").wait_for()
    write(b, "kept while away")
    for n in range(1, 6):
        write(a, f"line {n}")
        wait_for_text(a, f"line {n}")
    assert texts(b) == ["zero", "kept while away"]
    b.context.set_offline(False)
    b.evaluate("dispatchEvent(new Event('online'))")
    connected(b)
    wait_for_text(b, "line 5")
    wait_for_text(a, "kept while away")
    wait_for_text(b, "kept while away")
    expected = ["zero", *(f"line {n}" for n in range(1, 6)), "kept while away"]
    assert texts(a) == expected
    assert texts(b) == expected
    assert [m.body_md for m in Message.objects.order_by("seq")] == expected


def test_what_was_typed_and_what_was_not_sent_survive_a_reload(people, open_page):  # noqa: F811
    _room, mara, _tomasz = people
    a = connected(open_page(mara.user, BENCH))
    a.locator(".composer textarea").fill("half a thought")
    a.reload()
    connected(a)
    assert a.locator(".composer textarea").input_value() == "half a thought"
    a.context.set_offline(True)
    a.evaluate("dispatchEvent(new Event('offline'))")
    write(a, "sent later")
    a.context.set_offline(False)
    a.reload()
    connected(a)
    wait_for_text(a, "sent later")
    assert list(Message.objects.values_list("body_md", flat=True)) == ["sent later"]


def test_a_moderator_hides_a_message_and_both_screens_tell_the_truth(people, open_page):  # noqa: F811
    room, mara, tomasz = people
    chat.message(room, mara, "Cheap parts at my shop")
    noor = moderation.moderator(handle="noor")
    a, b = connected(open_page(mara.user, BENCH)), connected(open_page(tomasz.user, BENCH))
    b.locator(".said").first.hover()
    b.locator("[data-act=report]").click()
    b.get_by_label("Advertising").check()
    b.get_by_role("button", name="Send the report").click()
    b.get_by_text("A moderator looks at it").wait_for()
    connected(b)
    desk = open_page(noor, "/desk/moderation/")
    desk.locator("body").press("j")
    desk.keyboard.press("o")
    desk.get_by_text("In your hand until").wait_for()
    desk.wait_for_load_state()  # the keys are heard once the page's script is there
    desk.keyboard.press("h")
    desk.keyboard.press("1")
    desk.get_by_text("Hidden. The author reads the reason.").wait_for()
    wait_for_text(b, "This message was hidden by a moderator.")
    wait_for_text(a, "A moderator hid this message. Only you see it.")
    wait_for_text(a, "Advertising")
    assert "Cheap parts" not in b.locator(".log").inner_text()
    desk.keyboard.press("u")
    desk.get_by_text("Taken back. It is as it was before.").wait_for()
    wait_for_text(b, "Cheap parts at my shop")
    wait_for_text(a, "Cheap parts at my shop")


def test_who_is_silenced_is_told_until_when_and_why_and_keeps_his_text(people, open_page):  # noqa: F811
    room, mara, _tomasz = people
    item = moderation.item(of=chat.message(room, mara, "You are all wrong"))
    a = connected(open_page(mara.user, BENCH))
    a.locator(".composer textarea").fill("one more thing")
    desk = open_page(moderation.moderator(handle="noor"), f"/desk/moderation/{item.pk}/")
    desk.keyboard.press("s")
    desk.locator("[name=silence-hours]").select_option("24")
    desk.locator("[name=silence-note]").fill("Please sleep on it.")
    desk.get_by_role("button", name="Rude or hurtful").last.click()
    desk.get_by_text("is paused").wait_for()
    a.get_by_text("A moderator has paused your writing").wait_for()
    box, sanction = a.locator("#composer").inner_text(), Sanction.objects.get()
    assert "Rude or hurtful" in box
    assert "Please sleep on it." in box
    assert date_format(localtime(sanction.until), "DATETIME_FORMAT") in box
    assert a.locator(".composer textarea").count() == 0
    desk.get_by_role("button", name="Take back").click()
    a.locator(".composer textarea").wait_for()
    assert a.locator(".composer textarea").input_value() == "one more thing"

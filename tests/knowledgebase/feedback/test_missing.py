"""Missing answers: collected from searches, coalesced, worked off on the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from knowledgebase.feedback import actions
from knowledgebase.feedback.enums import MissingState
from knowledgebase.feedback.models import MissingAnswer
from portal.accounts.roles import Role
from portal.core.events import announce
from portal.search.events import nothing_found
from tests.factories import accounts, faq

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    return client


def test_the_same_search_is_one_row_whatever_its_case_and_punctuation():
    for text in ("Gift wrapping", "gift  WRAPPING?", "ｇｉｆｔ wrapping"):
        actions.note_missing_answer(text, language="en")
    actions.note_missing_answer("gift wrapping", language="de")
    assert list(MissingAnswer.objects.order_by("pk").values_list("language", "text", "times")) == [("en", "Gift wrapping", 3), ("de", "gift wrapping", 1)]


@pytest.mark.parametrize("text", ["", " ", "a", "???", "mara@mail.example", "+49 761 5550 120", "4111 1111 1111 1111"])
def test_what_means_nothing_or_looks_personal_is_not_kept(text):
    assert actions.note_missing_answer(text, language="en") is None
    assert not MissingAnswer.objects.exists()


def test_a_full_list_takes_nothing_new_but_counts_on_what_it_has(monkeypatch):
    monkeypatch.setattr(actions, "MAX_OPEN", 1)
    actions.note_missing_answer("gift wrapping", language="en")
    assert actions.note_missing_answer("nonsense", language="en") is None
    assert actions.note_missing_answer("gift wrapping", language="en").times == 2


def test_a_search_without_result_reaches_the_list(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        announce(nothing_found, text="app for iphone", language="en", party=None)
    assert MissingAnswer.objects.get().text == "app for iphone"


def test_an_answered_search_that_fails_again_is_open_again_but_a_dismissed_one_stays(editor):
    answered, dismissed = (actions.note_missing_answer(text, language="en") for text in ("gift wrapping", "casino bonus"))
    actions.answer_missing(answered, by=None, article=faq.question())
    actions.dismiss_missing(dismissed, by=None, note="Spam")
    for text in ("gift wrapping", "casino bonus"):
        actions.note_missing_answer(text, language="en")
    answered.refresh_from_db()
    dismissed.refresh_from_db()
    assert (answered.state, answered.times) == (MissingState.OPEN, 2)
    assert (dismissed.state, dismissed.times) == (MissingState.DISMISSED, 2)


def test_the_desk_lists_the_most_asked_first_with_filters(editor):
    for text, times, language in (("one", 1, "en"), ("five", 5, "en"), ("drei", 3, "de")):
        actions.note_missing_answer(text, language=language, times=times)
    listed = [row.text for row in editor.get(reverse("answers:missing_list")).context["page"]]
    assert listed == ["five", "drei", "one"]
    listed = [row.text for row in editor.get(reverse("answers:missing_list") + "?language=en&state=open").context["page"]]
    assert listed == ["five", "one"]
    assert list(editor.get(reverse("answers:missing_list") + "?state=answered").context["page"]) == []
    assert len(editor.get(reverse("answers:missing_list") + "?state=x&language=%00&after=damaged").context["page"]) == 3


def test_an_editor_chooses_the_article_that_answers(editor):
    missing = actions.note_missing_answer("gift wrapping", language="en")
    article = faq.question(question_en="Do you offer gift wrapping?")
    faq.question(question_en="Something else")
    address = reverse("answers:missing", args=[missing.pk])
    assert [one[1] for one in editor.get(address).context["candidates"]] == [article]
    assert editor.post(address, {"act": "answer", "article": f"answer:{article.pk}"}).status_code == 302
    missing.refresh_from_db()
    assert (missing.state, missing.answer) == (MissingState.ANSWERED, article)


@pytest.mark.parametrize("given", [{"act": "answer", "article": "answer:999999"}, {"act": "answer", "article": "x\x00"}, {"act": "answer", "article": "user:1"}, {"act": "dismiss"}, {"act": "x"}, {}])
def test_a_wrong_choice_changes_nothing(editor, given):
    missing = actions.note_missing_answer("gift wrapping", language="en")
    assert editor.post(reverse("answers:missing", args=[missing.pk]), given).status_code in {200, 422}
    missing.refresh_from_db()
    assert missing.state == MissingState.OPEN


def test_setting_aside_needs_a_note_and_can_be_undone(editor):
    missing = actions.note_missing_answer("casino bonus", language="en")
    address = reverse("answers:missing", args=[missing.pk])
    editor.post(address, {"act": "dismiss", "note": "Not ours"})
    missing.refresh_from_db()
    assert (missing.state, missing.note) == (MissingState.DISMISSED, "Not ours")
    editor.post(address, {"act": "reopen"})
    missing.refresh_from_db()
    assert (missing.state, missing.note, missing.settled_at) == (MissingState.OPEN, "", None)


def test_complaints_are_grouped_by_article_and_ticked_off(editor):
    bad, worse = faq.question(), faq.question()
    for article, count in ((bad, 1), (worse, 2)):
        for number in range(count):
            actions.cast_vote(article, by=None, browser=f"{number:032x}", helpful=False, reason="wrong", text="Old", language="en")
    page = editor.get(reverse("answers:complaints"))
    assert [(one.article, one.total, one.reasons[0][1]) for one in page.context["complaints"]] == [(worse, 2, 2), (bad, 1, 1)]
    address = reverse("answers:votes", args=["answer", worse.pk])
    assert len(editor.get(address).context["page"]) == 2
    assert "2 votes are ticked off" in editor.post(address, follow=True).content.decode()
    assert "1 vote is ticked off" in editor.post(reverse("answers:votes", args=["answer", bad.pk]), follow=True).content.decode()
    actions.cast_vote(bad, by=None, browser="f" * 32, helpful=False, reason="wrong", text="Still", language="en")
    assert [one.article for one in editor.get(reverse("answers:complaints")).context["complaints"]] == [bad]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_a_fixed_number_of_questions(keeping, editor, rows):
    for number in range(rows):
        actions.note_missing_answer(f"word {number}", language="en")
        actions.cast_vote(faq.question(), by=None, browser="a" * 32, helpful=False, reason="wrong", language="en")
    seen = {}
    for name in ("answers:missing_list", "answers:complaints"):
        editor.get(reverse(name))
        with CaptureQueriesContext(connection) as counted:
            editor.get(reverse(name))
        seen[name] = len(counted)
    assert seen == {"answers:missing_list": 6, "answers:complaints": 8}

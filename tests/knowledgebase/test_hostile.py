"""Whatever is typed into forms, query strings and addresses of the help centre: never a fault of ours."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledgebase.feedback import actions
from knowledgebase.feedback.forms import ChooseForm, DismissForm, MissingFilter, VoteForm, WordsForm
from knowledgebase.feedback.models import MissingAnswer, Tally, Vote
from knowledgebase.tutorials.forms import ListFilter
from portal.accounts.roles import Role
from tests.factories import accounts, faq, topics, tutorials

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
nasty = st.one_of(
    st.text(st.characters(), max_size=60),
    st.sampled_from(["\x00", "\ud800", "\u202edlrow", "x" * 10_000, "9" * 400, "-1", "💩‍👩‍👧", "' OR 1=1 --", "<script>", "%00", "99999999999999999999", "١٢"]),
)


@quick
@given(text=nasty, language=st.sampled_from(["en", "ar"]))
def test_any_search_text_is_kept_clean_or_not_at_all(text, language):
    missing = actions.note_missing_answer(text, language=language)
    if missing is not None:
        assert 2 <= len(missing.text_norm) <= 120
        missing.text.encode()
        assert "\x00" not in missing.text


@quick
@given(fields=st.dictionaries(st.sampled_from(["helpful", "reason", "text", "q", "note", "state", "language", "article", "topic", "product", "difficulty"]), nasty))
def test_any_form_answers_yes_or_no(fields):
    for form in (VoteForm, ChooseForm, DismissForm, MissingFilter, WordsForm, ListFilter):
        assert form(fields).is_valid() in {True, False}


@quick
@given(helpful=st.one_of(st.sampled_from(["yes", "no"]), nasty), reason=st.one_of(st.sampled_from(["other", "wrong"]), nasty), text=nasty)
def test_any_vote_is_kept_or_refused(client, helpful, reason, text):
    article = faq.Question.objects.first() or faq.question()
    address = reverse("feedback:vote", args=["answer", article.pk])
    given_text = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in (("helpful", helpful), ("reason", reason), ("text", text))}
    assert client.post(address, given_text).status_code in {302, 422, 429}
    tally = Tally.objects.first() or Tally()
    assert tally.helped + tally.unhelped == Vote.objects.count()


@quick
@given(value=nasty)
def test_any_query_string_gives_a_page(client, value):
    topic = topics.Topic.objects.first() or topics.topic()
    if not tutorials.Tutorial.objects.exists():
        tutorials.tutorial(topic=topic)
    value = value.encode("utf-8", "replace").decode()
    query = dict.fromkeys(("topic", "product", "difficulty", "after", "before", "helpful", "unknown"), value)
    for address in (reverse("help_home"), topic.get_absolute_url(), reverse("tutorials:list")):
        assert client.get(address, query).status_code == 200


@quick
@given(value=nasty)
def test_any_query_string_and_choice_on_the_desk_gives_a_page(client, value):
    client.force_login(accounts.User.objects.first() or accounts.user(roles=(Role.EDITOR,)))
    missing = MissingAnswer.objects.first() or actions.note_missing_answer("gift wrapping", language="en")
    value = value.encode("utf-8", "replace").decode()
    query = dict.fromkeys(("q", "state", "language", "after", "before"), value)
    for address in (reverse("answers:missing_list"), reverse("answers:missing", args=[missing.pk]), reverse("answers:complaints")):
        assert client.get(address, query).status_code == 200
    assert client.post(reverse("answers:missing", args=[missing.pk]), {"act": "answer", "article": value}).status_code == 200
    assert client.post(reverse("answers:missing", args=[missing.pk]), {"act": value, "note": value}).status_code in {200, 422}


@pytest.mark.parametrize("path", ["answers/%00/", "answers/" + "x" * 5000 + "/", "tutorials/x/99999999999999999999999/", "feedback/answer/99999999999999999999999/", "topics/%ED%A0%80/", "feedback/answer/0/thanks/"])
def test_addresses_of_nothing_are_not_found(client, path):
    assert client.get(f"/en/help/{path}").status_code == 404

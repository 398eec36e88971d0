"""What is kept of an answer's page is what a visitor may see, and nothing after it was hidden."""

import pytest

from community.chat.enums import Visibility
from knowledgebase.faq.models import Question
from portal.accounts.roles import Role
from tests.factories import accounts, chat, faq, topics

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping")]


def test_what_a_moderator_may_know_does_not_stay_for_visitors(client):
    topic = topics.topic()
    path = faq.question(topic=topic).get_absolute_url()
    chat.room("hall", topic=topic)
    chat.room("cellar", topic=topic, visibility=Visibility.HIDDEN)
    client.force_login(accounts.user(roles=(Role.MODERATOR,)))
    client.get(path)
    client.logout()
    html = client.get(path).content.decode()
    assert "About hall" in html
    assert "About cellar" not in html


def test_an_answer_taken_off_is_gone_at_once_even_behind_our_back(client):
    question = faq.question()
    path = question.get_absolute_url()
    assert client.get(path).status_code == 200
    Question.objects.filter(pk=question.pk).update(live=False)
    assert client.get(path).status_code == 404

"""Whatever changes a page or a record, the search's queue is written in the same transaction, and then tells the truth."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageViewRestriction

from catalog.products.models import Product
from knowledgebase.faq.models import Question
from portal.accounts.roles import Role
from portal.core import clock
from portal.core.schedules import schedules
from portal.pages import actions
from portal.search import actions as search
from portal.search import queries
from portal.search.models import SearchChange
from tests.factories import accounts, faq, pages, products, tutorials

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_indexes")]


@pytest.fixture
def loose(monkeypatch):
    """The models whose changes were queued outside of a transaction."""
    real, found = search.queue_changes, []

    def queue(model, pks):
        if not connection.in_atomic_block:
            found.append(model.__name__)
        real(model, pks)

    monkeypatch.setattr(search, "queue_changes", queue)
    return found


@pytest.fixture
def post(transactional_db):
    homes = pages.home()
    return pages.news(homes, 2)[0]


@pytest.fixture
def editor(client, transactional_db):
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    assert Group.objects.get(name=Role.EDITOR).permissions.exists()
    search.drain()
    return client


def found(text):
    """How many documents a visitor finds, once the queue is worked off; the index agrees with the database."""
    search.drain()
    assert search.verify() == []
    assert SearchChange.objects.count() == 0
    return queries.search(text, user=AnonymousUser()).total


def cms(client, name, *args, **data):
    answer = client.post(reverse(name, args=args), data)
    assert answer.status_code in {200, 302}, answer.content[:300]
    return answer


def test_a_page_taken_off_in_the_editor_is_found_no_more(editor, post, loose):
    assert found("Post") == 2
    cms(editor, "wagtailadmin_pages:unpublish", post.pk)
    assert (found("Post"), loose) == (1, [])


def test_a_page_deleted_in_the_editor_is_found_no_more(editor, post, loose):
    assert found("Post") == 2
    cms(editor, "wagtailadmin_pages:delete", post.pk)
    assert (found("Post"), loose) == (1, [])


def test_pages_taken_off_in_bulk_are_found_no_more(editor, post, loose):
    assert found("Post") == 2
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    ids = list(Page.objects.filter(slug__startswith="post-").values_list("pk", flat=True))
    assert editor.post(f"{address}?{'&'.join(f'id={pk}' for pk in ids)}").status_code == 302
    assert (found("Post"), loose) == (0, [])


def test_a_branch_made_private_and_public_again_goes_and_comes(editor, post, loose):
    index = post.get_parent()
    assert found("Post") == 2
    cms(editor, "wagtailadmin_pages:set_privacy", index.pk, restriction_type=PageViewRestriction.PASSWORD, password="open sesame please")
    assert PageViewRestriction.objects.count() == 1
    assert (found("Post"), loose) == (0, [])
    cms(editor, "wagtailadmin_pages:set_privacy", index.pk, restriction_type=PageViewRestriction.NONE)
    assert (found("Post"), loose) == (2, [])


def test_a_moved_page_is_found_at_its_new_place(editor, post, loose):
    target = pages.add(post.get_parent().get_parent(), type(post.get_parent().specific), title="Archive", slug="archive")
    found("Post")
    cms(editor, "wagtailadmin_pages:move_confirm", post.pk, target.pk)
    assert (found("Post"), loose) == (2, [])
    urls = [hit.url for hit in queries.search("Post 0", user=AnonymousUser()).results]
    assert any("/archive/" in url for url in urls), urls


def test_a_changed_slug_changes_the_addresses_below(post, loose):
    found("Post")
    index = post.get_parent().specific
    index.slug = "told"
    index.save()
    assert (found("Post"), loose) == (2, [])
    assert all("/told/" in hit.url for hit in queries.search("Post", user=AnonymousUser()).results)


@pytest.mark.parametrize("make", [faq.question, tutorials.tutorial, products.product])
def test_a_record_saved_taken_off_published_and_deleted_is_followed(make, loose):
    one = make("gasketry")
    for act in (one.save, one.unpublish, lambda: one.save_revision().publish(), one.delete):
        act()
        assert (found("gasketry") >= 0, loose) == (True, [])


@pytest.mark.parametrize(("app", "make"), [("faq_question", faq.question), ("products_product", products.product)])
def test_a_record_taken_off_or_deleted_in_the_editor_is_queued_with_it(editor, loose, app, make):
    one, other = make("gasket-one"), make("gasket-two")
    cms(editor, f"wagtailsnippets_{app}:unpublish", one.pk)
    cms(editor, f"wagtailsnippets_{app}:delete", other.pk)
    assert (found("gasket"), loose) == (0, [])


def test_what_editors_have_timed_is_published_and_taken_off_when_it_is_due(post, loose):
    question, product = faq.question("kept"), products.product("mill")
    hour = timedelta(hours=1)
    question.unpublish()
    question.go_live_at = clock.now() + timedelta(seconds=1)
    question.save_revision().publish()
    Product.objects.filter(pk=product.pk).update(expire_at=clock.now() - hour)
    Page.objects.filter(pk=post.pk).update(expire_at=clock.now() - hour)
    assert actions.publish_due() == 2
    assert not Question.objects.get(pk=question.pk).live
    time.sleep(1)
    assert actions.publish_due() == 1
    assert [Question.objects.get(pk=question.pk).live, Product.objects.get(pk=product.pk).live, Page.objects.get(pk=post.pk).live] == [True, False, False]
    assert (found("Post"), loose) == (1, [])
    assert actions.publish_due() == 0


def test_one_that_cannot_be_published_holds_up_no_other(post, monkeypatch):
    hour, other = timedelta(hours=1), faq.question("kept")
    Page.objects.filter(pk=post.pk).update(expire_at=clock.now() - hour)
    Question.objects.filter(pk=other.pk).update(expire_at=clock.now() - hour)

    def broken(self, **kwargs):
        raise ValueError("no")

    monkeypatch.setattr(type(post), "unpublish", broken)
    with pytest.raises(actions.NotAllPublishedError, match="1 of 2"):
        actions.publish_due()
    assert not Question.objects.get(pk=other.pk).live
    assert Page.objects.get(pk=post.pk).live


def test_the_worker_looks_every_minute_for_what_is_due():
    schedule = schedules["pages.publish"]
    assert schedule.every == timedelta(minutes=1)
    schedule.task.enqueue()
    assert DBTaskResult.objects.get().task_path == "portal.pages.tasks.publish_due"

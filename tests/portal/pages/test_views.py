"""The way to a page is kept, and nothing else: what is hidden, moved or private is so at once, or with the next version."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.core import pagecache
from tests.factories import pages as make


@pytest.fixture
def posts(db, settings, keeping):
    settings.ALLOWED_HOSTS = ["testserver"]
    return make.news(make.home(), 3)


def test_a_page_is_found_again_without_the_walk(client, posts, django_assert_num_queries):
    first = client.get("/en/news/post-1/")
    with django_assert_num_queries(1):
        again = client.get("/en/news/post-1/")
    assert (first.status_code, again.status_code) == (200, 200)
    assert b"Post 1" in again.content


def test_pages_of_one_address_in_two_languages_stay_apart(client, posts):
    client.get("/en/news/post-1/")
    assert client.get("/de/news/post-1/").status_code == 404


def test_a_page_taken_off_is_gone_at_once(client, posts):
    client.get("/en/news/post-1/")
    posts[1].unpublish()
    assert client.get("/en/news/post-1/").status_code == 404


def test_a_page_deleted_behind_our_back_is_gone_too(client, posts):
    client.get("/en/news/post-1/")
    posts[1].delete()
    assert client.get("/en/news/post-1/").status_code == 404


def test_what_was_not_found_is_asked_again(client, posts):
    assert client.get("/en/news/late/").status_code == 404
    make.add(posts[0].get_parent(), type(posts[0]), title="Late", slug="late", published_on=posts[0].published_on)
    assert client.get("/en/news/late/").status_code == 200


def test_a_kept_way_opens_no_private_page(client, posts):
    assert client.get("/en/news/post-1/").status_code == 200
    PageViewRestriction.objects.create(page=posts[1], restriction_type=PageViewRestriction.LOGIN)
    pagecache.content_changed()
    answer = client.get("/en/news/post-1/")
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_a_private_page_is_never_shared(posts, settings):
    settings.PAGE_CACHE_SECONDS = 60
    PageViewRestriction.objects.create(page=posts[1], restriction_type=PageViewRestriction.LOGIN)
    for _time in range(2):
        assert Client().get("/en/news/post-1/").status_code == 302

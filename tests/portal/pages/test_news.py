"""News: list, posts, feeds, languages."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.pages import wagtail_hooks
from portal.pages.models import NewsIndexPage, NewsPage
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    return pages.home()


def test_list_shows_posts_newest_first(client, homes):
    pages.news(homes, 3)
    text = client.get("/en/news/").content.decode()
    assert text.index("Post 2") < text.index("Post 1") < text.index("Post 0")


def test_list_costs_the_same_with_one_post_and_with_three(client, homes, django_assert_max_num_queries):
    posts = pages.news(homes, 3)
    client.get("/en/news/")
    with django_assert_max_num_queries(15) as three:
        client.get("/en/news/")
    for post in posts[1:]:
        post.unpublish()
    client.get("/en/news/")
    with django_assert_max_num_queries(15) as one:
        client.get("/en/news/")
    assert len(one.captured_queries) == len(three.captured_queries)


def test_an_empty_list_says_so(client, homes):
    pages.news(homes, 0)
    assert "No news yet" in client.get("/en/news/").content.decode()


@pytest.mark.parametrize("query", ["?topic=%00", "?topic=" + "x" * 5000, "?after=damaged", "?before=W1siYSJdXQ", "?after=%F0%9F%98%80"])
def test_damaged_query_strings_show_the_first_page(client, homes, query):
    pages.news(homes, 1)
    response = client.get("/en/news/" + query)
    assert response.status_code == 200
    assert "Post 0" in response.content.decode() or "topic" in query


def test_post_has_links_to_its_other_languages(client, homes):
    key, index_key = uuid.uuid4(), uuid.uuid4()
    for code, slug in (("en", "new-gaskets"), ("de", "neue-dichtungen")):
        index = pages.add(homes[code], NewsIndexPage, code, key=index_key, title="News", slug="news")
        pages.add(index, NewsPage, code, key=key, title=f"Post {code}", slug=slug)
    text = client.get("/en/news/new-gaskets/").content.decode()
    assert '<link rel="alternate" hreflang="de" href="http://localhost:8000/de/news/neue-dichtungen/">' in text
    assert 'href="/de/news/neue-dichtungen/" lang="de"' in text


def test_a_translation_older_than_its_source_says_so_and_is_listed_for_editors(client, homes):
    key, index_key, made = uuid.uuid4(), uuid.uuid4(), {}
    for code in ("en", "de"):
        index = pages.add(homes[code], NewsIndexPage, code, key=index_key, title="News", slug="news")
        made[code] = pages.add(index, NewsPage, code, key=key, title=f"Post {code}", slug="post")
    assert made["de"].translated_from_at == made["en"].last_published_at
    assert "has changed since it was translated" not in client.get("/de/news/post/", headers={"accept-language": "en"}).content.decode()
    NewsPage.objects.filter(pk=made["en"].pk).update(last_published_at=timezone.now() + timedelta(hours=1))
    assert NewsPage.objects.get(pk=made["de"].pk).is_stale is True
    assert [page.pk for page in wagtail_hooks.stale_pages()] == [made["de"].pk]


def test_a_refreshed_translation_is_no_longer_stale(homes):
    key, index_key, made = uuid.uuid4(), uuid.uuid4(), {}
    for code in ("en", "de"):
        index = pages.add(homes[code], NewsIndexPage, code, key=index_key, title="News", slug="news")
        made[code] = pages.add(index, NewsPage, code, key=key, title=f"Post {code}", slug="post")
    made["en"].save_revision().publish()
    assert NewsPage.objects.get(pk=made["de"].pk).is_stale is True
    made["de"].save_revision().publish()
    assert NewsPage.objects.get(pk=made["de"].pk).is_stale is False


@pytest.mark.parametrize(("name", "kind"), [("rss", "application/rss+xml; charset=utf-8"), ("atom", "application/atom+xml; charset=utf-8")])
def test_feeds_hold_the_posts_of_their_language(client, homes, name, kind):
    pages.news(homes, 2)
    response = client.get(f"/en/news/{name}.xml")
    assert response["Content-Type"] == kind
    assert "Post 1" in response.content.decode()
    assert "Post 1" not in client.get(f"/de/news/{name}.xml").content.decode()

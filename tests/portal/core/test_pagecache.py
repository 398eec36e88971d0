"""Kept pages: the same for every visitor, never personal, never another host's, gone when the content changes."""

import os
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache, caches
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_safe

from portal.config import urls as shipped
from portal.core import pagecache
from portal.core.models import ContentChange
from portal.core.pagecache import visitor_page
from tests.factories import accounts

pytestmark = pytest.mark.django_db
made: list[str] = []
"""One entry for each time a view below really ran."""


def page(request, name="page"):
    made.append(request.get_full_path())
    theme, language = request.COOKIES.get("theme", ""), request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    body = f'<script nonce="{request.csp_nonce}"></script><p>{name} {len(made)} {theme} {language}</p>'
    return HttpResponse(body, headers={"Content-Language": "en"})


def with_cookie(request):
    answer = page(request)
    answer.set_cookie("basket", "3")
    return answer


def missing(request):
    made.append("missing")
    return HttpResponse("<p>no such thing</p>", status=404)


urlpatterns = [
    path("en/kept/", require_safe(visitor_page(page))),
    path("en/form/", visitor_page(page)),
    path("de/kept/", visitor_page(page)),
    path("kept/", visitor_page(page)),
    path("en/personal/", page),
    path("en/cookie/", visitor_page(with_cookie)),
    path("en/missing/", visitor_page(missing)),
    *shipped.urlpatterns,
]
handler400, handler404 = shipped.handler400, shipped.handler404
NONCE = re.compile(r'nonce="([^"]+)"')


@pytest.fixture(autouse=True)
def kept_pages(settings):
    settings.ROOT_URLCONF = __name__
    settings.PAGE_CACHE_SECONDS = 60
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    made.clear()


def text_of(answer):
    return NONCE.sub("", answer.content.decode())


def test_the_second_visitor_gets_the_kept_page(client, django_assert_num_queries):
    first = client.get("/en/kept/")
    with django_assert_num_queries(0):
        second = Client().get("/en/kept/")
    assert made == ["/en/kept/"]
    assert text_of(first) == text_of(second)
    assert second.headers["Content-Language"] == "en"
    assert second.headers["Content-Type"] == first.headers["Content-Type"] == "text/html; charset=utf-8"
    assert int(second.headers["Content-Length"]) == len(second.content)


def test_no_seconds_mean_no_cache(client, settings):
    settings.PAGE_CACHE_SECONDS = 0
    client.get("/en/kept/")
    answer = client.get("/en/kept/")
    assert len(made) == 2
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.skipif("pages" not in django_settings.CACHES, reason="a shared cache is bounded by its own limit of memory")
def test_made_up_addresses_fill_a_bounded_number_of_places(client):
    places = django_settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]
    pages = caches["pages"]
    for number in range(places):
        pages.set(f"page:{number}", b"", 60)
    cache.set("a-limit", 3)
    for number in range(5):
        client.get("/en/kept/", {"x": number})
    assert len(pages._cache) <= places
    assert cache.get("a-limit") == 3


def test_each_answer_has_a_nonce_of_its_own_that_fits_its_policy(client):
    answers = [client.get("/en/kept/") for _time in range(3)]
    nonces = [NONCE.search(answer.content.decode())[1] for answer in answers]
    assert len(made) == 1
    assert len(set(nonces)) == 3
    for answer, nonce in zip(answers, nonces, strict=True):
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_addresses_queries_and_themes_have_pages_of_their_own(client):
    for address in ("/en/kept/", "/de/kept/", "/en/kept/?sort=price", "/en/kept/?sort=name"):
        client.get(address)
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert "dark" in text_of(dark.get("/en/kept/"))
    assert len(made) == 5
    assert "dark" not in text_of(client.get("/en/kept/"))
    assert len(made) == 5


def test_a_theme_nobody_offers_is_the_usual_one(client):
    client.get("/en/kept/")
    for odd in ("neon", "x" * 3000):
        visitor = Client()
        visitor.cookies["theme"] = odd
        visitor.get("/en/kept/")
    assert made == ["/en/kept/"]


def test_the_browsers_languages_choose_only_where_the_address_names_none(client):
    for wanted in ("de", "ar"):
        client.get("/kept/", headers={"accept-language": wanted})
        client.get("/en/kept/", headers={"accept-language": wanted})
    assert made == ["/kept/", "/en/kept/", "/kept/"]
    reader = Client()
    reader.cookies["language"] = "de"
    reader.get("/kept/", headers={"accept-language": "ar"})
    assert made[3:] == ["/kept/"]


def test_vary_names_what_the_key_holds(client):
    for _time in range(2):
        assert client.get("/en/kept/").headers["Vary"] == "Cookie, HX-Request"
        assert client.get("/kept/").headers["Vary"] == "Cookie, HX-Request, Accept-Language"


def test_a_part_asked_by_script_is_not_the_page(client):
    client.get("/en/kept/")
    client.get("/en/kept/", headers={"hx-request": "true"})
    client.get("/en/kept/", headers={"hx-request": "1"})
    assert len(made) == 2


def test_who_has_the_page_is_told_so_and_keeps_his_policy(client):
    first = client.get("/en/kept/")
    again = client.get("/en/kept/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert "Content-Security-Policy" not in again.headers
    assert {name: again.headers[name] for name in ("ETag", "Vary", "Cache-Control")} == {
        "ETag": first.headers["ETag"],
        "Vary": "Cookie, HX-Request",
        "Cache-Control": "public, max-age=0, s-maxage=60",
    }
    assert client.get("/en/kept/", headers={"if-none-match": 'W/"another"'}).status_code == 200


def test_the_same_page_made_again_has_the_same_etag(client):
    first = client.get("/en/kept/")
    cache.clear()
    made.clear()
    assert client.get("/en/kept/").headers["ETag"] == first.headers["ETag"]
    assert len(made) == 1


def test_kept_pages_set_no_cookie(client):
    for _time in range(2):
        assert client.get("/en/kept/").cookies == {}


def test_someone_with_a_session_neither_fills_nor_reads_the_cache(client):
    member = Client()
    member.force_login(accounts.user())
    own = member.get("/en/kept/")
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in own.headers
    client.get("/en/kept/")
    assert len(made) == 2
    member.get("/en/kept/")
    assert len(made) == 3


@pytest.mark.parametrize("cookie", ["session", "csrf", "messages", "anything"])
def test_any_other_cookie_makes_a_request_personal(client, cookie):
    visitor = Client()
    visitor.cookies[cookie] = SessionStore().session_key or "x"
    for _time in range(2):
        assert visitor.get("/en/kept/").headers["Cache-Control"] == "private, no-store"
    assert len(made) == 2


@pytest.mark.parametrize("address", ["/en/personal/", "/en/cookie/", "/en/missing/"])
def test_unmarked_pages_faults_and_pages_with_cookies_are_not_kept(address):
    for _time in range(2):
        assert Client().get(address).headers["Cache-Control"] == "private, no-store"
    assert len(made) == 2


def test_a_post_passes_untouched(client):
    client.get("/en/form/")
    for _time in range(2):
        answer = client.post("/en/form/")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
    assert made == ["/en/form/"] * 3


def test_long_questions_are_not_kept(client):
    for _time in range(2):
        client.get("/en/kept/?q=" + "a" * 300)
        client.get("/kept/", headers={"accept-language": "de," * 100})
    assert len(made) == 4


def test_another_hosts_page_is_another_page(client):
    client.get("/en/kept/")
    client.get("/en/kept/", headers={"host": "other.example"})
    assert len(made) == 2


@pytest.mark.parametrize("name", ["x-forwarded-host", "x-host", "x-original-url", "x-rewrite-url", "forwarded"])
def test_headers_that_claim_another_host_change_nothing(client, name):
    poisoned = client.get("/en/kept/", headers={name: "evil.example"})
    clean = client.get("/en/kept/")
    assert len(made) == 1
    assert b"evil" not in poisoned.content + clean.content


def test_a_host_that_is_not_ours_is_refused_and_fills_nothing(client):
    assert client.get("/en/kept/", headers={"host": "evil.example"}).status_code == 400
    assert made == []


@pytest.mark.django_db(transaction=True)
def test_a_change_empties_the_cache_once_it_is_certain(client):
    client.get("/en/kept/")
    with transaction.atomic():
        pagecache.content_changed()
        client.get("/en/kept/")
        assert len(made) == 1
    client.get("/en/kept/")
    assert len(made) == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_empties_nothing(client):
    client.get("/en/kept/")
    with transaction.atomic():
        pagecache.content_changed()
        transaction.set_rollback(True)
    client.get("/en/kept/")
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_a_version_is_never_used_twice_even_when_the_cache_forgets():
    seen = [pagecache.content_version()]
    assert pagecache.content_version() == seen[0]
    pagecache.content_changed()
    seen.append(pagecache.content_version())
    cache.clear()
    seen.append(pagecache.content_version())
    assert len(set(seen)) == 3


# --- what other processes change --------------------------------------------------------------------------------------

ANOTHER_PROCESS = "from portal.core.pagecache import content_changed; content_changed()"


def change_elsewhere():
    """As a worker or a command does it: through the same database, with a cache of its own."""
    config = connection.settings_dict
    url = f"sqlite:///{config['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    env = os.environ | {"DATABASE_URL": url, "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "portal.config.settings"}
    subprocess.run([sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ANOTHER_PROCESS], env=env, check=True, timeout=60)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_change_by_another_process_shows_within_a_second(client, settings):
    settings.CONTENT_CHECK_SECONDS = 0.5
    client.get("/en/kept/")
    client.get("/en/kept/")
    assert len(made) == 1
    change_elsewhere()
    time.sleep(0.6)
    client.get("/en/kept/")
    client.get("/en/kept/")
    assert len(made) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_look_at_the_database_it_would_not_show(client, settings):
    settings.CONTENT_CHECK_SECONDS = 0
    client.get("/en/kept/")
    change_elsewhere()
    time.sleep(0.6)
    client.get("/en/kept/")
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_is_looked_at_now_and_then_and_not_for_every_page(client, settings, monkeypatch, django_assert_num_queries):
    settings.CONTENT_CHECK_SECONDS = 0.5
    moment = [1000.0]
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(pagecache, "_marks", (0, 0.0))
    client.get("/en/kept/")
    for _visit in range(5):
        moment[0] += 0.09
        with django_assert_num_queries(0):
            client.get("/en/kept/")
    moment[0] += 0.1
    with django_assert_num_queries(1):
        client.get("/en/kept/")
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_is_marked_in_its_own_transaction():
    with transaction.atomic():
        pagecache.content_changed()
        transaction.set_rollback(True)
    assert ContentChange.objects.count() == 0
    pagecache.content_changed()
    assert ContentChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mark_committed_late_is_noticed_though_a_higher_one_was_seen(settings, monkeypatch):
    settings.CONTENT_CHECK_SECONDS = 1e-9
    ContentChange.objects.create(pk=7)
    seen = pagecache.content_version()
    assert pagecache.content_version() == seen
    ContentChange.objects.create(pk=6)
    assert pagecache.content_version() != seen


@pytest.mark.django_db(transaction=True)
def test_forgetting_old_marks_keeps_the_newest():
    for _time in range(3):
        pagecache.content_changed()
    newest = ContentChange.objects.latest("pk").pk
    assert pagecache.forget_changes() == 2
    assert ContentChange.objects.get().pk == newest
    assert pagecache.forget_changes() == 0


def test_kept_pages_are_served_while_the_database_is_away(client, settings, monkeypatch):
    client.get("/en/kept/")

    def away(*args, **kwargs):
        raise DatabaseError("away")

    settings.CONTENT_CHECK_SECONDS = 0.5
    monkeypatch.setattr(pagecache, "_marks", (pagecache._marks[0], 0.0))
    monkeypatch.setattr(ContentChange.objects, "aggregate", away)
    assert client.get("/en/kept/").status_code == 200
    assert len(made) == 1

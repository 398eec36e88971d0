"""The bench measures what it says: its client counts answers, its server is ours, its table judges."""

import json
import os
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from portal.site.bench import machine, measuring, pages, profiles, report, rows
from portal.site.bench.client import Job, body_size
from portal.site.bench.measuring import Figures, Round, figures, judged
from portal.site.bench.rows import Row
from tests.factories import products as make


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"x" * 100
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"64\r\n" + body + b"\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args):
        """Nothing to the terminal."""


@pytest.fixture
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_client_asks_as_often_as_it_should(port):
    outcome = measuring.asked(Job(port, ["/one", "/two"], count=37, seconds=20))
    assert (outcome.answers, outcome.faults, outcome.bytes) == (37, 0, 100)
    assert outcome.seconds > 0


def test_the_client_stops_when_its_time_is_over(port):
    outcome = measuring.asked(Job(port, ["/one"], count=10_000_000, seconds=0.2))
    assert 0 < outcome.answers < 10_000_000
    assert outcome.seconds < 5


def test_the_client_counts_answers_that_are_not_200(port):
    assert measuring.asked(Job(port, ["/missing"], count=5, seconds=20)).faults == 5


def test_chunked_answers_end_where_they_end(port):
    assert measuring.asked(Job(port, ["/chunked"], count=5, seconds=20)).answers == 5


def test_half_an_answer_is_none():
    whole = bytearray(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")
    head = whole.index(b"\r\n\r\n")
    assert body_size(whole, head) == 4
    assert body_size(whole[:-1], head) is None


def test_the_kernel_counts_our_work():
    before = machine.cpu_of(os.getpid())
    total = sum(number * number for number in range(2_000_000))
    assert total > 0
    assert machine.cpu_of(os.getpid()) > before


def test_a_row_is_the_median_of_its_rounds():
    found = figures("home", [Round(10, 9.0, 1.0, 1000), Round(30, 5.0, 2.0, 3000), Round(20, 7.0, 3.0, 2000)], 4, 0.5)
    assert found == Figures("home", rate=20, app_ms=7.0, db_ms=2.0, queries=4, kilobytes=2.0, ratio=0.5)


def test_application_and_database_together_must_meet_the_goal():
    row, found = Row("home", list, goal_ms=10), Figures("home", 20, 7.0, 2.9, 4, 2.0)
    assert judged(row, found).met is True
    assert judged(row, replace(found, db_ms=3.1)).met is False
    assert judged(Row("home", list, goal_ratio=0.8), replace(found, ratio=0.79)).met is False
    assert judged(row, replace(found, name="trivial view")).met is None


def test_the_table_tells_goal_and_verdict_and_the_json_holds_the_same():
    found = [judged(Row("home", list, goal_ms=5), Figures("home", 1234.5, 7.0, 2.0, 4, 2.0, ratio=0.25))]
    lines = report.table(found, {"cores": "2"}, "data").splitlines()
    assert lines[:2] == ["cores 2", "data"]
    assert [cell.strip() for cell in lines[-1].strip("|").split("|")] == [
        "home",
        "1,234",
        "0.250",
        "7.00 + 2.00",
        "4",
        "2.0",
        "≤ 5 ms",
        "MISSED",
    ]
    told = json.loads(report.as_json(found, {"cores": "2"}, "data"))
    assert (told["rows"][0]["name"], told["rows"][0]["met"]) == ("home", False)


def test_the_production_profile_has_a_database_of_its_own(tmp_path):
    given = {"DATABASE_URL": "postgres://a:b@127.0.0.1:5/portal", "REDIS_URL": "redis://127.0.0.1:6/0"}
    found = profiles.environment("production", tmp_path, given)
    assert found["DATABASE_URL"] == "postgres://a:b@127.0.0.1:5/atrium_bench"
    assert found["REDIS_URL"] == "redis://127.0.0.1:6/9"
    assert found["VAR_DIR"] == str(tmp_path / "bench/production")
    with pytest.raises(profiles.NoServicesError):
        profiles.environment("production", tmp_path, {})


def test_the_embedded_profile_leaves_services_alone(tmp_path):
    found = profiles.environment("embedded", tmp_path, {"DATABASE_URL": "postgres://a:b@127.0.0.1:5/portal"})
    assert "DATABASE_URL" not in found


def test_only_the_bench_database_is_ever_dropped():
    with pytest.raises(ValueError, match="portal"):
        profiles.make_database("postgres://a:b@127.0.0.1:5/portal", anew=True)


@pytest.mark.django_db
def test_the_trivial_view_stands_only_in_the_benchs_table_and_counts_on_demand(settings, client):
    assert client.get("/bench/trivial", follow=True).status_code == 404
    settings.ROOT_URLCONF = "portal.config.bench_urls"
    settings.MIDDLEWARE = ["portal.site.bench.views.CountQueriesMiddleware", *settings.MIDDLEWARE]
    client = Client()
    plain = client.get("/bench/trivial")
    assert plain.status_code == 200
    assert "X-Bench-Count" not in plain.headers
    assert client.get("/bench/trivial", headers={"x-bench-count": "1"}).headers["X-Bench-Count"] == "0"
    assert int(client.get("/readyz", headers={"x-bench-count": "1"}).headers["X-Bench-Count"]) == 1


@pytest.mark.django_db
def test_a_customers_session_opens_my_page():
    from tests.factories import accounts

    accounts.user()
    name, _, value = rows.session_of_a_customer()["Cookie"].partition("=")
    customer = Client()
    customer.cookies[name] = value
    assert customer.get("/en/me/").status_code == 200


@pytest.mark.slow
@pytest.mark.django_db
def test_public_pages_stay_light_and_ask_as_often_for_three_rows_as_for_one(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    shelf = make.category("shelf")
    make.product(shelf=shelf, price="10")
    first = {one.name: one for one in pages.weigh_all()}
    make.product(shelf=shelf, price="20")
    make.product(shelf=shelf, price="30")
    third = {one.name: one for one in pages.weigh_all()}
    assert (
        set(first)
        == set(third)
        >= {"home", "help_home", "search", "products:home", "tutorials:list", "chat:rooms", "categories", "products"}
    )
    assert {name: one.queries for name, one in first.items()} == {name: one.queries for name, one in third.items()}
    assert [fault for one in third.values() for fault in one.faults] == []
    assert min(one.css for one in third.values()) > 10_000
    assert min(one.js for one in third.values()) > 500


def test_a_heavy_page_is_told():
    light = pages.Weight("home", "/en/", page=90_000, css=20_000, js=9_000, queries=8, queries_again=3)
    assert light.faults == []
    heavy = replace(light, page=100_001, css=30_001, js=15_001, queries=16)
    assert [fault.split(":")[1].split()[0] for fault in heavy.faults] == ["page", "queries", "CSS", "JS"]
    assert replace(light, name="rooms", js=39_000, css=31_000).faults == []

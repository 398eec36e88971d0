"""The desk's page on search: state of each index, and the buttons that queue work."""

import pytest
from django_tasks_db.models import DBTaskResult

from portal.accounts.roles import Role
from portal.search import actions, tasks
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_indexes")]


@pytest.fixture
def desk(client):
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    return client


def test_the_page_shows_documents_queue_and_verification(desk, make_topic, django_assert_max_num_queries):
    make_topic("Bean")
    actions.verify()
    make_topic("Bean two", code="two", slug_en="two")
    with django_assert_max_num_queries(15):
        response = desk.get("/desk/search/")
    assert response.status_code == 200
    assert [(one.language, one.documents) for one in response.context["indexes"]] == [("en", 1), ("de", 0), ("ar", 0), ("zh-hant", 0)]
    assert response.context["waiting"] == 1
    assert response.context["indexes"][0].state.differences == 0


def test_the_buttons_queue_a_rebuild_or_a_comparison(desk):
    assert desk.post("/desk/search/de/rebuild/").status_code == 302
    assert desk.post("/desk/search/verify/").status_code == 302
    kept = {(one.task_path, tuple(one.args_kwargs["args"])) for one in DBTaskResult.objects.all()}
    assert kept >= {(tasks.rebuild_index.module_path, ("de",)), (tasks.verify_indexes.module_path, ())}
    assert desk.post("/desk/search/xx/rebuild/", follow=True).status_code == 404


def test_others_are_kept_out_and_nothing_is_queued(client):
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    assert client.get("/desk/search/").status_code == 403
    assert client.post("/desk/search/de/rebuild/").status_code == 403
    assert not DBTaskResult.objects.filter(task_path=tasks.rebuild_index.module_path).exists()


def test_the_nightly_comparison_mends_what_differs(make_topic):
    from portal.search.queries import backend_of

    topic = make_topic("Bean")
    actions.drain()
    backend_of("default").remove(topic)
    assert tasks.verify_indexes.func() == 1
    assert actions.verify() == []

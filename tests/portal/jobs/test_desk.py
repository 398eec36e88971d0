"""The desk's page on background work."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django_tasks_db.models import DBTaskResult

from portal.accounts.models import User
from portal.core import clock
from portal.jobs import actions, desk
from portal.jobs.work import later
from tests.portal.jobs import sample_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = User.objects.create_user("admin@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_schedulestate"))
    client.force_login(user)
    return user


def failed(count=1):
    for n in range(count):
        later(sample_jobs.always_fails)
        DBTaskResult.objects.filter(status="READY").update(
            status="FAILED",
            finished_at=clock.now() - timedelta(minutes=n),
            exception_class_path="builtins.ValueError",
            traceback="it <b>broke</b>",
        )
    return DBTaskResult.objects.first()


def test_visitors_sign_in_and_customers_are_refused(client):
    assert client.get("/desk/jobs/").status_code == 302
    client.force_login(User.objects.create_user("c@example.com"))
    assert client.get("/desk/jobs/").status_code == 403
    task = failed()
    assert client.post(f"/desk/jobs/{task.pk}/retry/").status_code == 403
    assert DBTaskResult.objects.get().status == "FAILED"


def test_an_administrator_sees_queues_failures_schedules_and_workers(client, administrator):
    failed()
    actions.beat("w1", machine="m", host="worker-host", pid=4711, process_mark="", queues="*")
    page = client.get("/desk/jobs/").content.decode()
    for text in ("always_fails", "builtins.ValueError", "jobs.prune", "worker-host:4711"):
        assert text in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_row_as_for_three(rf, administrator, django_assert_num_queries, monkeypatch, rows):
    monkeypatch.setattr("portal.core.context.menus.entries", lambda menu, request: [])  # menus of other apps ask for themselves
    failed(rows)
    for n in range(rows):
        later(sample_jobs.leave_mark, str(n))
        actions.beat(f"w{n}", machine="m", host="h", pid=n + 1, process_mark="", queues="*")
    request = rf.get("/desk/jobs/")
    request.user = User.objects.get(pk=administrator.pk)
    assert request.user.get_all_permissions()  # asked before, with the roles, so that the lists alone are counted
    assert request.user.role_names == frozenset()
    with django_assert_num_queries(7):  # six lists, one for the frame of the page
        assert desk.jobs(request).status_code == 200


def test_a_failed_task_is_shown_with_its_error_escaped_and_run_again_on_request(client, administrator):
    task = failed()
    page = client.get(f"/desk/jobs/{task.pk}/").content.decode()
    assert "it &lt;b&gt;broke&lt;/b&gt;" in page
    assert client.post(f"/desk/jobs/{task.pk}/retry/").status_code == 302
    task.refresh_from_db()
    assert (task.status, task.worker_ids) == ("READY", [])


def test_asking_again_for_a_task_that_is_not_failed_changes_nothing(client, administrator):
    later(sample_jobs.leave_mark, "x")
    task = actions.claim_next("w1")
    assert client.post(f"/desk/jobs/{task.pk}/retry/").status_code == 302
    task.refresh_from_db()
    assert (task.status, task.worker_ids) == ("RUNNING", ["w1"])
    assert client.get(f"/desk/jobs/{task.pk}/retry/").status_code == 405
    assert client.get("/desk/jobs/00000000-0000-4000-8000-000000000000/", follow=True).status_code == 404

"""Two administrators at the same moment. With the control that shows what the lock prevents."""

import threading

import pytest
from django.db.models import QuerySet

from portal.accounts import actions
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories import accounts
from tests.races import kinds, one_writer_at_a_time, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def each_takes_the_other_s_role():
    first, second = (accounts.user(roles=(Role.ADMINISTRATOR,)) for _n in range(2))
    jobs = [(first, second), (second, first)]
    results = together(*(lambda a=a, b=b: actions.take_role(b, Role.ADMINISTRATOR, by=a, reason="x") for a, b in jobs))
    return results, User.objects.filter(groups__name=Role.ADMINISTRATOR).count()


def test_of_two_administrators_who_take_each_other_s_role_one_stays():
    results, left = each_takes_the_other_s_role()
    assert kinds(results) == ["LastAdministratorError", "bool"]
    assert left == 1


@one_writer_at_a_time
def test_without_the_lock_nobody_could_give_roles_any_more(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    real, looked = actions._administrators, threading.Barrier(2)

    class Slow:
        def exclude(self, **kwargs):
            found = list(real().exclude(**kwargs))
            looked.wait(10)
            return type("Found", (), {"exists": lambda self: bool(found)})()

    monkeypatch.setattr(actions, "_administrators", Slow)
    results, left = each_takes_the_other_s_role()
    assert (kinds(results), left) == (["bool", "bool"], 0)


def test_a_role_given_twice_at_once_is_noted_once():
    chief, ann = accounts.user(roles=(Role.ADMINISTRATOR,)), accounts.user()
    results = together(*[lambda: actions.give_role(User.objects.get(pk=ann.pk), Role.EDITOR, by=chief, reason="x")] * 4)
    assert sorted(results, key=str) == [False, False, False, True]
    assert ann.role_changes.count() == 1


def test_a_login_opened_many_times_at_once_is_one():
    results = together(*[lambda: actions.open_login("ann@mail.example")] * 4)
    assert kinds(results) == ["User"] * 4
    assert User.objects.count() == 1

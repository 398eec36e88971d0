"""One-time logins: printed in demo mode only, and they open the door."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from portal.accounts.roles import Role
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db


def test_refused_outside_of_demo_mode(settings):
    settings.DEMO_MODE = False
    user = people.user(email="maeve.osullivan@post.example")
    before = user.password
    with pytest.raises(CommandError, match="Only in demo mode"):
        call_command("demo_logins")
    user.refresh_from_db()
    assert user.password == before


def test_each_kind_gets_a_fresh_password_that_opens(settings, rf):
    settings.DEMO_MODE = True
    people.user(email="maeve.osullivan@post.example")
    for role in (Role.MARKETER, Role.MODERATOR, Role.ADMINISTRATOR):
        people.user(email=f"{role.value}@staff.example", roles=(role,))
    out = StringIO()
    call_command("demo_logins", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines() if "@" in line]
    assert [line[-2] for line in lines] == ["maeve.osullivan@post.example", "marketer@staff.example", "moderator@staff.example", "administrator@staff.example"]
    for line in lines:
        assert authenticate(rf.post("/"), email=line[-2], password=line[-1]) is not None
    again = StringIO()
    call_command("demo_logins", stdout=again)
    assert again.getvalue() != out.getvalue()

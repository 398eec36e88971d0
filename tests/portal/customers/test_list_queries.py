"""The desk's lists ask as often for three rows as for one."""

import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from portal.customers.actions import consent
from tests.factories import accounts, customers


@pytest.fixture
def administrator(client):
    user = accounts.user(roles=[Role.ADMINISTRATOR])
    client.force_login(user)
    return user


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("desk_customers", 8), ("desk_suppressions", 7), ("desk_audit", 7)])
def test_a_list_asks_as_often_for_one_row_as_for_three(client, administrator, name, queries, rows, django_assert_num_queries):
    for number in range(rows):
        customers.party(billed_name=f"Anna {number}", email=f"anna{number}@mail.example")
        consent.suppress(f"gone{number}@mail.example", "email", reason="staff", by=administrator)
    path = reverse(name)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200

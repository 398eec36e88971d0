"""Who may open what: every address of ours, for every role, against the checked-in table."""

import itertools
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from portal.accounts.roles import Role
from tests.factories import accounts as people
from tests.house import url_table
from tests.house.url_table import ROLES, Row


def differences(row: Row, seen: dict[str, int]) -> list[str]:
    return [f"{row.method} {row.name} {row.args}: {role} got {seen[role]}, table says {row.expected[role]}" for role in ROLES if seen[role] != row.expected[role]]


def _users():
    users = {"anonymous": None, "customer": people.user()}
    for role in Role:
        users[role.value] = people.user(roles=(role,))
    return users


class Visitor:
    """Somebody who stays signed in while he only looks, and signs in anew after each act: it may have ended his session."""

    def __init__(self, user):
        self.user, self.client, self.is_signed_in = user, Client(), False

    def status(self, method, address):
        if self.user is not None and not self.is_signed_in:
            self.client.force_login(self.user)
        status = getattr(self.client, method.lower())(address).status_code
        self.is_signed_in = method == "GET"
        if not self.is_signed_in:
            self.client.logout()
        return status


def _arguments(row: Row, objects: dict) -> dict:
    return {key: str(value).format_map(objects) if isinstance(value, str) else value for key, value in row.args.items()}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted({row.app for row in url_table.rows()}))
def test_every_role_gets_what_the_table_says(app):
    objects, faults = url_table.objects_of(app), []
    visitors = {role: Visitor(user) for role, user in _users().items()}
    for row in (row for row in url_table.rows() if row.app == app):
        arguments = _arguments(row, objects)
        query = urlencode({key[1:]: arguments.pop(key) for key in list(arguments) if key.startswith("?")})
        address = reverse(row.name, kwargs=arguments) + (f"?{query}" if query else "")
        faults += differences(row, {role: visitor.status(row.method, address) for role, visitor in visitors.items()})
    assert faults == []


def test_every_address_has_a_row():
    assert url_table.own_names() - {row.name for row in url_table.rows()} == set()


def test_no_row_names_an_address_that_is_gone():
    assert {row.name for row in url_table.rows()} - url_table.own_names() == set()


def test_a_difference_is_found():
    row = Row("x", "home", {}, "GET", dict.fromkeys(ROLES, 200))
    assert differences(row, {**dict.fromkeys(ROLES, 200), "customer": 500}) == ["GET home {}: customer got 500, table says 200"]


def _editor_addresses() -> list[str]:
    found = []

    def walk(patterns, names):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, [*names, entry.namespace] if entry.namespace else names)
            elif isinstance(entry, URLPattern) and entry.name:
                found.append(":".join([*names, entry.name]))

    cms = next(entry for entry in get_resolver().url_patterns if isinstance(entry, URLResolver) and str(entry.pattern) == "cms/")
    walk(cms.url_patterns, [])
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_the_editor_is_closed_to_customers_moderators_and_agents():
    names, opened = _editor_addresses(), []
    assert len(names) > 100
    people_outside = [people.user(), people.user(roles=(Role.MODERATOR,)), people.user(roles=(Role.AGENT,))]
    visitors = [Visitor(user) for user in [None, *people_outside]]
    open_to_all = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "javascript_catalog", "wagtailadmin_sprite"}
    for visitor, name in itertools.product(visitors, names):
        if name in open_to_all:
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if visitor.status("GET", address) not in {302, 403, 404, 405}:
            opened.append((getattr(visitor.user, "email", "visitor"), name))
    assert opened == []

"""Roles: what they hold, who gives them, and what follows."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist

from portal.accounts import actions, events, roles, rules
from portal.accounts.models import RoleChange, User
from portal.accounts.roles import Role
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    facts = []

    def note(sender, **kwargs):
        facts.append({name: value for name, value in kwargs.items() if name not in {"signal", "sender"}})

    events.rights_changed.connect(note)
    events.sessions_ended.connect(note)
    yield facts
    events.rights_changed.disconnect(note)
    events.sessions_ended.disconnect(note)


def names(role):
    return {f"{p.content_type.app_label}.{p.codename}" for p in Group.objects.get(name=role).permissions.select_related("content_type")}


def test_every_role_is_a_group_after_migrating():
    assert set(Role.values) <= set(Group.objects.values_list("name", flat=True))


def test_every_permission_that_apps_grant_exists():
    for key in roles.permissions.keys():  # noqa: SIM118 - a Registry iterates its things
        assert set(roles.permissions[key]) <= names(key.partition(":")[2]), key


@pytest.mark.parametrize(("role", "opens"), [("editor", True), ("marketer", True), ("administrator", True), ("moderator", False), ("agent", False)])
def test_who_may_open_the_editors_admin(role, opens):
    assert ("wagtailadmin.access_admin" in names(role)) is opens


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_role_but_the_administrator_may_change_users_or_groups(role):
    assert {name for name in names(role) if name.startswith(("accounts.", "auth."))} == set()
    user = accounts.user(roles=(role,))
    assert not user.has_perm("accounts.change_user")


def test_the_administrator_may_change_users():
    assert accounts.user(roles=(Role.ADMINISTRATOR,)).has_perm("accounts.change_user")


def test_granting_the_right_over_users_to_a_moderator_is_refused_at_start():
    before = roles.permissions.keys()
    with pytest.raises(ValueError, match="may not hold"):
        roles.grant("test", Role.MODERATOR, ["accounts.change_user"])
    assert roles.permissions.keys() == before


def test_a_right_slipped_past_the_table_is_taken_back_by_the_next_sync():
    from django.contrib.auth.models import Permission

    Group.objects.get(name="moderator").permissions.add(Permission.objects.get(codename="change_user"))
    actions.sync_roles()
    assert "accounts.change_user" not in names("moderator")


def test_editors_and_marketers_work_on_all_pages_and_pictures():
    editor, marketer, agent = (accounts.user(roles=(role,)) for role in (Role.EDITOR, Role.MARKETER, Role.AGENT))
    from wagtail.images import get_image_model
    from wagtail.models import Page
    from wagtail.permissions import policy_registry

    permission_policy = policy_registry.get_by_type(get_image_model())
    root = Page.get_first_root_node()
    for user, allowed in ((editor, True), (marketer, True), (agent, False)):
        assert root.permissions_for_user(user).can_add_subpage() is allowed
        assert permission_policy.user_has_permission(user, "add") is allowed


def test_giving_a_role_opens_the_desk_is_recorded_and_announced(heard, django_capture_on_commit_callbacks):
    chief, user = accounts.user(roles=(Role.ADMINISTRATOR,)), accounts.user()
    version = user.rights_version
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.give_role(user, Role.MODERATOR, by=chief, reason="Looks after the Taipei room") is True
    assert roles.has_role(user, Role.MODERATOR)
    assert roles.is_desk_user(user)
    assert user.rights_version == version + 1
    assert heard == [{"user_id": user.pk}]
    change = RoleChange.objects.get()
    assert (change.user, change.role, change.given, change.by, change.reason) == (user, "moderator", True, chief, "Looks after the Taipei room")


def test_giving_a_role_twice_writes_once():
    user = accounts.user()
    actions.give_role(user, Role.EDITOR, by=None, reason="x")
    assert actions.give_role(user, Role.EDITOR, by=None, reason="x") is False
    assert RoleChange.objects.count() == 1


def test_taking_the_last_role_closes_the_desk(heard, django_capture_on_commit_callbacks):
    user = accounts.user(roles=(Role.AGENT, Role.EDITOR))
    actions.take_role(user, Role.AGENT, by=None, reason="moved on")
    assert roles.is_desk_user(user)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_role(user, Role.EDITOR, by=None, reason="moved on")
    assert not roles.is_desk_user(user)
    assert User.objects.get(pk=user.pk).is_staff is False
    assert len(heard) == 1


def test_somebody_must_be_left_who_can_give_roles():
    User.objects.filter(is_superuser=True).delete()
    chief = accounts.user(roles=(Role.ADMINISTRATOR,))
    with pytest.raises(actions.LastAdministratorError):
        actions.take_role(chief, Role.ADMINISTRATOR, by=chief, reason="tired")
    assert roles.has_role(chief, Role.ADMINISTRATOR)
    assert RoleChange.objects.count() == 0
    accounts.user(roles=(Role.ADMINISTRATOR,))
    assert actions.take_role(chief, Role.ADMINISTRATOR, by=chief, reason="tired") is True


def test_an_unknown_role_is_refused():
    with pytest.raises((ValueError, ObjectDoesNotExist)):
        actions.give_role(accounts.user(), "emperor", by=None, reason="x")


def test_only_administrators_give_roles_and_read_codes():
    chief, agent, customer = accounts.user(roles=(Role.ADMINISTRATOR,)), accounts.user(roles=(Role.AGENT,)), accounts.user()
    assert [rules.can_give_roles(u) for u in (chief, agent, customer)] == [True, False, False]
    assert [rules.can_read_secrets(u) for u in (chief, agent, customer)] == [True, False, False]


def test_a_blocked_user_holds_no_role():
    user = accounts.user(roles=(Role.ADMINISTRATOR,), is_active=False)
    assert not roles.has_role(user, Role.ADMINISTRATOR)


def test_made_up_passwords_exist_in_demo_mode_only(settings):
    user = accounts.user()
    before = user.password
    with pytest.raises(actions.NotInDemoError):
        actions.set_demo_password(user)
    assert User.objects.get(pk=user.pk).password == before
    settings.DEMO_MODE = True
    password = actions.set_demo_password(user)
    assert len(password) > 15
    assert User.objects.get(pk=user.pk).check_password(password)

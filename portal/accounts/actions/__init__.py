"""Every write on accounts: roles given and taken, sessions ended, the language kept."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts import events
from portal.accounts.actions import auditing
from portal.accounts.models import Letter, RoleChange, User
from portal.accounts.roles import Role, is_forbidden, permissions
from portal.core.clock import now
from portal.core.events import announce


class LastAdministratorError(ValueError):
    """Somebody must be left who can give roles."""


class NotInDemoError(RuntimeError):
    """Passwords are only made up in demo mode."""


def give_role(user: User, role: str, *, by: Any, reason: str) -> bool:
    """Let the user hold `role`; he may then open the desk. False, and nothing written, when he held it before."""
    with transaction.atomic():
        group = Group.objects.select_for_update().get(name=Role(role).value)
        User.objects.select_for_update().get(pk=user.pk)  # one role given while another is taken: the second sees what the first did
        if user.groups.filter(pk=group.pk).exists():
            return False
        user.groups.add(group)
        _note(user, role, by=by, reason=reason, given=True)
        _change_rights(user, is_staff=True)
    return True


def take_role(user: User, role: str, *, by: Any, reason: str) -> bool:
    """The user holds `role` no longer. Raises LastAdministratorError for the last one. False when he did not hold it."""
    with transaction.atomic():
        list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR))
        User.objects.select_for_update().get(pk=user.pk)
        if not user.groups.filter(name=Role(role).value).exists():
            return False
        if role == Role.ADMINISTRATOR and not _administrators().exclude(pk=user.pk).exists():
            raise LastAdministratorError
        user.groups.remove(Group.objects.get(name=role))
        _note(user, role, by=by, reason=reason, given=False)
        _change_rights(user, is_staff=user.is_superuser or user.groups.filter(name__in=Role.values).exists())
    return True


def _administrators() -> Any:
    return User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR) | User.objects.filter(is_active=True, is_superuser=True)


def _note(user: User, role: str, *, by: Any, reason: str, given: bool) -> None:
    RoleChange.objects.create(user=user, role=Role(role).value, given=given, reason=reason, by=by if getattr(by, "pk", None) else None)
    act = "accounts.role_given" if given else "accounts.role_taken"
    auditing.note(by, act, about=user, reason=reason, details={"role": Role(role).value})


def _change_rights(user: User, *, is_staff: bool) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=is_staff, rights_version=F("rights_version") + 1)
    user.refresh_from_db()
    user.__dict__.pop("role_names", None)
    announce(events.rights_changed, user_id=user.pk)


def end_sessions(user: User, *, session_keys: Sequence[str] = ()) -> None:
    """Note that sessions of the user ended (none named: all): whoever holds sockets of them closes these."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(rights_version=F("rights_version") + 1)
        announce(events.sessions_ended, user_id=user.pk, session_keys=list(session_keys))


def set_language(user: User, language: str) -> None:
    """Keep the language in which the user is written to. Ignored when it is none of ours."""
    if language in dict(settings.LANGUAGES) and user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def open_login(email: str, *, language: str = "", password: str | None = None, joined_at: Any = None) -> User:
    """A login with a confirmed address and, unless given, no password (sign-in by code only); the same one if it exists."""
    if user := User.objects.filter(email__iexact=email).first():
        return user
    fields = {"language": language} | ({"date_joined": joined_at} if joined_at else {})
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, **fields)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    except IntegrityError:
        return User.objects.get(email__iexact=email)  # somebody else opened it a moment before
    return user


def set_demo_password(user: User) -> str:
    """A made-up password for a person of the demo, told once. Raises NotInDemoError outside of demo mode."""
    if not settings.DEMO_MODE:
        raise NotInDemoError
    password = "-".join(secrets.choice(_WORDS) for _word in range(4)) + f"-{secrets.randbelow(90) + 10}"
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def keep_letter(message: EmailMessage, *, is_secret: bool, good_for: timedelta) -> Letter:
    """Lay a mail down until it leaves. Inside a transaction it is part of it."""
    content = message.message().as_bytes()
    fields = {"sender": message.from_email, "recipients": message.recipients(), "content": content, "is_secret": is_secret}
    return Letter.objects.create(**fields, good_until=now() + good_for)


def drop_letter(letter_id: int) -> None:
    """The letter has left, or need not leave any more."""
    Letter.objects.filter(pk=letter_id).delete()


def drop_stale_letters() -> int:
    """Forget letters that are no longer good, whatever became of their jobs; returns how many."""
    return Letter.objects.filter(good_until__lt=now()).delete()[0]


_WORD_LIST = """
    amber anvil arch barley basket bench birch bottle brass bridge candle canvas cedar clay clover copper cotton court cup
    drawer ember fern finch flint garden gasket glass grain harbour hazel heron honey ivory jasmine kettle lantern ledger
    lemon linen maple marble meadow mill mint moss oak olive orchard paper pepper pillar pine plum quartz quiet river rope
    saddle sage slate spoon stone sugar table thimble timber valley velvet walnut water willow window winter wool
"""
_WORDS = _WORD_LIST.split()


# --- permissions follow the table of roles ----------------------------------------------------------------------------

_EVERY_PAGE = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
_PAGES = {Role.EDITOR: _EVERY_PAGE, Role.MARKETER: ("add_page", "change_page", "publish_page"), Role.ADMINISTRATOR: _EVERY_PAGE}
_FILES = [("wagtailimages", f"{verb}_image") for verb in ("add", "change", "choose")]
_FILES += [("wagtaildocs", f"{verb}_document") for verb in ("add", "change", "choose")]
_CMS = (Role.EDITOR, Role.MARKETER, Role.ADMINISTRATOR)


def sync_roles() -> None:
    """Make groups and their permissions true to `roles.permissions`; runs after every migration and may run twice."""
    with transaction.atomic():
        everything = list(Permission.objects.select_related("content_type"))
        by_name = {f"{p.content_type.app_label}.{p.codename}": p for p in everything}
        for role in Role:
            group, _made = Group.objects.get_or_create(name=role.value)
            keys = [key for key in permissions.keys() if key.endswith(f":{role.value}")]  # noqa: SIM118 - a Registry iterates its things
            names = {name for key in keys for name in permissions[key]}
            if role in _CMS:
                names.add("wagtailadmin.access_admin")
            if role == Role.ADMINISTRATOR:
                names = set(by_name)
            group.permissions.set([by_name[name] for name in sorted(names) if name in by_name and not is_forbidden(role, name)])
            _sync_content(group, role, by_name)


def _sync_content(group: Group, role: Role, by_name: dict[str, Permission]) -> None:
    """Pages and files are guarded per tree: every role works on the whole of it."""
    root, files = Page.get_first_root_node(), Collection.get_first_root_node()
    pages = [by_name[f"wagtailcore.{codename}"] for codename in _PAGES.get(role, ()) if f"wagtailcore.{codename}" in by_name]
    GroupPagePermission.objects.filter(group=group).exclude(permission__in=pages, page=root).delete()
    for permission in pages if root else []:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    wanted = [by_name[f"{app}.{codename}"] for app, codename in _FILES if role in _CMS and f"{app}.{codename}" in by_name]
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=wanted, collection=files).delete()
    for permission in wanted if files else []:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)

"""Roles and the outbox, through the desk's pages."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail

from portal.accounts import mails, roles
from portal.accounts.models import RoleChange, User
from portal.accounts.roles import Role
from portal.core.outbox import OutboxBackend
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def sign_in(client, *held):
    user = accounts.user(roles=held)
    client.force_login(user)
    return user


def lay_down(*messages):
    OutboxBackend().send_messages(messages)


def test_an_administrator_gives_a_role_with_a_reason(client):
    chief, person = sign_in(client, Role.ADMINISTRATOR), accounts.user("ann@mail.example")
    response = client.post("/desk/accounts/", {"email": "ANN@mail.example", "role": "moderator", "reason": "Knows the rooms"})
    assert response.status_code == 302
    assert roles.has_role(User.objects.get(pk=person.pk), Role.MODERATOR)
    assert RoleChange.objects.get().by == chief
    assert "Knows the rooms" in client.get("/desk/accounts/").content.decode()


@pytest.mark.parametrize("wrong", [{"email": "nobody@mail.example"}, {"role": "emperor"}, {"reason": ""}, {"reason": "x" * 10_000}, {"email": "\u202e" * 50}])
def test_a_role_given_without_sense_is_refused(client, wrong):
    sign_in(client, Role.ADMINISTRATOR)
    accounts.user("ann@mail.example")
    response = client.post("/desk/accounts/", {"email": "ann@mail.example", "role": "moderator", "reason": "x"} | wrong)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert RoleChange.objects.count() == 0


def test_taking_a_role_asks_for_the_reason_first(client):
    sign_in(client, Role.ADMINISTRATOR)
    person = accounts.user(roles=(Role.EDITOR,))
    address = f"/desk/accounts/take/{person.pk}/"
    assert client.get(f"{address}?role=editor").status_code == 200
    assert client.post(address, {"role": "editor", "reason": ""}).status_code == 200
    assert roles.has_role(User.objects.get(pk=person.pk), Role.EDITOR)
    assert client.post(address, {"role": "editor", "reason": "Moved on"}).status_code == 302
    assert not roles.has_role(User.objects.get(pk=person.pk), Role.EDITOR)


def test_the_last_administrator_is_told_why_he_must_stay(client):
    User.objects.filter(is_superuser=True).delete()
    chief = sign_in(client, Role.ADMINISTRATOR)
    response = client.post(f"/desk/accounts/take/{chief.pk}/", {"role": "administrator", "reason": "Tired"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert roles.has_role(User.objects.get(pk=chief.pk), Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.AGENT, Role.MODERATOR, Role.EDITOR, Role.MARKETER])
def test_nobody_else_gives_himself_a_role(client, role):
    user = sign_in(client, role)
    assert client.post("/desk/accounts/", {"email": user.email, "role": "administrator", "reason": "x"}).status_code == 403
    assert not roles.has_role(User.objects.get(pk=user.pk), Role.ADMINISTRATOR)


@pytest.mark.parametrize(("people", "changes"), [(1, 1), (3, 3)])
def test_the_roles_page_asks_the_same_number_of_questions(keeping, client, django_assert_num_queries, people, changes):
    from portal.accounts import actions

    chief = sign_in(client, Role.ADMINISTRATOR)
    for _person in range(people):
        actions.give_role(accounts.user(), Role.EDITOR, by=chief, reason="x")
    client.get("/desk/accounts/")
    with django_assert_num_queries(8):
        client.get("/desk/accounts/")


def test_the_empty_outbox_says_so(client, folder):
    sign_in(client, Role.AGENT)
    assert 'class="empty"' in client.get("/desk/messages/outbox/").content.decode()


def test_mails_with_codes_are_for_administrators_only(client, folder):
    secret = mails.compose("account/email/login_code", "mara@mail.example", {"code": "ABC-DEF"})
    plain = mails.compose("account/email/password_changed", "ann@mail.example", {"ip": "203.0.113.9", "user_agent": "Firefox", "timestamp": None})
    lay_down(secret, plain)
    sign_in(client, Role.AGENT)
    assert [one["to"] for one in client.get("/desk/messages/outbox/").context["entries"]] == ["ann@mail.example"]
    for path in folder.glob("*.eml"):
        status = 404 if b"mara@" in path.read_bytes() else 200
        for address in (f"/desk/accounts/outbox/{path.name}/", f"/desk/accounts/outbox/{path.name}/html/"):
            answer = client.get(address, follow=True)
            assert answer.status_code == status
            assert b"ABC-DEF" not in answer.content
    sign_in(client, Role.ADMINISTRATOR)
    letters = client.get("/desk/messages/outbox/").context["entries"]
    assert {one["to"] for one in letters} == {"ann@mail.example", "mara@mail.example"}
    assert "ABC-DEF" in client.get(f"/desk/accounts/outbox/{letters[-1]['name']}/").content.decode()


def test_a_hostile_mail_is_shown_and_can_do_nothing(client, folder):
    message = mail.EmailMultiAlternatives("<script>alert(1)</script>", "</pre><script>alert(2)</script>", "a@mail.example", ["b@mail.example"])
    message.attach_alternative("<script>alert(3)</script><img src='https://evil.example/x.png'>", "text/html")
    lay_down(message)
    sign_in(client, Role.AGENT)
    name = next(folder.glob("*.eml")).name
    page = client.get(f"/desk/accounts/outbox/{name}/")
    assert b"<script>alert" not in page.content
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "{csp-nonce}" not in page.headers["Content-Security-Policy"]
    framed = client.get(f"/desk/accounts/outbox/{name}/html/")
    policy = framed.headers["Content-Security-Policy"]
    assert b"alert(3)" in framed.content
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00garbage", b"Subject: =?utf-8?b?////?=\nTo: \xff\n\n\xff", b"Content-Type: text/plain; charset=no-such\n\nx", b"Content-Type: multipart/mixed\n\n--"])
def test_a_damaged_mail_does_not_close_the_outbox(client, folder, damage):
    folder.mkdir()
    name = "00000000000000000001-0123abcd.eml"
    (folder / name).write_bytes(damage)
    sign_in(client, Role.AGENT)
    for address in ("/desk/messages/outbox/", f"/desk/accounts/outbox/{name}/", f"/desk/accounts/outbox/{name}/html/"):
        assert client.get(address).status_code == 200


def test_a_date_that_cannot_be_is_left_out(client, folder):
    folder.mkdir()
    (folder / "99999999999999999999-0123abcd.eml").write_bytes(b"Subject: x\n\nx")
    sign_in(client, Role.AGENT)
    assert client.get("/desk/messages/outbox/").status_code == 200


def test_only_names_of_the_outbox_are_read(client, folder):
    folder.mkdir()
    (folder.parent / "secret_key").write_text("key")
    (folder / "notes.txt").write_text("x")
    sign_in(client, Role.ADMINISTRATOR)
    for name in ("notes.txt", "..%2Fsecret_key", "%2e%2e", "00000000000000000009-0123abcd.eml"):
        assert client.get(f"/desk/accounts/outbox/{name}/", follow=True).status_code == 404


@pytest.mark.parametrize("occasion", sorted(mails.MAILS))
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_mail_has_text_and_html_in_every_language(occasion, language):
    from django.utils import translation

    context = {
        "code": "ABC-DEF", "password_reset_url": "https://portal.example/reset", "signup_url": "https://portal.example/signup", "ip": "203.0.113.9",
        "user_agent": "<b>Firefox</b>", "browser": "<b>Firefox</b>", "from_email": "a@mail.example", "to_email": "b@mail.example",
        "deleted_email": "c@mail.example", "purposes": "News", "site_name": "Calder & Finch",
    }  # fmt: skip
    with translation.override(language):
        message = mails.compose(f"account/email/{occasion}", "ann@mail.example", context)
    assert message.subject
    assert "%(" not in message.subject + message.body
    html = message.alternatives[0][0]
    assert f'lang="{language}"' in html
    assert "<b>Firefox</b>" not in html
    assert "style=" not in html
    assert isinstance(message.message(), EmailMessage) or message.message().as_bytes()


def test_every_occasion_of_the_library_has_its_mail():
    import allauth.account

    folder = Path(allauth.account.__file__).parent.parent / "templates/account/email"
    occasions = {path.name.removesuffix("_subject.txt") for path in folder.glob("*_subject.txt")}
    mfa = Path(allauth.account.__file__).parent.parent / "templates/mfa/email"
    occasions |= {path.name.removesuffix("_subject.txt") for path in mfa.glob("*_subject.txt")}
    assert occasions - {"password_reset_code"} <= set(mails.MAILS), "codes for passwords are switched off"

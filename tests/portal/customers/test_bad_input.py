"""Hostile input on every form of accounts and customers: words or a page, never a fault."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from portal.accounts import forms as account_forms
from portal.accounts.roles import Role
from portal.customers import forms as customer_forms
from portal.customers import handles, identify
from portal.customers.models import Party
from tests.factories import accounts

pytestmark = pytest.mark.django_db

NASTY = ["\x00", "\ud800", "\u202eevil", "a" * 10_000, "\u200b\u200d\ufeff", "👨‍👩‍👧‍👦", "9" * 400, "<script>alert(1)</script>", "%00", "'; DROP TABLE", "\r\nBcc: x@mail.example", "ﷺ" * 20, "١٢٣", "-" * 20, " " * 500]
anything = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.text(alphabet=st.characters(codec=None), max_size=30), st.integers().map(str), st.emails())
quick = pace(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

FORMS = {
    "handle": ("profile", ["handle", "billed_name", "language", "time_zone", "phone"]),
    "new": ("new", ["kind", "billed_name", "source", "email", "phone", "city", "language"]),
    "search": ("search", ["q"]),
    "role": ("role", ["email", "role", "reason"]),
    "take": ("take", ["role", "reason"]),
    "login": ("login", ["login", "password"]),
    "signup": ("signup", ["email", "handle", "password1"]),
}


def form_of(name, data):
    made = {
        "profile": lambda: customer_forms.ProfileForm(data, party=Party(pk=1)),
        "new": lambda: customer_forms.NewCustomerForm(data),
        "search": lambda: customer_forms.SearchForm(data),
        "role": lambda: account_forms.RoleForm(data),
        "take": lambda: account_forms.TakeRoleForm(data),
        "login": lambda: account_forms.RequestLoginCodeForm({"email": data["login"]}),
        "signup": lambda: customer_forms.SignupForm(data),
    }
    return made[name]()


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(FORMS))
@quick
@given(data=st.data())
def test_no_form_breaks_whatever_is_typed(rf, form, data):
    from allauth.core import context

    name, fields = FORMS[form]
    values = {field: data.draw(anything, label=field) for field in fields}
    with context.request_context(rf.post("/", {})):
        made = form_of(name, values)
        if made.is_valid():
            for value in made.cleaned_data.values():
                if isinstance(value, str):
                    value.encode()
                    assert "\x00" not in value
        else:
            assert made.errors


@quick
@given(anything)
@example("ﷺﷺﷺ")
def test_a_public_name_is_refused_or_can_be_kept(value):
    try:
        name = handles.clean_handle(value)
    except ValidationError:
        return
    assert handles.clean_handle(name) == name
    assert 3 <= len(name) <= 20
    assert len(handles.fold(name)) <= 60
    assert handles.fold(name)


@quick
@given(st.sampled_from(["email", "phone", "external"]), anything)
def test_an_identifier_is_refused_or_has_one_normal_form(kind, value):
    try:
        norm = identify.normal(kind, value)
    except ValidationError:
        return
    assert identify.normal(kind, norm) == norm
    assert len(norm) <= identify.LONGEST


POSTS = [
    ("/en/accounts/login/", None, ["login", "password"]),
    ("/en/accounts/login/code/", None, ["email"]),
    ("/en/accounts/password/reset/", None, ["email"]),
    ("/en/accounts/signup/", None, ["email", "handle", "password1"]),
    ("/en/accounts/email/", "customer", ["email", "action_add"]),
    ("/en/accounts/email/", "customer", ["email", "action_remove"]),
    ("/en/accounts/password/change/", "customer", ["oldpassword", "password1", "password2"]),
    ("/en/accounts/reauthenticate/", "customer", ["password"]),
    ("/en/me/profile/", "customer", ["handle", "billed_name", "language", "time_zone", "phone"]),
    ("/desk/customers/new/", Role.AGENT, ["kind", "billed_name", "source", "email", "phone", "city", "language"]),
    ("/desk/accounts/", Role.ADMINISTRATOR, ["email", "role", "reason"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("address", "who", "fields"), POSTS)
def test_no_page_breaks_whatever_is_sent(client, address, who, fields):
    if who:
        client.force_login(accounts.user(roles=() if who == "customer" else (who,)))
    for value in NASTY:
        if value != "\ud800":
            answer = client.post(address, dict.fromkeys(fields, value))
            assert answer.status_code in {200, 302, 400, 429}, value[:40]
    assert not [name for name in Party.objects.values_list("billed_name", flat=True) if "\x00" in name]


@pytest.mark.parametrize("address", [a for a, who, _fields in POSTS if who is None])
def test_broken_bytes_and_files_in_the_place_of_words_do_not_break_a_page(client, address):
    raw = b"login=%ED%A0%80&email=%FF%FE&password=%00&handle=%ED%A0%80&password1=%ED%A0%80%ED%A0%80abcdefghij"
    assert client.post(address, raw, content_type="application/x-www-form-urlencoded").status_code == 200
    file = SimpleUploadedFile("x.txt", b"x")
    assert client.post(address, {"login": file, "email": file, "handle": file, "password": file, "password1": file}).status_code == 200


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 5000, "after=%ED%A0%80", "before=zzz", "q=%ED%A0%80", "after=" + "9" * 4000, "unknown=1", "q[]=1"])
def test_no_list_breaks_whatever_the_address_says(client, query):
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    for address in ("/desk/customers/", "/en/me/", "/desk/accounts/take/1/", "/desk/messages/outbox/"):
        assert client.get(f"{address}?{query}", follow=True).status_code in {200, 404}

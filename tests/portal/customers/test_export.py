"""Everything about me in one file: complete, for nobody else, and gone after some days."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from portal.accounts.models import AuditEntry
from portal.core import privacy
from portal.core.clock import now
from portal.customers.actions import privacy as actions
from portal.customers.enums import ExportState
from portal.customers.models import DataExport, Interaction
from portal.customers.privacy import exporting, tasks
from portal.customers.privacy.words import TABLES
from tests.factories import accounts
from tests.portal.customers import canaries, lived
from tests.portal.customers.canaries import CANARY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    for name in ("MEDIA_ROOT", "OUTBOX_DIR", "EXPORTS_DIR"):
        setattr(settings, name, tmp_path / name.lower())


def made(user, *, by=None, language="en"):
    export = actions.ask_export(user.party, by=by or user, language=language)
    tasks.make_export.call(export.pk)
    export.refresh_from_db()
    return export


def opened(export, settings):
    return zipfile.ZipFile(settings.EXPORTS_DIR / export.file_name)


def test_the_file_holds_every_exported_table_with_all_its_words(client, settings, tmp_path):
    user = lived.customer(client)
    subject = lived.filled(user)
    planted = canaries.plant(subject)
    exporting.write(tmp_path / "exports_dir" / "all.zip", subject, language="en")
    pack = zipfile.ZipFile(tmp_path / "exports_dir" / "all.zip")
    manifest = {table["table"]: table for table in json.loads(pack.read("manifest.json"))["tables"]}
    page = pack.read("index.html").decode()
    silent = []
    for declaration in privacy.declarations:
        if declaration.export is None:
            continue
        rows = json.loads(pack.read(manifest[declaration.label]["file"]))
        assert len(rows) == manifest[declaration.label]["rows"]
        if declaration.label not in planted:
            continue
        assert len(rows) == declaration.rows(subject).count()
        shown = [name for name in planted[declaration.label] if isinstance(declaration.export, list) and name in declaration.export]
        silent += [f"{declaration.label}.{name}" for name in shown if any(CANARY not in str(row[name]) for row in rows)]
        if shown:
            assert f'id="{declaration.label.lower()}"' in page
    assert silent == []
    assert len([label for label in planted if json.loads(pack.read(manifest[label]["file"]))]) > 20


TECHNICAL = {
    "accounts.User.password", "accounts.RoleChange.by", "customers.Interaction.key", "customers.ConsentEvent.key", "messaging.Message.key",
    "messaging.InboxItem.reference", "messaging.OutboxEntry.reference", "messaging.CallTask.reference", "messaging.PaperLetter.reference",
    "messaging.CallTask.language", "messaging.PushSubscription.p256dh", "messaging.PushSubscription.auth", "messaging.Message.provider_id",
    "messaging.Message.detail", "messaging.OutboxEntry.document", "messaging.PaperLetter.document", "moderation.ModerationLog.before",
    "moderation.ModerationLog.after", "chat.Message.body_html", "chat.Message.sender_name", "chat.Message.hidden_note",
    "customers.MergeEdge.evidence", "customers.MergeEdge.undone_because", "usersessions.UserSession.data",
}  # fmt: skip
"""Keys, secrets and second forms of what is exported beside: the page of a message, the PDF of a letter whose words are in it."""


def test_every_text_about_a_person_is_exported(client):
    """What a person wrote, or what was written of him, is his to have: only technical columns are left out."""
    left_out = []
    for declaration in canaries.declared():
        if declaration.export is None or isinstance(declaration.export, list):
            exported = {name.split("__")[0] for name in declaration.export or ()}
            names = [f"{declaration.label}.{field.name}" for field in canaries.texts_of(declaration) if field.name not in exported]
            left_out += [name for name in names if name not in TECHNICAL]
    assert ", ".join(left_out) == ""


def test_merged_parties_are_in_one_file(client, settings):
    user = lived.customer(client)
    pack = opened(made_of(user), settings)
    rows = json.loads(pack.read("data/customers.party.json"))
    assert {row["billed_name"] for row in rows} == {f"Frau {CANARY}", f"{CANARY} senior"}
    assert f"old.{CANARY}@mail.example" in pack.read("data/customers.identifier.json").decode()


def made_of(user):
    export = user.party.data_exports.get()
    tasks.make_export.call(export.pk)
    export.refresh_from_db()
    return export


@pytest.mark.parametrize(("language", "words"), [("en", "Everything about you"), ("ar", 'dir="rtl"')])
def test_the_page_is_in_the_language_it_was_asked_in(language, words, settings):
    export = made(accounts.user(), language=language)
    page = opened(export, settings).read("index.html").decode()
    assert f'lang="{language}"' in page
    assert words in page


def test_every_table_has_a_title_for_people():
    assert {one.label for one in privacy.declarations if one.personal} == set(TABLES)
    assert len(set(TABLES.values())) == len(TABLES)


def test_what_others_wrote_is_not_in_it(settings):
    other = accounts.user("other@mail.example", handle="other-person")
    user = accounts.user()
    pack = opened(made(user), settings)
    assert all(b"other@mail.example" not in pack.read(name) and b"other-person" not in pack.read(name) for name in pack.namelist())
    assert other.is_active


def test_markup_in_ones_own_words_does_nothing_on_the_page(settings):
    user = accounts.user()
    user.party.facts.create(attribute="bio", value="<script>alert(1)</script>", source="customer")
    page = opened(made(user), settings).read("index.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_only_the_customer_fetches_it_and_only_while_it_is_kept(client, settings):
    user, thief = accounts.user(), accounts.user()
    export = made(user)
    address = f"/en/me/privacy/export/{export.code}/"
    assert client.get(address).status_code == 302
    sign_in(client, thief)
    assert client.get(address).status_code == 404
    client.logout()
    sign_in(client, user)
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).testzip() is None
    DataExport.objects.update(expires_at=now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert actions.drop_old_exports() == 1
    assert list(settings.EXPORTS_DIR.glob("*")) == []


def sign_in(client, user):
    """With the password typed twice: once at the door, once because it concerns the account."""
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": accounts.PASSWORD})


def test_the_file_is_asked_for_with_the_password(client):
    user = accounts.user()
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    response = client.post("/en/me/privacy/export/")
    assert response.url.startswith("/en/accounts/reauthenticate/")
    assert DataExport.objects.count() == 0
    assert client.post(response.url, {"password": accounts.PASSWORD}).status_code == 302
    assert DataExport.objects.get().state == ExportState.ASKED
    assert Interaction.objects.filter(party=user.party, kind="privacy.export_asked").count() == 1


def test_the_address_alone_makes_no_file_and_shows_where_to_ask(client):
    user = accounts.user()
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert client.get("/en/me/privacy/export/").url == "/en/me/privacy/"
    assert DataExport.objects.count() == 0


def test_who_signs_in_with_codes_only_signs_in_again(client):
    user = accounts.user()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    response = client.post("/en/me/privacy/export/")
    assert response.status_code == 403
    assert "Send me a code" in response.content.decode()
    assert DataExport.objects.count() == 0


def test_one_file_at_a_time():
    user = accounts.user()
    actions.ask_export(user.party, by=user, language="en")
    with pytest.raises(actions.AlreadyAskedError):
        actions.ask_export(user.party, by=user, language="en")
    assert DataExport.objects.count() == 1


def test_an_export_by_staff_has_a_reason_and_a_line_in_the_log(client):
    user, chief = accounts.user(), accounts.user(roles=("administrator",))
    client.force_login(chief)
    address = f"/desk/customers/{user.party.pk}/privacy/"
    assert client.post(address, {"export": "1", "export-reason": ""}).status_code == 200
    assert DataExport.objects.count() == 0
    assert client.post(address, {"export": "1", "export-reason": "Asked by letter"}).status_code == 302
    entry = AuditEntry.objects.get(act="privacy.exported")
    assert (entry.actor_id, entry.reason, entry.about_id) == (chief.pk, "Asked by letter", user.party.pk)
    export = DataExport.objects.get()
    tasks.make_export.call(export.pk)
    assert client.get(f"{address}{export.code}/").status_code == 200
    client.force_login(accounts.user(roles=("administrator",)))
    assert client.get(f"{address}{export.code}/").status_code == 404

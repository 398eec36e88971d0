"""`manage.py doctor` and the project's own system checks: plain words, and a fault where something does not work."""

from contextlib import suppress

import pytest
from django.core.management import call_command

from portal.core import checks, doctor
from portal.core.doctor import Finding


def findings(examination):
    return {one.subject: one.state for one in examination()}


@pytest.mark.django_db
def test_the_embedded_default_is_explained_with_its_limits(capsys):
    with suppress(SystemExit):  # static files and translations may not have been made here
        call_command("doctor")
    said = capsys.readouterr().out
    for subject in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "Migrations", "Worker", "Languages"):
        assert subject in said


@pytest.mark.django_db
def test_a_fault_ends_with_status_one_and_its_remedy(capsys, monkeypatch):
    monkeypatch.setattr(doctor.examinations, "_things", {"one": lambda: iter([Finding("fault", "Thing", "is broken.", "Mend it.")])})
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "is broken." in (said := capsys.readouterr().out)
    assert "Mend it." in said


def test_an_examination_that_breaks_is_a_fault_not_a_crash(monkeypatch):
    def broken():
        raise RuntimeError("oh")

    monkeypatch.setattr(doctor.examinations, "_things", {"one": broken})
    (found,) = doctor.examine()
    assert (found.state, found.text) == ("fault", "could not be examined: RuntimeError: oh")


def test_a_key_that_others_can_read_is_a_fault(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.VAR_DIR = tmp_path
    settings.SECRET_KEY = "x" * 60
    path = tmp_path / "secret_key"
    path.write_text("x" * 60)
    path.chmod(0o644)
    assert findings(doctor.secret) == {"SECRET_KEY": "fault"}
    path.chmod(0o600)
    assert findings(doctor.secret) == {"SECRET_KEY": "ok"}


def test_a_folder_that_cannot_be_written_is_a_fault(settings, monkeypatch):
    monkeypatch.setattr("portal.core.doctor.os.access", lambda path, mode: False)
    settings.DEBUG = True
    assert findings(doctor.files) == {"VAR_DIR": "fault", "MEDIA_ROOT": "fault"}


def test_a_language_without_compiled_texts_is_a_fault(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert findings(doctor.languages) == {"Languages": "fault"}


def ids(function):
    return {message.id for message in function()}


def test_settings_that_contradict_each_other_are_errors(settings):
    settings.SITE_URL = "https://portal.example"
    settings.DEBUG = settings.DEMO_MODE = False
    assert ids(checks.check_settings) == set()
    settings.DEBUG = settings.DEMO_MODE = True
    settings.PROXY_COUNT = -1
    settings.WEB_PROCESSES, settings.REDIS_URL = 2, ""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert ids(checks.check_settings) == {"atrium.E001", "atrium.E002", "atrium.E003", "atrium.E004", "atrium.E005"}
    assert all(message.hint for message in checks.check_settings())


def test_the_demo_on_a_local_address_is_no_error(settings):
    settings.SITE_URL, settings.DEMO_MODE, settings.DEBUG = "http://localhost:8000", True, False
    assert ids(checks.check_settings) == set()


def test_what_is_fine_at_home_is_a_warning_in_production(settings):
    settings.SERVED_SECURELY, settings.PROXY_COUNT = False, 0
    settings.MAIL_CARRIER, settings.DEFAULT_FROM_EMAIL = "portal.core.outbox.OutboxBackend", "help@calder-finch.example"
    assert ids(checks.check_production) == {"atrium.W001", "atrium.W003", "atrium.W004"}
    settings.SERVED_SECURELY = True
    assert "atrium.W002" in ids(checks.check_production)
    settings.PROXY_COUNT, settings.MAIL_CARRIER, settings.DEFAULT_FROM_EMAIL = (
        1,
        "django.core.mail.backends.smtp.EmailBackend",
        "help@portal.example",
    )
    assert ids(checks.check_production) == set()

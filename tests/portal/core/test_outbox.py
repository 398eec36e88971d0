"""The embedded mail carrier."""

import email
import email.policy

import pytest
from django.core.mail import EmailMultiAlternatives

from portal.core.outbox import OutboxBackend


@pytest.fixture
def folder(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def letter(subject="مرحبا"):
    made = EmailMultiAlternatives(subject, "plain text", "help@example.com", ["mara@example.com"])
    made.attach_alternative("<p>rich</p>", "text/html")
    return made


def test_each_mail_becomes_one_readable_file_in_the_order_of_sending(folder):
    assert OutboxBackend().send_messages([letter("first"), letter("second")]) == 2
    files = sorted(folder.iterdir())
    subjects = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["Subject"] for path in files]
    assert subjects == ["first", "second"]
    assert all(path.suffix == ".eml" for path in files)


def test_a_subject_in_any_script_survives(folder):
    OutboxBackend().send_messages([letter()])
    (path,) = folder.iterdir()
    assert email.message_from_bytes(path.read_bytes(), policy=email.policy.default)["Subject"] == "مرحبا"


def test_a_mail_that_cannot_be_written_is_an_error_and_leaves_no_half(folder, monkeypatch):
    def refuse(self, target):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    with pytest.raises(OSError, match="disk full"):
        OutboxBackend().send_messages([letter()])
    assert [path.name for path in folder.iterdir() if path.suffix == ".eml" and not path.name.startswith(".")] == []

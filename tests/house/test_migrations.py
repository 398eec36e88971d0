"""Migrations are named, and nothing is left to make."""

from django.core.management import call_command

from tests.house.tree import ROOT, own


def unnamed(names: list[str]) -> list[str]:
    """Faults for migrations whose name a machine chose."""
    return [name for name in names if "_auto_" in name or name.split("_", 1)[-1].count("_and_more")]


def test_every_migration_has_a_name():
    assert unnamed([str(path.relative_to(ROOT)) for path in own("migrations/[0-9]*.py")]) == []


def test_a_machine_made_name_is_found():
    assert unnamed(["0002_auto_20260101.py", "0003_rename_room.py"]) == ["0002_auto_20260101.py"]


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

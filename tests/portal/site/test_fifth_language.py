"""A fifth language is settings, one command and a catalogue file."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.databases import SqliteCopies
from tests.house.tree import PACKAGES, ROOT

PROBE = """
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
answer = Client().get("/fr/")
print(answer.status_code, '<html lang="fr" dir="ltr"' in answer.content.decode())
from portal.topics.models import Topic
Topic.objects.create(code="eau", name_en="Water", slug_en="water", name_fr="Eau", slug_fr="eau")
print(Client().get("/fr/help/topics/eau/").status_code)
from portal.search import actions, queries
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale
print(Locale.objects.filter(language_code="fr").exists())
"""


@pytest.mark.slow
def test_a_fifth_language_needs_settings_and_one_command(tmp_path, database_copies, django_db_setup):
    if not isinstance(database_copies, SqliteCopies):
        pytest.skip("the embedded profile is enough for this one")
    tree = tmp_path / "tree"
    for name in (*PACKAGES, "locale"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tree / name)
    settings_file = tree / "portal/config/settings.py"
    text = settings_file.read_text(encoding="utf-8")
    assert text.count('("zh-hant", "繁體中文")]') == 1
    settings_file.write_text(text.replace('("zh-hant", "繁體中文")]', '("zh-hant", "繁體中文"), ("fr", "français")]'), encoding="utf-8")
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(database_copies.kept, var / "atrium.sqlite3")
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "SECRET_KEY": "a key for this one test, long enough for anybody", "DEBUG": "1"}

    def manage(*arguments: str) -> str:
        done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=tree, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    assert "fr is ready (left to right)" in manage("add_language", "fr")
    assert (tree / "locale/fr/LC_MESSAGES/django.po").exists()
    assert list(tree.glob("catalog/products/migrations/*_language_fr.py"))
    manage("makemigrations", "--check", "--dry-run")
    assert manage("shell", "-v0", "-c", PROBE).split() == ["200", "True", "200", "True"]


def test_a_language_that_is_not_in_the_settings_is_refused(db):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="not among LANGUAGES"):
        call_command("add_language", "xx")

"""Translations: every text is found, translations are kept, and what is missing is said."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.core import texts

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, npgettext, pgettext_lazy
LABEL = gettext_lazy("A lazy text")
MONTH = pgettext_lazy("month", "May")
def f(n):
    return _("A text of %(name)s") % {"name": n}, ngettext("%(count)s bean", "%(count)s beans", n), npgettext("coffee", "one shot", "many shots", n)
"""
TEMPLATE = """{% translate "In a template" %}{% blocktranslate trimmed with name=x %}
  Hello {{ name }},
  welcome
{% endblocktranslate %}{% blocktranslate trimmed count number=n %}{{ number }} cup{% plural %}{{ number }} cups{% endblocktranslate %}
{% translate "May" context "verb" %}{{ _("In an expression") }}{% ui "tag" text=_("In a tag's argument") %}<p class="it's 100% (odd">"</p>"""


@pytest.fixture
def project(settings, tmp_path):
    """A small project of its own with one Python file and one template, in two languages."""
    folder = tmp_path / "portal" / "thing"
    (folder / "templates" / "thing").mkdir(parents=True)
    (folder / "views.py").write_text(PYTHON)
    (folder / "templates" / "thing" / "page.html").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic"), ("zh-hant", "Chinese")]
    return folder


def ids(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


def translate_all(code, translation="x"):
    catalog = texts.read_catalog(code)
    for message in catalog:
        if message.id:
            message.string = (translation,) * catalog.num_plurals if message.pluralizable else message.id
    texts.write(code, catalog)


def test_texts_of_python_and_templates_are_found_with_plural_and_context(project):
    assert ids(texts.collect()) == {
        (None, "A lazy text"),
        ("month", "May"),
        ("verb", "May"),
        (None, "A text of %(name)s"),
        (None, ("%(count)s bean", "%(count)s beans")),
        ("coffee", ("one shot", "many shots")),
        (None, "In a template"),
        (None, "Hello %(name)s, welcome"),
        (None, ("%(number)s cup", "%(number)s cups")),
        (None, "In an expression"),
        (None, "In a tag's argument"),
    }


def test_extraction_writes_a_catalogue_for_each_language_with_django_s_plural_rule(project, settings):
    call_command("extract_texts")
    arabic = (settings.LOCALE_PATHS[0] / "ar/LC_MESSAGES/django.po").read_text()
    assert "nplurals=6" in arabic
    assert "msgstr[5]" in arabic
    assert "nplurals=1" in (settings.LOCALE_PATHS[0] / "zh_Hant/LC_MESSAGES/django.po").read_text()
    assert not (settings.LOCALE_PATHS[0] / "en").exists()


def test_translations_stay_unused_texts_go_and_a_second_run_changes_nothing(project, capsys):
    call_command("extract_texts")
    translate_all("ar")
    (project / "views.py").write_text('from django.utils.translation import gettext as _\nA = _("New")\n')
    call_command("extract_texts")
    kept = texts.read_catalog("ar")
    assert kept.get("In a template").string == "In a template"
    assert kept.get("A lazy text") is None
    assert kept.get("New").string == ""
    capsys.readouterr()
    call_command("extract_texts")
    assert capsys.readouterr().out.count("unchanged") == 2


def test_the_check_passes_when_all_is_translated_and_fails_for_each_fault(project, capsys):
    call_command("extract_texts")
    with pytest.raises(CommandError):
        call_command("extract_texts", check=True)
    assert "not translated" in capsys.readouterr().err
    for code in texts.languages():
        translate_all(code)
    call_command("extract_texts", check=True)
    (project / "views.py").write_text(PYTHON + 'B = _("Another")\n')
    with pytest.raises(CommandError):
        call_command("extract_texts", check=True)
    assert "not in the catalogue: 'Another'" in capsys.readouterr().err


def test_a_translation_with_another_placeholder_is_a_fault(project, capsys):
    call_command("extract_texts")
    for code in texts.languages():
        translate_all(code)
    catalog = texts.read_catalog("ar")
    catalog.get("A text of %(name)s").string = "نص %(nam)s"
    texts.write("ar", catalog)
    with pytest.raises(CommandError):
        call_command("extract_texts", check=True)
    assert "ar: placeholders differ: 'A text of %(name)s'" in capsys.readouterr().err


def test_compiled_texts_are_read_back_and_compiled_only_when_changed(project, settings):
    from gettext import GNUTranslations

    call_command("extract_texts")
    translate_all("zh-hant")
    assert texts.compile_catalog("zh-hant") is True
    assert texts.compile_catalog("zh-hant") is False
    with (settings.LOCALE_PATHS[0] / "zh_Hant/LC_MESSAGES/django.mo").open("rb") as file:
        assert GNUTranslations(file).ngettext("%(number)s cup", "%(number)s cups", 5) == "x"

"""A translation is stale from the moment its source moves on until its own text is touched."""

import pytest
from django.utils import translation

from portal.core.translation_state import said, text_and_language, translation_of
from tests.factories import products as make

pytestmark = pytest.mark.django_db


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_a_translation_is_fresh_when_it_is_written():
    shelf = make.category("tools", name_de="Werkzeug")
    assert shelf.stale_languages() == []
    assert translation_of(shelf, "de").state == ""


def test_a_changed_source_makes_the_translation_stale_and_touching_the_translation_makes_it_fresh_again():
    shelf = make.category("tools", name_de="Werkzeug", name_ar="أدوات")
    shelf = fresh(shelf)
    shelf.name_en = "Barista tools"
    shelf.save()
    shelf = fresh(shelf)
    assert shelf.stale_languages() == ["de", "ar"]
    assert shelf.is_stale_somewhere is True
    assert translation_of(shelf, "de").state == "stale"
    shelf.name_de = "Barista-Werkzeug"
    shelf.save()
    assert fresh(shelf).stale_languages() == ["ar"]


def test_a_change_that_is_not_of_the_text_leaves_translations_fresh():
    shelf = make.category("tools", name_de="Werkzeug")
    shelf.position = 7
    shelf.save()
    assert fresh(shelf).stale_languages() == []


def test_marks_of_an_old_version_do_not_overrule_those_in_the_database():
    shelf = make.category("tools", name_de="Werkzeug")
    taken_from_history = fresh(shelf)
    shelf.name_en = "Barista tools"
    shelf.save()
    taken_from_history.name_en, taken_from_history.position = "Barista tools", 3
    taken_from_history.save()
    assert fresh(shelf).stale_languages() == ["de"]


def test_an_editor_can_confirm_that_the_translation_still_holds():
    shelf = make.category("tools", name_de="Werkzeug")
    shelf.name_en = "Tools."
    shelf.save()
    shelf.confirm_translation("de")
    assert fresh(shelf).stale_languages() == []
    assert fresh(shelf).is_stale_somewhere is False


def test_a_missing_translation_falls_back_and_says_so():
    shelf = make.category("tools", name_en="Tools & more")
    assert translation_of(shelf, "de") == translation_of(shelf, "ar")
    assert translation_of(shelf, "de").state == "missing"
    assert text_and_language(shelf, "name", "de") == ("Tools & more", "en")
    with translation.override("ar"):
        assert said(shelf, "name") == '<span lang="en" dir="ltr">Tools &amp; more</span>'
    with translation.override("en"):
        assert said(shelf, "name") == "Tools &amp; more"

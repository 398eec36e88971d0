"""A bulk load asks for no job a row, and the editor's search knows what was loaded."""

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from portal.site.demo.quiet import editors_indexes_afterwards

pytestmark = pytest.mark.django_db


def add_page(title: str) -> Page:
    return Page.objects.get(depth=1).add_child(title=title, slug=title.lower())


def jobs() -> int:
    return DBTaskResult.objects.filter(task_path__regex="^(wagtail|modelsearch)").count()


def test_a_bulk_load_asks_for_no_jobs_and_a_later_save_asks_again():
    with editors_indexes_afterwards():
        add_page("Kettles")
    assert jobs() == 0
    add_page("Cups")
    assert jobs() > 0


def test_the_editors_search_knows_what_was_loaded():
    with editors_indexes_afterwards():
        page = add_page("Kettles")
    assert IndexEntry.objects.filter(object_id=str(page.pk), content_type__model="page").count() == 1


def test_after_a_failed_load_saves_ask_for_jobs_again():
    with pytest.raises(RuntimeError), editors_indexes_afterwards():
        raise RuntimeError
    add_page("Cups")
    assert jobs() > 0

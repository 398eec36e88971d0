"""The documents of pages: one code in all languages, and a fixed number of questions."""

import pytest
from django.utils import translation

from portal.pages.models import InfoPage
from portal.pages.search_indexes import InfoDocuments
from tests.factories import pages

pytestmark = pytest.mark.django_db


def documents(language):
    index = InfoDocuments()
    with translation.override(language):
        return [index.document(row, language) for row in index.rows(language)]


@pytest.mark.parametrize("count", [1, 3])
def test_codes_are_read_with_the_rows(django_assert_num_queries, count):
    homes = pages.home()
    for n in range(count):
        pages.add(homes["en"], InfoPage, title=f"About {n}", slug=f"about-{n}")
    documents("en")
    with django_assert_num_queries(2):  # the pages, and the roots of the sites
        assert sorted(one.code for one in documents("en")) == [f"page:about-{n}" for n in range(count)]


def test_a_translation_bears_the_code_of_the_first_language_and_a_page_of_its_own_its_own():
    homes = pages.home()
    about = pages.add(homes["en"], InfoPage, title="About", slug="about")
    pages.add(homes["de"], InfoPage, "de", key=about.translation_key, title="Über uns", slug="ueber-uns")
    pages.add(homes["de"], InfoPage, "de", title="Nur hier", slug="nur-hier")
    assert sorted(one.code for one in documents("de")) == ["page:about", "page:nur-hier"]

"""Valid pages for tests: a home page in each language, and what stands below it."""

import uuid
from datetime import date

from django.utils import translation
from wagtail.models import Locale, Page, Site

from portal.core.i18n import LANGUAGE_NAMES
from portal.pages.models import NewsIndexPage, NewsPage
from portal.site.models import HomePage


def home() -> dict[str, Page]:
    """A live home page in every language; the default site's root."""
    root, key, homes = Page.objects.get(depth=1), uuid.uuid4(), {}
    for code in LANGUAGE_NAMES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        with translation.override(code):  # live from the first: revisions and their publication cost most of what a test of pages does
            words = {"title": f"Home {code}", "slug": f"front-{code}", "hero_title": f"Welcome {code}"}
            homes[code] = root.add_child(instance=HomePage(translation_key=key, locale=locale, **words))
    Site.objects.filter(is_default_site=True).update(root_page=homes["en"], hostname="testserver", port=80)
    Site.clear_site_root_paths_cache()
    return homes


def add(parent: Page, kind: type[Page], language: str = "en", *, key: uuid.UUID | None = None, **fields) -> Page:
    """A published page below `parent`."""
    fields.setdefault("locale", Locale.objects.get(language_code=language))
    page = kind(translation_key=key or uuid.uuid4(), **fields)
    with translation.override(language):
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
    return kind.objects.get(pk=page.pk)


def news(homes: dict[str, Page], count: int = 1, language: str = "en") -> list[NewsPage]:
    """A news list with `count` posts."""
    index = add(homes[language], NewsIndexPage, language, title="News", slug="news")
    return [
        add(index, NewsPage, language, title=f"Post {n}", slug=f"post-{n}", summary=f"About {n}", published_on=date(2026, 1, n + 1), author="Mara")
        for n in range(count)
    ]

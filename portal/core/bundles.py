"""Style sheets without a build step: each bundle is its files one after the other, made when asked or collected.

Also the hashed storage: file names carry the content's hash, inside ES modules too.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_STRING = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_PACKAGES = {"portal", "catalog", "knowledgebase", "community"}
PAGE_BUNDLES = {"core/chat.css": ["chat"], "core/desk.css": ["desk"]}
"""Bundles of their own for pages that few readers open; every other app's style sheet is part of core/site.css."""


def _sources() -> dict[str, list[Path]]:
    core = Path(apps.get_app_config("core").path) / "static/core"
    first = [core / "css" / f"{name}.css" for name in ("layers", "tokens", "reset", "base", "layout", "page", "utility")]
    site = [path for path in first if path.exists()] + sorted((core / "ui").glob("*.css"))
    bundles = {"core/site.css": site, "core/desk.css": [core / "css/desk.css"], "core/chat.css": []}
    for app in apps.get_app_configs():
        if app.label == "core" or app.name.split(".")[0] not in _PACKAGES:
            continue
        for sheet in sorted((Path(app.path) / "static" / app.label).glob("*.css")):
            target = next((bundle for bundle, names in PAGE_BUNDLES.items() if sheet.stem in names), "core/site.css")
            bundles[target].append(sheet)
    return {name: [path for path in paths if path.exists()] for name, paths in bundles.items()}


def bundle(name: str) -> str:
    """The text of a bundle; '' when none of its files exists. KeyError for an unknown name."""
    return "\n".join(compact(path.read_text(encoding="utf-8")) for path in _sources()[name]) + "\n"


def compact(css: str) -> str:
    """A style sheet without comments and needless white space; strings stay as they are."""
    parts = _STRING.split(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", parts[place])).replace(";}", "}")
    return "".join(parts).strip()


class BundleFinder(BaseFinder):
    """Offers the bundles to `collectstatic` and to the development server as if they were files."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def _storage(self) -> InMemoryStorage:
        storage = InMemoryStorage()
        for name in _sources():
            storage.save(name, ContentFile(bundle(name).encode()))
        return storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        if path not in _sources():
            return []
        from django.conf import settings  # noqa: PLC0415 - the finder is imported while settings load

        target = Path(settings.VAR_DIR) / "bundles" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(bundle(path), encoding="utf-8")
        return [str(target)] if find_all else str(target)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, InMemoryStorage]]:
        storage = self._storage()
        for name in _sources():
            yield name, storage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Names with the content's hash, ES module imports rewritten, each text also gzipped beside itself (WhiteNoise serves that)."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def url_converter(  # type: ignore[override] # the stubs are ahead of the version used
        self, name: str, hashed_files: dict[str, Any], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """In files of other people a reference to something that is not there (often in a comment) stays as it is."""
        convert = super().url_converter(name, hashed_files, template)
        own = name.split("/", maxsplit=1)[0] in {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in _PACKAGES}

        def lenient(found: re.Match[str]) -> str:
            try:
                return convert(found)
            except ValueError:
                return found[0]

        return convert if own else lenient

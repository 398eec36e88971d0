"""Style sheets and scripts without a build step: a bundle is its style sheets one after the other, made when asked or collected.

Also the storage of what is collected: own files without comments and needless letters, file names with the content's hash, inside
ES modules too.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_PACKAGES = {"portal", "catalog", "knowledgebase", "community"}
_KINDS = {".css": "text/css", ".js": "application/javascript"}
PAGE_BUNDLES = {
    "core/chat.css": ["chat"], "core/desk.css": ["desk", "segments", "customers"], "core/landing.css": ["landing"],
    "core/mine.css": ["accounts", "customers"],
}  # fmt: skip
"""Bundles of their own for pages that few readers open; every other app's style sheet is part of core/site.css."""


def _sources() -> dict[str, list[Path]]:
    core = Path(apps.get_app_config("core").path) / "static/core"
    first = [core / "css" / f"{name}.css" for name in ("layers", "tokens", "reset", "base", "layout", "page", "utility")]
    site = [path for path in first if path.exists()] + sorted((core / "ui").glob("*.css"))
    bundles: dict[str, list[Path]] = {"core/site.css": site, **{name: [] for name in PAGE_BUNDLES}}
    bundles["core/desk.css"].append(core / "css/desk.css")
    for app in apps.get_app_configs():
        if app.label == "core" or app.name.split(".")[0] not in _PACKAGES:
            continue
        for sheet in sorted((Path(app.path) / "static" / app.label).glob("*.css")):
            for target in [bundle for bundle, names in PAGE_BUNDLES.items() if sheet.stem in names] or ["core/site.css"]:
                bundles[target].append(sheet)
    return {name: [path for path in paths if path.exists()] for name, paths in bundles.items()}


def bundle(name: str) -> str:
    """The text of a bundle; '' when none of its files exists. KeyError for an unknown name."""
    return "".join(path.read_text(encoding="utf-8") for path in _sources()[name])


def compact(name: str, text: str) -> str:
    """A style sheet or script (the name's ending tells) that does the same in fewer bytes; ValueError for a broken one, with the place."""
    import minify  # noqa: PLC0415 - loads a library of 7 MB that only collecting needs

    try:
        return minify.string(_KINDS[Path(name).suffix], text)
    except minify.MinifyError as err:
        fault = f"{name}: {err}"
        raise ValueError(fault) from err


def _is_own(name: str) -> bool:
    """Whether a collected file is the project's own, not a library's."""
    return name.split("/", maxsplit=1)[0] in {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in _PACKAGES}


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

    def save(self, name: str, content: File, max_length: int | None = None) -> str:
        """Own style sheets and scripts are stored small; what other people wrote stays as it is."""
        if _is_own(name) and Path(name).suffix in _KINDS:
            content = ContentFile(compact(name, content.read().decode()).encode())
        return str(super().save(name, content, max_length))

    def url_converter(  # type: ignore[override] # the stubs are ahead of the version used
        self, name: str, hashed_files: dict[str, Any], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """In files of other people a reference to something that is not there (often in a comment) stays as it is."""
        convert = super().url_converter(name, hashed_files, template)

        def lenient(found: re.Match[str]) -> str:
            try:
                return convert(found)
            except ValueError:
                return found[0]

        return convert if _is_own(name) else lenient

"""What the demo's loaders share: the content files, the objects made so far by code, and the addresses of all content."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from portal.core.clock import now
from portal.core.markdown import render

CONTENT = Path(__file__).resolve().parent / "content"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PATHS = {
    "product": "shop/{}/", "faq": "help/answers/{}/", "tutorial": "help/tutorials/{}/", "room": "community/{}/",
    "news": "news/{}/", "page": "{}/",
}  # fmt: skip
Progress = Callable[..., None]


def read(name: str) -> Any:
    """The content file `name` (without .yaml), or the list of all in a folder when `name` ends with '/'."""
    if name.endswith("/"):
        return [_load(path) for path in sorted((CONTENT / name).glob("*.yaml"))]
    return _load(CONTENT / f"{name}.yaml")


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both


@dataclass
class Book:
    """`people['mara']`, `products['finch-2']`, …: objects by their code; `moment(days_ago)`: the same clock for all."""

    scale: int = 1
    progress: Progress = lambda *_told: None
    started_at: datetime = field(default_factory=now)
    people: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, Any] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    products: dict[str, Any] = field(default_factory=dict)
    faqs: dict[str, Any] = field(default_factory=dict)
    tutorials: dict[str, Any] = field(default_factory=dict)
    rooms: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)
    slugs: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group in read("products/"):
            self.slugs |= {f"product:{one['code']}": one["slug"] for one in group}
        for group in read("faq/"):
            self.slugs |= {f"faq:{one['code']}": one["slug"] for one in group}
        self.slugs |= {f"tutorial:{one['code']}": one["slug"] for one in read("tutorials/")}
        self.slugs |= {f"news:{one['code']}": one["slug"] for one in read("news/")}
        self.slugs |= {f"room:{one['code']}": one["slug"] for one in read("rooms")}
        for name in ("about", "accessibility"):
            self.slugs[f"page:{name}"] = read(f"pages/{name}")["slug"]
        for one in read("pages/policies/"):
            self.slugs[f"page:{one['code']}"] = one["slug"]

    def moment(self, days_ago: float) -> datetime:
        return self.started_at - timedelta(days=days_ago)

    def address(self, target: str, language: str) -> str:
        """'/de/shop/finch-2/' for 'product:finch-2' and 'de'; the target itself when it is no code of ours."""
        kind, _, code = target.partition(":")
        if kind not in PATHS or target not in self.slugs:
            return f"/{language}/{code}/" if kind == "page" else target
        return f"/{language}/" + PATHS[kind].format(self.slugs[target][language])

    def html(self, source: str, language: str) -> str:
        """Article Markdown of the content files as safe HTML, with links between contents resolved."""
        return render(source, rewrite=lambda target: self.address(target, language))

    def markdown(self, source: str, language: str) -> str:
        """The same Markdown with the codes in link targets replaced by addresses, for texts stored as Markdown."""
        for target in self.slugs:
            source = source.replace(f"]({target})", f"]({self.address(target, language)})")
        return source

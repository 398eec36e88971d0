"""Menus as registries: each app adds its entries in `hooks.py`, none knows the others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.registry import Registry


@dataclass(frozen=True)
class Entry:
    """One menu entry. `label` is a lazy translation, `url_name` a name in the URL table, `allowed(user)` hides it from others."""

    label: Any
    url_name: str
    order: int = 100
    icon: str = ""
    prefix: str = ""
    group: str = ""
    allowed: Callable[[Any], bool] | None = None
    count: Callable[[], int] | None = None


main: Registry[Entry] = Registry("main menu")
desk: Registry[Entry] = Registry("desk menu")
mine: Registry[Entry] = Registry("my pages")
footer: Registry[Entry] = Registry("footer")


def entries(menu: Registry[Entry], request: HttpRequest) -> list[dict[str, Any]]:
    """The menu's entries this request may see, in order, groups together, with address and whether the reader is inside.

    Where the address of one entry continues that of another, only the longer one counts as the place.
    """
    path = request.path_info
    every = kept(f"menu:{menu.name}:{len(menu.keys())}:{current_language()}", lambda: _with_addresses(menu))
    shown = [dict(plain) for allowed, plain in every if allowed is None or allowed(request.user)]
    places = [one["url"] for one in shown if path.startswith(one["url"]) and (one["deep"] or path == one["url"])]
    here = max(places, key=len, default=None)
    for one in shown:
        one["inside"] = one["url"] == here
    groups = list(dict.fromkeys(one["group"] for one in shown))
    return sorted(shown, key=lambda one: groups.index(one["group"])) if len(groups) > 1 else shown


def place(shown: list[dict[str, Any]]) -> str:
    """What these entries look like in one language: the addresses, the one the reader is inside marked."""
    return "|".join(f"*{one['url']}" if one["inside"] else one["url"] for one in shown)


def _with_addresses(menu: Registry[Entry]) -> list[tuple[Callable[[Any], bool] | None, dict[str, Any]]]:
    """Every entry whose page exists, in order, with its words and its address in the active language, and who may see it."""
    found = []
    for entry in sorted(menu, key=lambda e: e.order):
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        plain = {"label": str(entry.label), "url": url, "icon": entry.icon, "group": str(entry.group), "entry": entry}
        found.append((entry.allowed, plain | {"deep": url.rstrip("/").count("/") > 1}))
    return found

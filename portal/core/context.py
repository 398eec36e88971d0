"""What every template may use: direction, languages with the address of this page in each, menus, brand."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from portal.core import menus
from portal.core.i18n import current_language
from portal.core.text import direction_of

_THEMES = {"light", "dark"}


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; nothing here asks the database (menus ask permissions of the loaded user only).

    Menus are made when a template first looks: most of their places are parts that are kept.
    """
    language, theme = current_language(), request.COOKIES.get("theme") or _theme_of_session(request)
    main_menu: Any = SimpleLazyObject(partial(menus.entries, menus.main, request))
    at_desk = request.path_info.startswith("/desk/") and hasattr(request, "user")  # a wrong host is refused before anybody is known
    desk_menu: Any = menus.entries(menus.desk, request) if at_desk else []
    return {
        "language": language,
        "direction": direction_of(language),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
        "main_menu": main_menu,
        "main_place": SimpleLazyObject(lambda: menus.place(main_menu)),
        "footer_menu": SimpleLazyObject(partial(menus.entries, menus.footer, request)),
        "desk_menu": desk_menu,
        "desk_place": menus.place(desk_menu),
        "other_languages": languages(language),
        "theme": theme if theme in _THEMES else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo_mode": settings.DEMO_MODE,
    }


def _theme_of_session(request: HttpRequest) -> str:
    """The appearance a signed-in person brought along from another browser."""
    return request.session.get("theme", "") if settings.SESSION_COOKIE_NAME in request.COOKIES and hasattr(request, "session") else ""


@cache
def languages(active: str) -> list[dict[str, Any]]:
    """Every language by its own name; the list is shared, nobody changes it."""
    return [
        {"code": code, "name": get_language_info(code)["name_local"] if code != "zh-hant" else "繁體中文", "current": code == active}
        for code, _name in settings.LANGUAGES
    ]

"""What every template may use: direction, languages with the address of this page in each, menus, brand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from portal.core import menus
from portal.core.i18n import current_language
from portal.core.text import direction_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; nothing here asks the database (menus ask permissions of the loaded user only)."""
    language = current_language()
    return {
        "language": language,
        "direction": direction_of(language),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
        "main_menu": menus.entries(menus.main, request),
        "footer_menu": menus.entries(menus.footer, request),
        "desk_menu": menus.entries(menus.desk, request) if request.path_info.startswith("/desk/") else [],
        "other_languages": [
            {"code": code, "name": get_language_info(code)["name_local"] if code != "zh-hant" else "繁體中文", "current": code == language}
            for code, _name in settings.LANGUAGES
        ],
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in {"light", "dark"} else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo_mode": settings.DEMO_MODE,
    }

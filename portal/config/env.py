"""Reads settings from the environment and says, in one message, everything that is wrong with them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class Env:
    """One reader for the whole settings file; `check()` raises once for all faults found."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = dict(os.environ if values is None else values)
        self.faults: list[str] = []

    def _read(self, name: str, default: Any, convert: Callable[[str], Any], hint: str) -> Any:
        raw = self.values.get(name, "").strip()
        if not raw:
            return default
        try:
            return convert(raw)
        except (ValueError, KeyError):
            self.faults.append(f"{name}={raw!r} cannot be read: {hint}")
            return default

    def text(self, name: str, default: str = "") -> str:
        return self._read(name, default, str, "")

    def flag(self, name: str, *, default: bool = False) -> bool:
        words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
        return self._read(name, default, lambda raw: words[raw.lower()], "write 1 or 0")

    def number(self, name: str, default: int) -> int:
        return self._read(name, default, int, "write a whole number")

    def words(self, name: str, default: list[str]) -> list[str]:
        return self._read(name, default, lambda raw: [w.strip() for w in raw.split(",") if w.strip()], "")

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        def convert(raw: str) -> str:
            if urlsplit(raw).scheme not in schemes:
                raise ValueError(raw)
            return raw

        return self._read(name, default, convert, "it must begin with one of " + ", ".join(f"{s}://" for s in schemes))

    def secret(self, name: str, path: Path) -> str:
        """The secret from the environment, else from the key file that `make run` wrote."""
        if self.values.get(name, "").strip():
            return self.values[name].strip()
        if path.exists():
            return path.read_text(encoding="utf-8").strip()
        self.faults.append(f"{name} is not set and {path.name} does not exist: set {name}, or run `manage.py make_key`.")
        return ""

    def check(self) -> None:
        """Raise ImproperlyConfigured naming every fault, one a line."""
        if self.faults:
            raise ImproperlyConfigured("Settings from the environment:\n  " + "\n  ".join(self.faults))


_MAIL_PORTS = {"smtps": 465, "smtp+tls": 587}


def mail_server(url: str) -> tuple[str, int, str, str]:
    """Host, port, user and password of EMAIL_URL. What may not stand in an address as it is (`@`, `/`, `#`) is written as %40, %2F, %23."""
    parts = urlsplit(url)
    port = parts.port or _MAIL_PORTS.get(parts.scheme, 25)
    return parts.hostname or "localhost", port, unquote(parts.username or ""), unquote(parts.password or "")

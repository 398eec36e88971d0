"""`manage.py make_key`: writes the secret key file once, readable by its owner only."""

import os
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Writes var/secret_key (mode 0600) unless it exists."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        path = settings.VAR_DIR / "secret_key"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_text(encoding="utf-8").strip():
            return
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(64))
        part.rename(path)
        self.stdout.write(f"Wrote {path.name}.")

"""Makes the key by which browsers know that notifications are from this site (VAPID)."""

import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make the key for notifications, once: browsers that subscribed with another one would hear nothing any more."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.PUSH_KEY)
        if path.exists():
            self.stdout.write(f"{path.name} is there already and stays.")
            return
        key = ec.generate_private_key(ec.SECP256R1())
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        self.stdout.write(f"{path.name} is made. Keep it: without it every browser has to be asked again.")

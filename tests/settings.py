"""Settings of the tests: the shipped ones, with a data folder of their own and a quick password hash."""

import os
import tempfile
from pathlib import Path

_root = Path(tempfile.mkdtemp(prefix="atrium-test-"))
os.environ["VAR_DIR"] = str(_root)
os.environ.setdefault("SECRET_KEY", "a key for tests only, long enough to satisfy the checks of deployment")
os.environ.setdefault("LOG_LEVEL", "ERROR")

if (_worker := os.environ.get("PYTEST_XDIST_WORKER", "")) and os.environ.get("REDIS_URL"):  # emptying the cache empties a whole number
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{int(_worker.removeprefix('gw')) + 1}"

from portal.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = False
PAGE_CACHE_SECONDS = 0
CONTENT_CHECK_SECONDS = 0  # a look now and then would make counts of queries differ from run to run
DEMO_MODE = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "search", "mail", "sending"]}}

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

"""`make check`: every linter and check, two at a time; each says one line, and what it found when it fails."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PACKAGES = ["portal", "catalog", "knowledgebase", "community"]
SECRET = secrets.token_urlsafe(64)
PRODUCTION = {
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://atrium:x@127.0.0.1:1/atrium",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "MAIL_FROM": "help@portal.example",
    "PROXY_COUNT": "1",
    "DEBUG": "0",
    "DEMO_MODE": "0",
}
"""The shipped settings as they stand in production; nothing is reached."""

Check = tuple[str, list[str], dict[str, str]]


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore::SyntaxWarning", "manage.py", *arguments]


def checks() -> list[Check]:
    """What is run, the slowest first."""
    return [
        ("types (mypy)", [str(BIN / "mypy")], {}),
        ("settings of production (check --deploy)", _manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
        ("migrations are complete (makemigrations --check)", _manage("makemigrations", "--check", "--dry-run"), {}),
        ("models, settings, addresses (check)", _manage("check", "--fail-level", "WARNING"), {}),
        ("translations are whole (extract_texts --check)", _manage("extract_texts", "--check"), {}),
        ("borders between apps (lint-imports)", [str(BIN / "lint-imports")], {}),
        ("Python (ruff)", [str(BIN / "ruff"), "check", "--output-format", "concise", *PACKAGES, "tests", "manage.py"], {}),
        ("templates (djlint)", [str(BIN / "djlint"), *PACKAGES, "--lint", "--quiet"], {}),
    ]


def run_one(check: Check, folder: str) -> tuple[str, float, int, str]:
    name, command, extra = check
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL", "DEBUG", "DEMO_MODE"}}
    env |= {"SECRET_KEY": SECRET, "VAR_DIR": folder, "NO_COLOR": "1"} | extra
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return name, time.monotonic() - began, done.returncode, (done.stdout + done.stderr).strip()


def main(say: Callable[[str], None] = print) -> int:
    """Run all; returns how many failed."""
    failed, began = 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="atrium-check-") as folder, ThreadPoolExecutor(2) as pool:
        for name, seconds, code, output in pool.map(lambda check: run_one(check, folder), checks()):
            say(f"{'ok    ' if code == 0 else 'FAILED'}  {name}  {seconds:.1f} s")
            if code:
                failed += 1
                say(output + "\n")
    say(f"{len(checks()) - failed} of {len(checks())} checks passed in {time.monotonic() - began:.0f} s.")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)

"""What the house tests walk: our own files, by kind."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("portal", "catalog", "knowledgebase", "community")


def own(pattern: str, *, tests: bool = False) -> list[Path]:
    """Our files that match `pattern`, without migrations' and the demo's content folders."""
    folders = [ROOT / name for name in (*PACKAGES, *(("tests",) if tests else ()))]
    return sorted(path for folder in folders for path in folder.rglob(pattern) if "__pycache__" not in path.parts)


def layers() -> list[list[str]]:
    """The map of pyproject.toml from top to bottom; each layer a list of app names, brackets removed."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rows = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[name.strip().strip("()") for name in row.split("|")] for row in rows]


def level_of(app: str) -> int:
    """0 is the floor; KeyError for an app that is not on the map."""
    for height, row in enumerate(reversed(layers())):
        if app in row:
            return height
    raise KeyError(app)

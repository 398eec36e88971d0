"""What other apps register so that their things can be brought in: fields, how a batch of rows is written, how a row is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.roles import Role, has_role
from portal.core.registry import Registry
from portal.imports.enums import RowState
from portal.imports.models import ImportRow


@dataclass(frozen=True)
class Field:
    """One thing a list may say. `names` are further titles it goes by in lists, in any language."""

    slug: str
    label: Any
    names: tuple[str, ...] = ()
    required: bool = False
    help: Any = ""


@dataclass(frozen=True)
class Given:
    """One line of the list: its number, and its cells by field; fields without a column are missing."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Result:
    """What became of a line. `faults` are (field, what is wrong), `about` is 'app.model:pk'."""

    state: RowState
    label: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    about: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TakenBack:
    """Whether a row could be taken back; `note` says why not."""

    done: bool
    note: str = ""


class Importer:
    """Subclass it, and `importers.add(slug, Subclass())` in hooks.py. Its writes call the app's own actions."""

    slug: str
    label: Any
    icon: str = "file-up"
    roles: tuple[Role, ...] = (Role.ADMINISTRATOR,)
    fields: tuple[Field, ...] = ()
    together: str = ""
    """Lines that follow each other with the same value here belong to one thing and are written together."""
    explanation: Any = ""

    def write(self, rows: Sequence[Given], *, by: Any, language: str, source: Any) -> list[Result]:
        """Bring the lines in, inside a transaction of the caller; one result a line, in order. On a try it is rolled back."""
        raise NotImplementedError

    def tied(self, rows: Sequence[Given]) -> list[Any]:
        """For each line of a file a mark: lines with the same mark may be about the same thing, and are tried in one transaction."""
        return [row.values.get(self.together) or row.line for row in rows]

    def take_back(self, row: ImportRow, *, by: Any) -> TakenBack:
        """Undo one line, inside a transaction of the caller: only where nothing has changed since."""
        raise NotImplementedError

    def allowed(self, user: Any) -> bool:
        return has_role(user, *self.roles)


importers: Registry[Importer] = Registry("importers")


def allowed_for(user: Any) -> list[Importer]:
    """What this user may bring in."""
    return [one for one in importers if one.allowed(user)]

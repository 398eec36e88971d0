"""The names that may stand in braces in a template, and where each gets its value from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz import process

from portal.core.registry import Registry

TEXT, ADDRESS = "text", "address"


@dataclass(frozen=True)
class Variable:
    """`value(message)` gives it; `message` has party, language, context. An address may stand where a link leads to.

    `sample` is what previews show. An address without a value keeps the message from leaving: a button that leads nowhere is no message.
    """

    label: Any
    value: Callable[[Any], str]
    sample: str = ""
    kind: str = TEXT


variables: Registry[Variable] = Registry("template variables")


class UnknownVariableError(Exception):
    """A template names something that does not exist; `nearest` is the name that was probably meant, '' when none is near."""

    def __init__(self, name: str, nearest: str) -> None:
        super().__init__(name)
        self.name, self.nearest = name, nearest


class NoAddressError(Exception):
    """A link leads to a variable that is no address."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check(names: Iterable[str]) -> None:
    """Raise UnknownVariableError for the first name that is not registered."""
    for name in names:
        if name not in variables:
            raise UnknownVariableError(name, nearest(name))


def nearest(name: str) -> str:
    """The registered name most like `name`, '' when none is near."""
    found = process.extractOne(name.strip().lower().replace(" ", "_"), variables.keys(), score_cutoff=60)
    return str(found[0]) if found else ""


def from_context(name: str) -> Callable[[Any], str]:
    """A value that the sender put into the message's context under `name`."""

    def value(message: Any) -> str:
        return str((message.context or {}).get(name, ""))

    return value


def _name(message: Any) -> str:
    return message.party.billed_name or message.party.handle or str(_("there"))


variables.add("customer.name", Variable(_("The customer's name, else the public name"), _name, "Mara Lindqvist"))
variables.add("customer.public_name", Variable(_("The public name"), lambda message: message.party.public_name, "mara"))

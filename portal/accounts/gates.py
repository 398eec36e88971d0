"""Who is asked before a letter leaves. Apps above, which know where nothing may be sent, add a gate in their `hooks.py`."""

from collections.abc import Callable, Iterable
from email.utils import parseaddr

from portal.core.registry import Registry

gates: Registry[Callable[[str], bool]] = Registry("gates of letters")


def let_through(recipients: Iterable[str]) -> list[str]:
    """Those of the recipients to whom a letter of the account may leave now, as they are written (with a name or without)."""
    return [one for one in recipients if all(gate(parseaddr(one)[1]) for gate in gates)]

"""Who is asked before a letter leaves, and who is told that it left. Apps above, which know customers, add themselves in `hooks.py`."""

from collections.abc import Callable, Iterable
from email.utils import parseaddr

from portal.core.registry import Registry

REFERENCE_HEADER = "X-Portal-Reference"
"""Names what a mail is, where somebody has noted already that it is sent."""
gates: Registry[Callable[[str], bool]] = Registry("gates of letters")
ledgers: Registry[Callable[[str, str], None]] = Registry("ledgers of letters")
"""Each is told the address a letter went to and the letter's reference."""


def let_through(recipients: Iterable[str]) -> list[str]:
    """Those of the recipients to whom a letter of the account may leave now, as they are written (with a name or without)."""
    return [one for one in recipients if all(gate(parseaddr(one)[1]) for gate in gates)]


def note_left(recipients: Iterable[str], reference: str) -> None:
    """Tell that a letter went to these recipients; telling the same twice is telling it once."""
    for number, one in enumerate(recipients):
        for ledger in ledgers:
            ledger(parseaddr(one)[1], f"{reference}:{number}" if number else reference)

"""Whom a letter of an account may not go to: upper apps that know of addresses that do not exist fill this in their hooks."""

from collections.abc import Callable

from portal.core.registry import Registry

gates: Registry[Callable[[str], str]] = Registry("mail gates")
"""Each says why nothing may go to an address, '' where nothing speaks against it."""


def refusal(address: str) -> str:
    """Why nothing may go to this address; '' where it may."""
    return next((reason for gate in gates if (reason := gate(address))), "")

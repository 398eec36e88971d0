"""What other apps show of a customer: on his own page, and on the desk beside his profile.

A panel is a callable `(request, party) -> {"title", "template", "context"} | None`; None leaves it out. It asks a constant
number of queries. Apps add theirs in `hooks.py`: `panels.mine.add("rooms", my_rooms)`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from portal.core.registry import Registry
from portal.customers.models import Party

Panel = Callable[[HttpRequest, Party], dict[str, Any] | None]

mine: Registry[Panel] = Registry("panels of my page")
desk: Registry[Panel] = Registry("panels of the customer's desk page")


def shown(registry: Registry[Panel], request: HttpRequest, party: Party) -> list[dict[str, Any]]:
    """The panels that have something to show, in the order of their registration."""
    return [made for panel in registry if (made := panel(request, party)) is not None]

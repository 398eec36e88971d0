"""Places on pages that an upper app may fill: a page names the place with `{% place "help" %}` and knows nobody who fills it."""

from collections.abc import Callable
from typing import Any

from portal.core.registry import Registry

Filler = Callable[[Any, str], str]
"""Takes the template's context and the place's name; returns safe HTML, '' for nothing."""

fillers: Registry[Filler] = Registry("fillers of places")

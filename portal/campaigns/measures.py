"""What may follow a campaign, and where it is read: from what came back of its messages, or from the timeline.

Apps above and beside add theirs in `hooks.py`: `measures.add(Measure("bought", _("Bought"), kinds=("orders.placed",), money=True))`.
A measure of the timeline counts households of both arms alike, whether or not a message arrived: what was meant, not what was done.
"""

from dataclasses import dataclass
from typing import Any

from portal.core.registry import Registry


@dataclass(frozen=True)
class Measure:
    """One thing that is counted, once for each household.

    `kinds`: kinds of the timeline; such a measure is set against the hold-out. `states`: states of the message; `events`: kinds of
    delivery events, `machine`: by programs rather than by people. `is_good`: more of it is what we hope for. `money`: the amounts of
    the facts are added up. `needs_tracking`: known only where the campaign measures, and of those who agreed.
    """

    slug: str
    label: Any
    help: Any = ""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    machine: bool = False
    is_good: bool = True
    money: bool = False
    needs_tracking: bool = False

    @property
    def is_effect(self) -> bool:
        """Whether it can be set against the hold-out, which gets no message."""
        return bool(self.kinds)


measures: Registry[Measure] = Registry("measures of campaigns")


def add(measure: Measure) -> Measure:
    """Register a measure; a double slug raises ValueError."""
    return measures.add(measure.slug, measure)


def goals() -> list[Measure]:
    """The measures a campaign can be judged by."""
    return [one for one in measures if one.is_effect]

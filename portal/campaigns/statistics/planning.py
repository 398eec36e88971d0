"""How many it takes, and what looking early costs."""

import math
from statistics import NormalDist

from portal.campaigns.statistics.intervals import z_of


def sample_size(rate: float, lift: float, *, level: float = 0.95, power: float = 0.8) -> int:
    """How many each of two equal arms needs to find a share going from `rate` to `rate + lift` with `power`.

    About 16·p(1−p)/δ² at 95 % and 80 %: from 10 % to 11 % some 14,700 each.
    """
    other = rate + lift
    if lift == 0 or not 0 <= rate <= 1 or not 0 <= other <= 1:
        raise ValueError("A lift other than nothing, between two shares.")
    middle = (rate + other) / 2
    reach = z_of(level) * math.sqrt(2 * middle * (1 - middle)) + NormalDist().inv_cdf(power) * math.sqrt(
        rate * (1 - rate) + other * (1 - other)
    )
    return math.ceil(reach**2 / lift**2)


def power_of(rate: float, lift: float, n: int, other_n: int, *, level: float = 0.95) -> float:
    """The chance that arms of these sizes show a lift that is really there."""
    if n <= 0 or other_n <= 0:
        return 0.0
    other = rate + lift
    pooled = (n * other + other_n * rate) / (n + other_n)
    under_none = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / n + 1 / other_n))
    really = math.sqrt(max(0.0, other * (1 - other)) / n + max(0.0, rate * (1 - rate)) / other_n)
    if really == 0:
        return 1.0 if lift else 0.0
    return NormalDist().cdf((abs(lift) - z_of(level) * under_none) / really)


def smallest_lift(rate: float, n: int, other_n: int, *, level: float = 0.95, power: float = 0.8) -> float:
    """The smallest rise over `rate` that arms of these sizes find with `power`; 1 − rate where even that is too small."""
    low, high = 0.0, 1 - rate
    if power_of(rate, high, n, other_n, level=level) < power:
        return high
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if power_of(rate, middle, n, other_n, level=level) >= power else (middle, high)
    return high


def level_of_look(looks: int, *, level: float = 0.95) -> float:
    """The level each of `looks` comparisons needs so that all of them together err as seldom as one would (Šidák)."""
    return level ** (1 / max(1, looks))

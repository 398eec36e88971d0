"""How sure a difference is: Newcombe's interval for shares, Welch's for money, and what may be concluded."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True)
class Interval:
    """A difference (first minus second) and the bounds it lies between at the level of confidence."""

    difference: float
    low: float
    high: float
    level: float = 0.95

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def z_of(level: float) -> float:
    """How many standard deviations hold `level` of a normal distribution around its middle."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(hits: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share; (0, 1) of nobody."""
    if n <= 0:
        return 0.0, 1.0
    z, p = z_of(level), hits / n
    middle = p + z * z / (2 * n)
    spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z * z / n)), min(1.0, (middle + spread) / (1 + z * z / n))


def newcombe(hits: int, n: int, other_hits: int, other_n: int, *, level: float = 0.95) -> Interval:
    """The interval of the difference of two independent shares by Newcombe's method 10: two Wilson intervals put together.

    It holds its level with few hits and near 0 and 1, where the textbook's normal interval does not.
    """
    if n <= 0 or other_n <= 0:
        return Interval(0.0, -1.0, 1.0, level)
    p, q = hits / n, other_hits / other_n
    low, high = wilson(hits, n, level=level)
    other_low, other_high = wilson(other_hits, other_n, level=level)
    difference = p - q
    below = math.sqrt((p - low) ** 2 + (other_high - q) ** 2)
    above = math.sqrt((high - p) ** 2 + (q - other_low) ** 2)
    return Interval(difference, difference - below, difference + above, level)


def welch(n: int, total: float, squares: float, other_n: int, other_total: float, other_squares: float, *, level: float = 0.95) -> Interval:
    """The interval of the difference of two means with unlike variances, from counts, sums and sums of squares alone."""
    if n < 2 or other_n < 2:
        return Interval(0.0, -math.inf, math.inf, level)
    mean, other_mean = total / n, other_total / other_n
    part = max(0.0, (squares - n * mean * mean) / (n - 1)) / n
    other_part = max(0.0, (other_squares - other_n * other_mean * other_mean) / (other_n - 1)) / other_n
    error = math.sqrt(part + other_part)
    difference = mean - other_mean
    if error == 0:
        return Interval(difference, difference, difference, level)
    freedom = (part + other_part) ** 2 / (part**2 / (n - 1) + other_part**2 / (other_n - 1))
    reach = t_of(level, freedom) * error
    return Interval(difference, difference - reach, difference + reach, level)


def bootstrap(first: np.ndarray, second: np.ndarray, *, level: float = 0.95, draws: int = 2000, seed: int = 1) -> Interval:
    """The percentile interval of the difference of two means by drawing again; for money with a few very large purchases."""
    if not len(first) or not len(second):
        return Interval(0.0, -math.inf, math.inf, level)
    rng = np.random.default_rng(seed)
    means = [_means_of_draws(rng, np.asarray(values, dtype=float), draws) for values in (first, second)]
    low, high = np.quantile(means[0] - means[1], [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(np.mean(first) - np.mean(second)), float(low), float(high), level)


def _means_of_draws(rng: np.random.Generator, values: np.ndarray, draws: int) -> np.ndarray:
    """How often each distinct value is drawn is multinomial, so that a hundred thousand zeros cost as much as one."""
    distinct, counts = np.unique(values, return_counts=True)
    drawn = rng.multinomial(len(values), counts / len(values), size=draws)
    return drawn @ distinct / len(values)


def t_of(level: float, freedom: float) -> float:
    """Student's t for a two-sided level, found by halving on the distribution function."""
    return _where(lambda t: student_cdf(t, freedom), 0.5 + level / 2)


def _where(function: Callable[[float], float], target: float) -> float:
    low, high = 0.0, 2.0
    while function(high) < target and high < 1e6:
        high *= 2
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return (low + high) / 2


def student_cdf(t: float, freedom: float) -> float:
    """The distribution function of Student's t for t ≥ 0, by the regularised incomplete beta function."""
    return 1 - 0.5 * _beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return max(0.0, min(1.0, x))
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c, d = 1e-300, 1.0, 0.0
    fraction = 1.0
    for step in range(400):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / (1 + term * d or tiny)
        c = 1 + term / c or tiny
        fraction *= c * d
        if abs(1 - c * d) < 1e-14:
            break
    return front * (fraction - 1)


def p_value(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """The two-sided p-value of the score test that two shares are the same (1 where nothing can be said)."""
    if n <= 0 or other_n <= 0:
        return 1.0
    pooled = (hits + other_hits) / (n + other_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    return 1.0 if error == 0 else 2 * (1 - NormalDist().cdf(abs(hits / n - other_hits / other_n) / error))

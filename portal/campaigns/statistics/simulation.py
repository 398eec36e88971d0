"""The arithmetic tried on invented people: campaigns that do nothing, and campaigns with a known effect.

Each simulated campaign draws its arms with the real hash over new households, gives every household its fate, and reads the result as
the page does. A campaign that does nothing must look like one that does something in 5 % of the runs, no oftener and no seldomer.
"""

from dataclasses import dataclass

import numpy as np

from portal.campaigns.statistics import arms, intervals, planning


@dataclass(frozen=True)
class Verdict:
    """What a series of simulated campaigns came to."""

    runs: int
    alarms: int
    covered: int
    expected: float
    """How often an alarm is right to be expected: 0.05 without an effect, the promised power with one."""

    @property
    def alarm_rate(self) -> float:
        return self.alarms / self.runs

    @property
    def coverage(self) -> float:
        return self.covered / self.runs


def shares(*, runs: int, people: int, rate: float, lift: float = 0.0, holdout: float = 10, seed: int = 7) -> Verdict:
    """Campaigns judged by a share: `rate` does it anyway, `rate + lift` of those who got the campaign."""
    rng = np.random.default_rng(seed)
    alarms = covered = 0
    for run in range(runs):
        held = _held_out(rng, run, people, holdout)
        did = rng.random(people) < np.where(held, rate, rate + lift)
        counts = int(did[~held].sum()), int((~held).sum()), int(did[held].sum()), int(held.sum())
        found = intervals.newcombe(*counts)
        alarms += found.excludes_zero
        covered += found.low <= lift <= found.high
    other = round(people * holdout / 100)
    expected = planning.power_of(rate, lift, people - other, other) if lift else 0.05
    return Verdict(runs, alarms, covered, expected)


def money(*, runs: int, people: int, buyers: float = 0.2, lift: float = 0.0, holdout: float = 10, seed: int = 11) -> Verdict:
    """Campaigns judged by money: a few buy, what they spend is lognormal; `lift` is the rise of every buyer's spending, as a factor."""
    rng = np.random.default_rng(seed)
    alarms = covered = 0
    truth = buyers * float(np.exp(3 + 0.5**2 / 2)) * lift
    for run in range(runs):
        held = _held_out(rng, run, people, holdout)
        spent = np.where(rng.random(people) < buyers, rng.lognormal(3, 0.5, people), 0.0) * np.where(held, 1.0, 1 + lift)
        first, second = spent[~held], spent[held]
        found = intervals.welch(
            len(first), float(first.sum()), float((first**2).sum()), len(second), float(second.sum()), float((second**2).sum())
        )
        alarms += found.excludes_zero
        covered += found.low <= truth <= found.high
    return Verdict(runs, alarms, covered, 0.05)


def looking_daily(
    *, runs: int, people: int, rate: float, days: int = 14, guarded: bool = False, holdout: float = 50, seed: int = 13
) -> Verdict:
    """A campaign without effect that is judged every day and stopped at the first alarm; `guarded` divides the level among the looks."""
    rng = np.random.default_rng(seed)
    level = planning.level_of_look(days) if guarded else 0.95
    alarms = 0
    for run in range(runs):
        held = _held_out(rng, run, people, holdout)
        day_of = np.where(rng.random(people) < rate, rng.integers(0, days, people), days)
        for day in range(days):
            did = day_of <= day
            counts = int(did[~held].sum()), int((~held).sum()), int(did[held].sum()), int(held.sum())
            if intervals.newcombe(*counts, level=level).excludes_zero:
                alarms += 1
                break
    return Verdict(runs, alarms, runs - alarms, 0.05)


def _held_out(rng: np.random.Generator, run: int, people: int, percent: float) -> np.ndarray:
    """Which of `people` new households the real draw holds out."""
    first = int(rng.integers(1, 2**40))
    return np.array(arms.buckets(f"simulation-{run}", range(first, first + people))) < round(percent * arms.BUCKETS / 100)

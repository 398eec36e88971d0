"""`manage.py prove_statistics`: the arithmetic of campaigns on invented people, as a table; fails where a figure is out of bounds."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.campaigns.statistics import planning, simulation


class Command(BaseCommand):
    help = "Simulate campaigns with and without effect and print how often the results page would be right."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=1000, help="campaigns to simulate for each row")
        parser.add_argument("--people", type=int, default=4000, help="households in each campaign without effect")

    def handle(self, *, runs: int, people: int, **options: Any) -> None:
        wrong = []
        spread = 0.014 * (1000 / runs) ** 0.5
        self.stdout.write(f"{'simulated':58} {'runs':>5} {'alarms':>8} {'bounds':>15} {'covered':>8}")
        for holdout in (10, 50):
            wrong += self._row(f"A/A, share 10 %, {people} households, hold-out {holdout} %", 0.05, spread,
                               simulation.shares(runs=runs, people=people, rate=0.1, holdout=holdout))  # fmt: skip
        wrong += self._row(f"A/A, money, {people} households, hold-out 10 %", 0.05, spread, simulation.money(runs=runs, people=people))
        each = planning.sample_size(0.1, 0.01)
        found = simulation.shares(runs=max(100, runs // 5), people=2 * each, rate=0.1, lift=0.01, holdout=50)
        wrong += self._row(
            f"planted +10 % lift (10 % to 11 %), {each} households an arm", found.expected, 4 * (0.16 / found.runs) ** 0.5, found
        )
        often = simulation.looking_daily(runs=runs, people=2000, rate=0.2)
        self.stdout.write(f"{'A/A, looked at on 14 days, unguarded: why the house waits':58} {often.runs:5} {often.alarm_rate:8.1%}")
        guarded = simulation.looking_daily(runs=runs, people=2000, rate=0.2, guarded=True)
        wrong += self._row("A/A, looked at on 14 days, level divided among the looks", 0.025, 0.025 + spread, guarded, covers=False)
        if wrong:
            raise CommandError("Out of bounds: " + "; ".join(wrong))

    def _row(self, name: str, expected: float, spread: float, found: simulation.Verdict, *, covers: bool = True) -> list[str]:
        low, high = max(0.0, expected - spread), min(1.0, expected + spread)
        covered = f"{found.coverage:8.1%}" if covers else ""
        self.stdout.write(f"{name:58} {found.runs:5} {found.alarm_rate:8.1%} {low:6.1%} – {high:6.1%} {covered}")
        loose = (0.95 * 0.05 / found.runs) ** 0.5 * 3
        is_right = low <= found.alarm_rate <= high and (not covers or abs(found.coverage - 0.95) <= max(0.02, loose))
        return [] if is_right else [name]

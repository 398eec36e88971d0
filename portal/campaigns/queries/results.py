"""What came of a campaign: every measure for every arm, the difference the campaign made, and how sure it is. Counts of `Outcome` rows.

Contaminated households are in no number. A reading before the days that count are over is shown, and said to be too early.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, FloatField, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from portal.campaigns.enums import Arm
from portal.campaigns.measures import Measure, measures
from portal.campaigns.models import Campaign, Enrolment, Outcome
from portal.campaigns.statistics import intervals, planning
from portal.core.clock import now
from portal.core.money import number


@dataclass(frozen=True)
class Group:
    """One column: an arm, or a variant within the arm that gets the campaign."""

    arm: str
    variant: str
    label: str
    size: int


@dataclass(frozen=True)
class Cell:
    """One number: how many of a group, and how much money."""

    group: Group
    hits: int
    amount: Decimal = Decimal(0)
    squares: float = 0.0

    @property
    def rate(self) -> float:
        return self.hits / self.group.size if self.group.size else 0.0

    @property
    def percent(self) -> str:
        return number(round(100 * self.rate, 1))


@dataclass(frozen=True)
class Difference:
    """One comparison of two groups, in percentage points (or money a household)."""

    first: str
    second: str
    interval: intervals.Interval
    is_money: bool = False

    @property
    def _factor(self) -> int:
        return 1 if self.is_money else 100

    @property
    def _digits(self) -> int:
        return 2 if self.is_money else 1

    @property
    def points(self) -> str:
        return signed(self.interval.difference * self._factor, self._digits)

    @property
    def low(self) -> str:
        return signed(self.interval.low * self._factor, self._digits)

    @property
    def high(self) -> str:
        return signed(self.interval.high * self._factor, self._digits)


@dataclass(frozen=True)
class Line:
    """One measure: its number in every group, the campaign's effect against the hold-out, the variants against the first."""

    measure: Measure
    cells: list[Cell | None]
    effect: Difference | None = None
    versus: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """The whole page."""

    groups: list[Group]
    lines: list[Line]
    contaminated: int
    final_at: datetime | None
    is_final: bool
    conclusion: list[str]


def signed(value: float, digits: int) -> str:
    """A difference with its sign; one that nobody knows the size of as ∞."""
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    rounded = round(value, digits)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "±") + number(abs(rounded))


def of(campaign: Campaign) -> Results:
    """Constant queries, whatever the number of measures and variants."""
    groups, contaminated = groups_of(campaign)
    found = _tallies(campaign)
    lines = [_line(measure, groups, found) for measure in measures if campaign.tracking or not measure.needs_tracking]
    final = is_final(campaign)
    return Results(groups, lines, contaminated, _final_at(campaign), final, conclusion(campaign, groups, lines, final=final))


def is_final(campaign: Campaign) -> bool:
    """Whether the days that count are over."""
    over = _final_at(campaign)
    return over is not None and over <= now()


def _final_at(campaign: Campaign) -> datetime | None:
    return campaign.frozen_at + timedelta(days=campaign.window_days) if campaign.frozen_at else None


def groups_of(campaign: Campaign) -> tuple[list[Group], int]:
    """The columns, everybody who gets it first, and how many households are left out as contaminated."""
    rows = Enrolment.objects.filter(campaign=campaign).order_by()
    sizes = {(arm, variant): n for arm, variant, n in _clean(rows).values_list("arm", "variant").annotate(n=Count("pk"))}
    keys = sorted(variant for arm, variant in sizes if arm == Arm.TREAT)
    treated = sum(n for (arm, _variant), n in sizes.items() if arm == Arm.TREAT)
    groups = [Group(Arm.TREAT, "", _("Gets it"), treated)]
    if len(keys) > 1:
        groups += [Group(Arm.TREAT, key, _("Variant %(key)s") % {"key": key.upper()}, sizes[Arm.TREAT.value, key]) for key in keys]
    held = sizes.get((Arm.HOLDOUT.value, ""), 0)
    if held:
        groups.append(Group(Arm.HOLDOUT, "", _("Hold-out"), held))
    return groups, rows.filter(contaminated=True).count()


def _clean(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.filter(contaminated=False)


def _tallies(campaign: Campaign) -> dict[tuple[str, str, str], tuple[int, Decimal, float]]:
    money = Cast("amount", FloatField())
    rows = Outcome.objects.filter(campaign=campaign, enrolment__contaminated=False).order_by()
    told = rows.values_list("measure", "enrolment__arm", "enrolment__variant").annotate(
        n=Count("pk"), a=Sum("amount"), s=Sum(money * money)
    )
    return {(measure, arm, variant): (n, amount or Decimal(0), squares or 0.0) for measure, arm, variant, n, amount, squares in told}


def _line(measure: Measure, groups: Sequence[Group], found: dict) -> Line:
    cells = [_cell(measure, group, found) if measure.is_effect or group.arm == Arm.TREAT else None for group in groups]
    there = [cell for cell in cells if cell is not None]
    held = next((cell for cell in there if cell.group.arm == Arm.HOLDOUT), None)
    variants = [cell for cell in there if cell.group.variant]
    level = planning.level_of_look(len(variants) - 1)
    return Line(
        measure,
        cells,
        compare(there[0], held, money=measure.money) if held else None,
        [compare(cell, variants[0], money=measure.money, level=level) for cell in variants[1:]],
    )


def _cell(measure: Measure, group: Group, found: dict) -> Cell:
    rows = [value for (slug, arm, variant), value in found.items()
            if slug == measure.slug and arm == group.arm and group.variant in {"", variant}]  # fmt: skip
    return Cell(group, sum(n for n, _a, _s in rows), sum((a for _n, a, _s in rows), Decimal(0)), sum(s for _n, _a, s in rows))


def compare(first: Cell, second: Cell, *, money: bool = False, level: float = 0.95) -> Difference:
    """The difference of two groups with its interval: Newcombe's for shares, Welch's for money."""
    if money:
        sums = first.group.size, float(first.amount), first.squares, second.group.size, float(second.amount), second.squares
        return Difference(first.group.label, second.group.label, intervals.welch(*sums, level=level), is_money=True)
    counts = first.hits, first.group.size, second.hits, second.group.size
    return Difference(first.group.label, second.group.label, intervals.newcombe(*counts, level=level))


def conclusion(campaign: Campaign, groups: Sequence[Group], lines: Sequence[Line], *, final: bool) -> list[str]:
    """What may be concluded, in plain sentences."""
    if not groups[0].size:
        return [_("Nobody has been enrolled, so there is nothing to conclude from.")]
    line = next((one for one in lines if one.measure.slug == campaign.goal), None)
    if line is None:
        return [_("No goal was named before the start, so no measure is judged: whatever stands out may be chance.")]
    if line.effect is None:
        return [_("There is no hold-out: what happened may have happened without the campaign too.")]
    told = (
        [] if final else [_("It is too early: the days that count are not over. Who stops at the first good reading errs far more often.")]
    )
    return [*told, _judged(line, final=final), *_between_variants(line, final=final)]


def _judged(line: Line, *, final: bool) -> str:
    difference = line.effect
    assert difference is not None  # noqa: S101 - asked for by the caller
    values = {
        "goal": str(line.measure.label), "low": difference.low, "high": difference.high, "points": difference.points,
        "unit": _("a household") if difference.is_money else _("percentage points"),
    }  # fmt: skip
    if not difference.interval.excludes_zero:
        return (
            _("“%(goal)s”: no difference can be told. It lies between %(low)s and %(high)s %(unit)s; nothing at all is possible too.")
            % values
        )
    if not final:
        return (
            _("“%(goal)s” stands at %(points)s %(unit)s against the hold-out (%(low)s to %(high)s). This is not the judgement yet.")
            % values
        )
    if difference.interval.low > 0:
        return _("The campaign raised “%(goal)s” by %(points)s %(unit)s; with 95 %% confidence by %(low)s to %(high)s.") % values
    return _("The campaign lowered “%(goal)s” by %(points)s %(unit)s; with 95 %% confidence by %(low)s to %(high)s.") % values


def _between_variants(line: Line, *, final: bool) -> list[str]:
    if not line.versus or not final:
        return []
    better = [one for one in line.versus if one.interval.excludes_zero]
    if not better:
        return [_("Between the variants no difference can be told.")]
    text = _("%(first)s differs from %(second)s by %(points)s points (%(low)s to %(high)s).")
    return [text % {"first": one.first, "second": one.second, "points": one.points, "low": one.low, "high": one.high} for one in better]


def outcomes(campaign: Campaign, *, measure: str, arm: str = "", variant: str = "") -> QuerySet[Outcome]:
    """The rows behind a number."""
    rows = Outcome.objects.filter(campaign=campaign, measure=measure, enrolment__contaminated=False)
    rows = rows.filter(enrolment__arm=arm) if arm else rows
    rows = rows.filter(enrolment__variant=variant) if variant else rows
    return rows.select_related("enrolment__party", "enrolment__unit")


def enrolments(campaign: Campaign, *, arm: str = "", variant: str = "", contaminated: bool = False) -> QuerySet[Enrolment]:
    """The households of a column, or those left out as contaminated."""
    rows = Enrolment.objects.filter(campaign=campaign, contaminated=contaminated).select_related("party", "unit")
    rows = rows.filter(arm=arm) if arm else rows
    return rows.filter(variant=variant) if variant else rows

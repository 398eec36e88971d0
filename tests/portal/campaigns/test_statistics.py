"""The arithmetic of campaigns against textbooks, scipy and simulated campaigns."""

import hashlib
from collections import Counter

import numpy as np
import pytest

from portal.campaigns.statistics import arms, intervals, planning, simulation


def test_a_bucket_is_the_first_eight_bytes_of_the_hash() -> None:
    expected = int.from_bytes(hashlib.sha256(b"salt\x1f42").digest()[:8], "big") % 10_000
    assert arms.bucket("salt", 42) == expected
    assert arms.buckets("salt", [42, 43]) == [expected, arms.bucket("salt", 43)]


def test_salt_and_unit_do_not_run_into_each_other() -> None:
    assert arms.bucket("a1", 2) != arms.bucket("a", 12)


def test_the_holdout_is_as_large_as_asked_for() -> None:
    drawn = arms.buckets("campaign-7", range(100_000))
    for percent in (0, 1, 2.5, 10, 50):
        held = sum(arms.is_held_out(one, percent) for one in drawn)
        sigma = (100_000 * percent / 100 * (1 - percent / 100)) ** 0.5
        assert abs(held - 1000 * percent) <= 4 * sigma


def test_a_larger_holdout_keeps_everybody_of_the_smaller_one() -> None:
    drawn = arms.buckets("grow", range(5000))
    assert {n for n, b in enumerate(drawn) if arms.is_held_out(b, 5)} < {n for n, b in enumerate(drawn) if arms.is_held_out(b, 10)}


@pytest.mark.parametrize("shares", [[("a", 50), ("b", 50)], [("a", 90), ("b", 10)], [("a", 33), ("b", 33), ("c", 34)]])
def test_variants_get_their_shares(shares: list[tuple[str, int]]) -> None:
    counted = Counter(arms.variants("campaign-7", shares, range(60_000)))
    table = Counter(arms.chooser("campaign-7", shares))
    assert {key: round(n / 100) for key, n in table.items()} == dict(shares)
    for key, share in shares:
        assert abs(counted[key] - 600 * share) <= 4 * (60_000 * share / 100 * (1 - share / 100)) ** 0.5


def test_variant_and_holdout_are_drawn_apart() -> None:
    from scipy import stats  # a second of imports, which the other tests do not wait for

    units = range(40_000)
    held = [arms.is_held_out(one, 50) for one in arms.buckets("apart", units)]
    chosen = [key == "a" for key in arms.variants("apart", [("a", 50), ("b", 50)], units)]
    table = np.histogram2d(held, chosen, bins=2)[0]
    assert stats.chi2_contingency(table).pvalue > 0.001


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0),
        ((0, 10, 0, 10), -0.2775, 0.2775),
    ],
)
def test_newcombe_gives_the_figures_of_his_paper(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    found = intervals.newcombe(*counts)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("counts", [(1, 9), (0, 5), (5, 5), (130, 4000), (3999, 4000)])
def test_wilson_is_scipys_wilson(counts: tuple[int, int]) -> None:
    from scipy import stats  # a second of imports, which the other tests do not wait for

    theirs = stats.binomtest(*counts).proportion_ci(method="wilson")
    assert intervals.wilson(*counts) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize("freedom", [1.2, 2, 7.7, 31, 400, 1e5])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_students_t_is_scipys(freedom: float, level: float) -> None:
    from scipy import stats  # a second of imports, which the other tests do not wait for

    assert intervals.t_of(level, freedom) == pytest.approx(stats.t.ppf(0.5 + level / 2, freedom), rel=1e-6)


def test_welch_is_scipys_welch() -> None:
    from scipy import stats  # a second of imports, which the other tests do not wait for

    rng = np.random.default_rng(3)
    first, second = rng.lognormal(3, 1, 50), rng.lognormal(2.5, 0.4, 400)
    ours = intervals.welch(50, first.sum(), (first**2).sum(), 400, second.sum(), (second**2).sum())
    theirs = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-6)


def test_the_bootstrap_agrees_with_welch_where_both_hold() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.normal(10, 2, 2000), rng.normal(9, 3, 2000)
    drawn = intervals.bootstrap(first, second)
    exact = intervals.welch(2000, first.sum(), (first**2).sum(), 2000, second.sum(), (second**2).sum())
    assert (drawn.low, drawn.high) == pytest.approx((exact.low, exact.high), abs=0.03)


def test_nobody_says_nothing() -> None:
    assert intervals.newcombe(0, 0, 1, 10) == intervals.Interval(0.0, -1.0, 1.0)
    assert not intervals.welch(1, 5, 25, 900, 1, 1).excludes_zero
    assert intervals.p_value(0, 0, 1, 2) == 1.0
    assert intervals.p_value(0, 10, 0, 10) == 1.0


def test_sample_size_is_the_rule_of_sixteen() -> None:
    size = planning.sample_size(0.10, 0.01)
    assert size == 14_751
    assert abs(size - 16 * 0.105 * 0.895 / 0.01**2) / size < 0.02
    assert planning.power_of(0.10, 0.01, size, size) == pytest.approx(0.8, abs=0.001)
    assert planning.smallest_lift(0.10, size, size) == pytest.approx(0.01, abs=1e-4)
    with pytest.raises(ValueError, match="lift"):
        planning.sample_size(0.1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("holdout", [10, 50])
def test_a_campaign_that_does_nothing_raises_an_alarm_in_five_of_a_hundred_runs(holdout: float) -> None:
    found = simulation.shares(runs=1000, people=4000, rate=0.1, holdout=holdout)
    assert abs(found.alarm_rate - 0.05) <= 0.014
    assert 0.93 <= found.coverage <= 0.97


@pytest.mark.slow
def test_money_too_raises_an_alarm_in_five_of_a_hundred_runs() -> None:
    found = simulation.money(runs=1000, people=4000)
    assert abs(found.alarm_rate - 0.05) <= 0.014
    assert 0.93 <= found.coverage <= 0.97


@pytest.mark.slow
def test_a_lift_that_is_there_is_found_as_often_as_promised() -> None:
    each = planning.sample_size(0.10, 0.01)
    found = simulation.shares(runs=200, people=2 * each, rate=0.10, lift=0.01, holdout=50)
    assert found.expected == pytest.approx(0.8, abs=0.001)
    assert abs(found.alarm_rate - 0.8) <= 3 * (0.8 * 0.2 / 200) ** 0.5
    assert 0.90 <= found.coverage <= 0.99


@pytest.mark.slow
def test_looking_every_day_cries_wolf_unless_the_level_is_divided() -> None:
    naive = simulation.looking_daily(runs=300, people=2000, rate=0.2)
    guarded = simulation.looking_daily(runs=300, people=2000, rate=0.2, guarded=True)
    assert naive.alarm_rate > 0.15
    assert guarded.alarm_rate <= 0.05


@pytest.mark.slow
def test_the_simulation_notices_arithmetic_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: an interval a fifth too short fails the bounds above."""
    real = intervals.newcombe

    def short(*counts: int, level: float = 0.95) -> intervals.Interval:
        found = real(*counts, level=level)
        return intervals.Interval(found.difference, found.difference - 0.8 * (found.difference - found.low),
                                  found.difference + 0.8 * (found.high - found.difference))  # fmt: skip

    monkeypatch.setattr(intervals, "newcombe", short)
    found = simulation.shares(runs=1000, people=4000, rate=0.1)
    assert abs(found.alarm_rate - 0.05) > 0.014
    assert not 0.93 <= found.coverage <= 0.97

"""From a standing to a judged series: what takes part, what cuts, what is refused, and that nothing else changes a verdict."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity, Unit
from data.model.period import Break, PeriodKind
from kpis import formats
from kpis.charts.interactive.spc_chart import xmr
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.spc_icons import assurance_icon, variation_icon
from kpis.exports.tidy.standing_export import signal_record
from kpis.signals import signals_text
from kpis.signals.signals import REDRAW, Assurance, NoSignalReason, Signal, Variation, beyond_chance, signal
from kpis.signals.signals_text import headline, limits, title
from kpis.standing.kpi_records import Event
from kpis.standing.kpi_standing import Standing
from kpis.stats.spc import MDC, MDC6, NHSR, Preset
from kpis.targets.rag import RagStatus
from tests.factories.monthly_lines import STEADY, WORDS, Figures, carried, line, month, value
from tests.factories.periods import month as months
from tests.factories.standings import row, standing, year


@pytest.mark.parametrize("name", ["rand60_target_inside", "rebase_once", "na_middle", "neutral_high", "ae_breaches_RRK_rebase"])
def test_a_vector_carried_through_the_bridge_is_judged_as_the_package_judged_it(name: str, plain: Standing) -> None:
    case, found = carried(name, plain)
    wanted = case["expected"]
    assert found.judged is not None
    assert list(found.judged.special_cause_type) == wanted["special_cause_type"]
    assert list(found.judged.point_type) == wanted["point_type"]
    assert found.limits.upper == pytest.approx(wanted["upl"][-1], rel=1e-9)
    assert found.limits.mean == pytest.approx(wanted["mean"][-1], rel=1e-9)
    assert (found.judged.variation_icon, found.judged.assurance_icon) == (wanted["variation_icon"], wanted["assurance_icon"])


def test_too_few_values_say_how_many_are_missing_and_are_a_run_chart(plain: Standing) -> None:
    found = signal(line(plain, STEADY[:11]))
    assert (found.why, found.variation, found.assurance) == (NoSignalReason.FEW, None, None)
    assert "There are 11 values and limits need 15: 4 more to go" in found.words
    drawn = xmr(LIGHT, found, "Bury", WORDS)
    assert {t.name for t in drawn.data} == {"Mean", "Values", "value"}
    assert signal(line(plain, STEADY[:13]), NHSR).variation is Variation.COMMON


def test_yearly_census_overlapping_quarterly_and_mostly_zero_lines_are_refused(plain: Standing) -> None:
    januaries = tuple(value(month(12 * n), 5.0 + n % 3) for n in range(20))
    assert signal(replace(plain, points=januaries)).why is NoSignalReason.YEARLY
    for kind, why in (
        (PeriodKind.ACADEMIC_YEAR, NoSignalReason.YEARLY), (PeriodKind.CALENDAR_YEAR, NoSignalReason.YEARLY),
        (PeriodKind.ROLLING_YEAR, NoSignalReason.OVERLAPPING),
        (PeriodKind.YEAR_TO_DATE, NoSignalReason.OVERLAPPING),
        (PeriodKind.QUARTER, NoSignalReason.OTHER), (PeriodKind.DAY, NoSignalReason.OTHER),
    ):  # fmt: skip
        points = tuple(value(replace(month(n), kind=kind), 5.0 + n % 3) for n in range(20))
        found = signal(replace(plain, points=points))
        assert (found.why, found.judged) == (why, None), kind
        assert beyond_chance(replace(plain, points=points)) == f"cannot say: {why}"
    assert signal(plain).why is NoSignalReason.NOTHING
    assert signal(line(plain, [0.0] * 12 + [1.0, 0.0, 2.0, 0.0, 1.0])).why is NoSignalReason.ZEROS


def test_a_census_january_before_the_months_began_takes_no_part(plain: Standing) -> None:
    months = line(plain, [99.0, *[None] * 11, *STEADY])
    census = replace(months.indicator, period_basis="january census")
    points = (months.points[0], *months.points[12:])
    found = signal(replace(months, indicator=census, points=points))
    assert [row.value for row in found.rows] == STEADY


def test_a_break_begins_a_new_phase_with_its_words(plain: Standing) -> None:
    change = Break(("S5",), date(2020, 5, 1), "New case system", "")
    found = signal(line(plain, [*STEADY, *[50 + n for n in STEADY if n is not None]], breaks=(change,)))
    assert [(p.first, p.past, p.values, p.reason) for p in found.phases] == [(0, 16, 16, ""), (16, 32, 16, "New case system")]
    assert found.variation is Variation.COMMON
    assert signal(line(plain, [*STEADY, *[50 + n for n in STEADY if n is not None]])).variation is Variation.IMPROVEMENT
    drawn = xmr(LIGHT, found, "Bury", WORDS)
    assert [note.text for note in drawn.layout.annotations].count("New case system") == 1
    assert len(drawn.layout.shapes) == 1
    short = signal(line(plain, [*STEADY, 50.0, 52.0], breaks=(change,)))
    assert "2 values of the 12" in short.provisional


def test_a_suppressed_month_is_no_mark_and_cuts_the_line(plain: Standing) -> None:
    found = signal(line(plain, [*STEADY[:8], None, *STEADY[8:]]))
    assert found.judged is not None
    assert (found.judged.relative_to_mean[8], found.judged.special_cause_type[8]) == (None, "Common Cause")
    drawn = {t.name: t for t in xmr(LIGHT, found, "Bury", WORDS).data}
    assert len(drawn["common cause"].x) == 16
    assert list(drawn["Values"].y).count(None) == 1


def test_a_figure_before_a_suppressed_one_is_named_with_its_period_and_counts_have_finer_limits(plain: Standing) -> None:
    names = [n.text for n in xmr(LIGHT, signal(line(plain, [*STEADY, None])), "Bury", WORDS).layout.annotations]
    assert "<b>Bury 13.0%, Apr 2020</b>" in names
    count = line(plain, STEADY)
    whole = signal(replace(count, indicator=replace(count.indicator, unit=Unit.COUNT, decimals=0)))
    assert limits(whole) == "6.4 to 16.6"  # 11.5 and 2.66 times 29/15 either way
    assert "Mean 11.5" in [n.text for n in xmr(LIGHT, whole, "Bury", WORDS).layout.annotations]


def test_a_month_that_nobody_gave_is_a_gap(plain: Standing) -> None:
    whole = line(plain, STEADY)
    found = signal(replace(whole, points=(*whole.points[:7], *whole.points[8:])))
    assert [row.given is None for row in found.rows].count(True) == 1
    assert sum(p.values for p in found.phases) == 15
    assert list({t.name: t for t in xmr(LIGHT, found, "Bury", WORDS).data}["Values"].y).count(None) == 1


@given(figures=st.lists(st.integers(-40, 40), min_size=15, max_size=40))
def test_a_mirrored_line_with_polarity_turned_says_the_same(plain: Standing, figures: list[int]) -> None:
    one = signal(line(plain, [float(n) for n in figures]))
    other = signal(line(plain, [float(-n) for n in figures], polarity=Polarity.LOWER))
    assert (one.variation, one.why) == (other.variation, other.why)


@given(figures=st.lists(st.integers(-40, 40), min_size=15, max_size=40), holes=st.sets(st.integers(0, 40), max_size=6))
def test_missing_values_take_part_in_nothing(plain: Standing, figures: list[int], holes: set[int]) -> None:
    with_holes: Figures = []
    for n, figure in enumerate(figures):
        with_holes += [None, float(figure)] if n in holes else [float(figure)]
    one, other = signal(line(plain, [float(n) for n in figures])), signal(line(plain, with_holes))
    assert (one.variation, one.why, one.limits.mean) == (other.variation, other.why, other.limits.mean)


@given(figures=st.lists(st.integers(0, 40), min_size=1, max_size=30), target=st.none() | st.integers(-60, 100))
def test_a_verdict_and_a_refusal_exclude_each_other(plain: Standing, figures: list[int], target: int | None) -> None:
    found = signal(line(plain, [float(n) for n in figures], target))
    record = signal_record(found)
    assert (found.variation is None) == (found.why is not None)
    assert bool(found.words) == (found.why is not None)
    assert (record["variation"]["value"] is None) == (record["variation"]["reason"] is not None)
    assert (record["assurance"]["value"] is None) == (record["assurance"]["reason"] is not None)
    if found.assurance:
        assert target is not None and math.isfinite(found.limits.upper)
    if found.why is None:
        assert len(figures) >= MDC.least_on_screen


def test_assurance_reads_the_target_in_force_for_the_newest_figure(plain: Standing) -> None:
    for target, wanted in ((90.0, Assurance.FAILS), (1.0, Assurance.MEETS), (11.5, Assurance.MIXED), (None, None)):
        assert signal(line(plain, STEADY, target)).assurance is wanted
    risen = signal(line(plain, [*STEADY, 95.0], 90.0))
    assert (risen.assurance, risen.despite) == (Assurance.FAILS, "meets it")
    assert headline(risen).endswith("consistently fails the target of 90.0%, though this figure meets it")
    assert signal(line(plain, STEADY, 11.5, Polarity.NEUTRAL)).assurance is None


def test_beyond_chance_says_which_way_and_by_which_rule(plain: Standing) -> None:
    assert beyond_chance(line(plain, STEADY)) == "within chance"
    assert beyond_chance(line(plain, [*STEADY, 95.0])) == "beyond chance: improvement, above the upper limit"
    assert beyond_chance(line(plain, [*STEADY, 95.0], polarity=Polarity.LOWER)) == "beyond chance: concern, above the upper limit"
    assert beyond_chance(line(plain, STEADY[:4])) == "cannot say: too few values"


def found_marks(found: Signal, name: str) -> Any:
    return next(t for t in xmr(LIGHT, found, "Bury", WORDS).data if t.name == name).marker


def test_each_kind_of_point_has_a_shape_and_a_hue_of_its_own(plain: Standing) -> None:
    up = line(plain, [*STEADY, 95.0], 20.0)
    kinds = {
        "common cause": (signal(line(plain, STEADY)), "circle"), "special cause: improvement": (signal(up), "diamond"),
        "special cause: concern": (signal(line(plain, [*STEADY, -80.0])), "square"),
        "special cause: neutral, high": (signal(line(plain, [*STEADY, 95.0], polarity=Polarity.NEUTRAL)), "triangle-up"),
        "special cause: neutral, low": (signal(line(plain, [*STEADY, -80.0], polarity=Polarity.NEUTRAL)), "triangle-down"),
    }  # fmt: skip
    assert {name: found_marks(one, name).symbol for name, (one, _) in kinds.items()} == {name: shape for name, (_, shape) in kinds.items()}
    hues = [found_marks(one, name).color for name, (one, _) in kinds.items()]
    assert hues == ["#A6A6A6", "#00B0F0", "#E46C0A", "#490092", "#490092"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda one: one.name)
def test_names_at_the_right_stand_a_line_apart_and_levels_are_those_judged(palette: Any, plain: Standing) -> None:
    found = signal(line(plain, [*STEADY, 13.0], 13.1))
    drawn = xmr(palette, found, "Bury", WORDS)
    names = sorted((n.y, n.text) for n in drawn.layout.annotations if n.x == 1)
    assert len(names) == 5
    span = drawn.layout.yaxis.range
    pixels = [(b[0] - a[0]) / (span[1] - span[0]) * 244 for a, b in pairwise(names)]
    assert min(pixels) >= 17.9
    assert {t.y[0] for t in drawn.data if t.name == "Upper limit"} == {found.limits.upper}
    assert {t.y[0] for t in drawn.data if t.name == "Target"} == {13.1}


def test_icons_carry_a_letter_as_well_as_a_hue(plain: Standing) -> None:
    up, down = signal(line(plain, [*STEADY, 95.0], 90.0)), signal(line(plain, [*STEADY, -80.0], -90.0))
    assert ">H<" in variation_icon(LIGHT, up) and ">F<" in assurance_icon(LIGHT, up)
    assert ">L<" in variation_icon(LIGHT, down) and "#E46C0A" in variation_icon(LIGHT, down)
    steady = signal(line(plain, STEADY, 11.5))
    assert ">?<" in assurance_icon(LIGHT, steady)
    assert "dasharray" in assurance_icon(LIGHT, signal(line(plain, STEADY)))


def test_the_title_counts_what_is_judged_and_what_is_not(plain: Standing) -> None:
    up, down = signal(line(plain, [*STEADY, 95.0])), signal(line(plain, [*STEADY, -80.0]))
    yearly = signal(replace(plain, points=tuple(value(replace(month(n), kind=PeriodKind.ACADEMIC_YEAR), 5.0) for n in range(3))))
    assert title([up, down, up, yearly]) == "3 KPIs show special cause: 2 improvement, 1 concern; 1 is yearly and not judged"
    assert title([signal(line(plain, STEADY)), yearly, signal(plain)]) == (
        "No KPI shows special cause; 1 common cause only; 2 are not judged, 1 of them yearly"
    )
    assert title([yearly]) == "No KPI can be judged by statistical process control; 1 is yearly and not judged"


def test_a_target_for_the_year_stands_for_its_months_here_as_it_does_in_the_rating(catalogue: Catalogue) -> None:
    """A percentage's yearly target covers its months (Standing.target_at); without it "no target" would stand beside a rating."""
    rows = [row("S5", 50.0 + n % 5, months(2024 + n // 12, n % 12 + 1)) for n in range(20)]
    rows += [row("S5", 90.0, year(2024), "target"), row("S5", 90.0, year(2025), "target")]
    found = standing(catalogue, rows)
    assert found.target is not None
    assert found.rating.status is RagStatus.RED
    judged = signal(found)
    assert (judged.target, judged.assurance) == (90.0, Assurance.FAILS)


# ------------------------------------------------------------------ constant lines, six points, limits that need to be redrawn


@pytest.mark.parametrize(
    ("figure", "target", "polarity", "said"),
    [(100.0, 90.0, Polarity.HIGHER, Assurance.MEETS), (80.0, 90.0, Polarity.HIGHER, Assurance.FAILS),
     (90.0, 90.0, Polarity.HIGHER, Assurance.MEETS),
     (0.5, 2.0, Polarity.LOWER, Assurance.MEETS), (3.0, 2.0, Polarity.LOWER, Assurance.FAILS), (2.0, 2.0, Polarity.LOWER, Assurance.MEETS)],
)  # fmt: skip
@pytest.mark.parametrize("preset", [MDC, MDC6, NHSR], ids=lambda one: one.name)
def test_a_line_that_never_moved_does_against_its_target_what_it_always_did(
    plain: Standing, preset: Preset, *, figure: float, target: float, polarity: Polarity, said: Assurance
) -> None:  # fmt: skip
    found = signal(line(plain, [figure] * 20, target, polarity), preset)
    assert (found.variation, found.assurance, found.target) == (Variation.COMMON, said, target)
    assert "chance" not in signals_text.headline(found)
    assert str(said) in signals_text.headline(found)
    assert beyond_chance(found.standing, preset) == "no variation: every figure is the same"
    record = signal_record(found)["assurance"]
    assert (record["target"], record["reason"]) == (target, None)


def test_why_there_is_no_assurance_is_true_of_the_line(plain: Standing) -> None:
    assert signal(line(plain, [100.0] * 20)).unassured == "no target"
    assert signal(line(plain, STEADY)).unassured == "no target"
    assert signal(line(plain, STEADY, 12.0, Polarity.NEUTRAL)).unassured == "neither way is better"
    assert signal(line(plain, STEADY, 12.0)).unassured == ""
    assert "more to go" in signal(line(plain, STEADY[:5], 12.0)).unassured


def test_a_trend_of_six_is_one_by_six_points_and_not_by_seven(plain: Standing) -> None:
    figures: Figures = [12, 11, 12, 11, 12, 11, 12, 11, 12, 10.0, 10.5, 11.0, 11.5, 12.0, 12.5]
    six, seven = signal(line(plain, figures), MDC6), signal(line(plain, figures), MDC)
    assert (seven.variation, six.variation) == (Variation.COMMON, Variation.IMPROVEMENT)
    assert six.rule == "in a run of six or more that only rises"
    more: Figures = [12, 11, 12, 11, 12, 11, 12, 11, 9.5, 10.0, 10.5, 11.0, 11.5, 12.0, 12.5]
    assert signal(line(plain, more), MDC).rule == "in a run of seven or more that only rises"


def test_the_chart_names_tool_and_version(plain: Standing) -> None:
    told = ((MDC, "SQL tool v2.5, a trend of seven points"), (MDC6, "a trend of six points"), (NHSR, "NHSRplotthedots 0.2.2"))
    for preset, words in told:
        assert words in signals_text.method(signal(line(plain, STEADY), preset))[0]


def test_after_a_lasting_shift_no_assurance_is_quoted_until_limits_are_redrawn(plain: Standing) -> None:
    """S5 of the review: on limits of a process that no longer exists it consistently failed its target."""
    before, after = [30.0, 32.0, 31.0, 33.0] * 5, [70.0, 72.0, 71.0, 73.0] * 5 + [70.0]
    s = line(plain, [*before, *after], 90.0)
    found = signal(s)
    assert found.shift is not None
    assert (found.shift.values, found.shift.above, formats.period(found.shift.since)) == (21, True, "Sept 2020")
    assert (found.assurance, found.unassured) == (None, REDRAW)
    assert f"{REDRAW}: the last 21 figures, since Sept 2020, lie above the mean" in signals_text.headline(found)
    assert "consistently" not in signals_text.headline(found)
    assert "Ask first what changed then" in " ".join(signals_text.method(found))
    event = Event(key="a", day=date(2020, 9, 3), words="A second panel began", codes=(), who="Lead", recorded=date(2020, 10, 1))
    assert "Recorded at that time: A second panel began. If that is why" in signals_text.how_to_redraw(signal(replace(s, events=(event,))))
    anew = signal(replace(s, breaks=(Break(("S5",), date(2020, 9, 1), "A second panel", ""),)))
    assert (anew.shift, anew.assurance) == (None, Assurance.FAILS)


@pytest.mark.parametrize("many", [11, 12])
def test_a_shift_is_lasting_from_twelve_figures_on(plain: Standing, many: int) -> None:
    found = signal(line(plain, [*[10.0, 12.0] * 12, *[30.0, 32.0] * 5, *[30.0] * (many - 10)], 20.0))
    assert (found.shift is not None) is (many == 12)
    assert (found.assurance is None) is (many == 12)


@given(st.lists(st.integers(0, 30), min_size=15, max_size=40), st.sampled_from([None, 5, 15]))
def test_while_limits_are_to_be_redrawn_nothing_is_said_of_the_target(plain: Standing, figures: list[int], target: int | None) -> None:
    found = signal(line(plain, [float(one) for one in figures], target))
    assert not (found.shift and found.assurance)
    words = signals_text.headline(found)
    assert ("consistently" in words or "hit or miss" in words) is (found.assurance is not None)

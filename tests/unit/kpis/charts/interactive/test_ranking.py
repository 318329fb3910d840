"""What the benchmark charts draw, read from the figures themselves, and that each stays small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Firmness, Period, PeriodKind
from kpis.benchmark.benchmark import Benchmark, Field, benchmark
from kpis.charts.interactive import area_trends, frame, ranking, spread
from kpis.charts.style.palette import DARK, LIGHT, Palette, to_light
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value

WORDS = ChartCaption("Finding", "Measure · areas · period", "Source: file", "Historic")
YEARS = range(2016, 2025)
NEAR = ("Kent", "Norfolk", "Cornwall", "Medway", "Bexley", "Dudley", "Lancashire", "Stockton-on-Tees", "Nottinghamshire", "North Tyneside")
CHARTS = ("ranked", "over_time", "spread", "by_region", "side_by_side")


def year(first: int) -> Period:
    return Period(str(first), PeriodKind.CALENDAR_YEAR, date(first, 1, 1), date(first, 12, 31))


def indicator(unit: Unit = Unit.PERCENT, polarity: Polarity = Polarity.HIGHER) -> Indicator:
    return Indicator(
        code="M", section="", printed="Plans", title="Plans in 20 weeks", short="Plans in 20 weeks", unit=unit, noun="", decimals=1,
        polarity=polarity, numerator="", denominator="", data_source="", owner="", frequency="", period_basis="", definition="", caveats="",
        changed="", plausible=(0.0, 100.0), rules=0.0, share_of="points",
    )  # fmt: skip


def value(area: Area, n: int, first: int) -> Value:
    """A figure made of the area's place in the register and the year; Norfolk is suppressed in 2024, Medway has none in 2020."""
    number = None if (area.name, first) in (("Norfolk", 2024), ("Medway", 2020)) else (n * 37 % 97) + (first - 2016) / 10
    missing = None if number is not None else Missing.SUPPRESSED
    return Value(
        value=number, missing=missing, period=year(first), raw="", file="f.csv", sheet="", cell="", load=1, received=date(2026, 1, 1),
        basis="", area=area.code, status=Firmness.AS_REPORTED, origin="published", data_source="DfE",
    )  # fmt: skip


def bench(catalogue: Catalogue, name: str = "Bury", measure: Indicator | None = None, breaks: tuple[Break, ...] = ()) -> Benchmark:
    standing = {code: area for code, area in catalogue.areas.items() if area.closed is None}
    values = {code: tuple(value(area, n, y) for y in YEARS) for n, (code, area) in enumerate(standing.items())}
    area = catalogue.area(name)
    codes = [found.code for one in NEAR if (found := catalogue.area(one))]
    assert area is not None
    return benchmark(Field(measure or indicator(), values, breaks=breaks), area, catalogue.areas, members=codes, edition="May 2025")


def drawn(kind: str, b: Benchmark, catalogue: Catalogue, palette: Palette = LIGHT) -> frame.go.Figure:
    if kind == "side_by_side":
        codes = [b.area.code, *(code for code, _ in b.members[:5])]
        return area_trends.side_by_side(palette, b, codes, catalogue.areas, WORDS)
    make = {"ranked": ranking.ranked, "over_time": area_trends.over_time, "spread": spread.spread, "by_region": spread.by_region}[kind]
    return make(palette, b, catalogue.areas, WORDS)


def texts(figure: frame.go.Figure) -> list[str]:
    return [note.text.replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations]


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_chart_carries_its_words_is_small_and_grows(kind: str, palette: Palette, catalogue: Catalogue) -> None:
    figure = drawn(kind, bench(catalogue), catalogue, palette)
    for words in ("Finding", "Measure · areas · period", "Historic"):
        assert words in " ".join(texts(figure))
    assert len(figure.to_json()) < 40_000
    assert palette.roles[FigureRole.OWN].colour in figure.to_json()
    larger = frame.enlarge(figure, 1.5)
    assert larger.layout.height == figure.layout.height * 1.5
    assert [trace.x for trace in larger.data] == [trace.x for trace in figure.data]
    assert frame.alt(WORDS) == "Finding. Measure · areas · period"


def test_every_authority_is_a_bar_in_order_with_own_and_neighbours_apart(catalogue: Catalogue) -> None:
    b = bench(catalogue)
    figure = drawn("ranked", b, catalogue)
    others, near, own = figure.data
    assert sorted((*others.x, *near.x, *own.x)) == list(range(1, b.of + 1))
    heights = [y for _, y in sorted(zip((*others.x, *near.x, *own.x), (*others.y, *near.y, *own.y), strict=True))]
    assert heights == sorted(heights, reverse=True)
    assert (len(near.x), own.y) == (9, (b.value,))  # Norfolk is suppressed
    assert own.x[0] == b.rank or b.tied
    said = texts(figure)
    assert "1 authority has no figure and no bar" in said
    assert any(one.startswith("— England ") for one in said)
    assert any(one.startswith("– – North West ") for one in said)
    assert any(one.startswith("··· Neighbours’ mean ") for one in said)
    letters = [one for one in said if len(one) == 1]
    assert letters == list("ABCDEFGHI")
    assert any(one.startswith("Best quarter<br>over") for one in said)


def test_lower_is_better_puts_the_lowest_first_and_neutral_has_no_quarters(catalogue: Catalogue) -> None:
    lower = drawn("ranked", bench(catalogue, measure=indicator(polarity=Polarity.LOWER)), catalogue)
    heights = [y for _, y in sorted((x, y) for bar in lower.data for x, y in zip(bar.x, bar.y, strict=True))]
    assert heights == sorted(heights)
    said = texts(drawn("ranked", bench(catalogue, measure=indicator(polarity=Polarity.NEUTRAL)), catalogue))
    assert {"Highest", "Lowest"} <= set(said)
    assert not any("quarter" in one or " of 1" in one for one in said)


def test_totals_of_larger_places_are_not_drawn_with_a_count(catalogue: Catalogue) -> None:
    b = bench(catalogue, measure=indicator(Unit.COUNT, Polarity.NEUTRAL))
    assert not any("England" in one for one in texts(drawn("ranked", b, catalogue)))
    assert "England" not in [line.name for line in drawn("over_time", b, catalogue).data]
    codes = [b.area.code, "E92000001"]
    assert [line.name for line in area_trends.side_by_side(LIGHT, b, codes, catalogue.areas, WORDS).data] == ["Bury"]
    assert not {"England", "Bury"} & set(texts(drawn("by_region", b, catalogue)))


def test_a_region_is_a_line_among_authorities(catalogue: Catalogue) -> None:
    figure = drawn("ranked", bench(catalogue, "North West"), catalogue)
    assert figure.data[-1].x == ()
    assert any(one.startswith("— North West ") for one in texts(figure))


def test_lines_over_time_stop_at_a_gap_and_a_break(catalogue: Catalogue) -> None:
    b = bench(catalogue, breaks=(Break(("M",), date(2022, 1, 1), "New method", "DfE"),))
    figure = drawn("over_time", b, catalogue)
    lines = {line.name: line for line in figure.data}
    assert list(lines["Bury"].y).index(None) == 6  # 2016 to 2021, then the break
    assert [x.year for x, y in zip(lines["Medway"].x, lines["Medway"].y, strict=True) if y is not None] == [
        2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024,
    ]  # fmt: skip
    assert list(lines["Medway"].y).count(None) == 2
    assert lines["Bury"].line.width > 3 > lines["Neighbours’ mean"].line.width > lines["Kent"].line.width
    said = texts(figure)
    assert "New method" in said
    assert any(one.startswith("Norfolk ") and one.endswith(", 2023") for one in said)


@pytest.mark.parametrize("kind", ["over_time", "ranked", "spread", "side_by_side"])
def test_names_at_the_right_edge_never_overlap(kind: str, catalogue: Catalogue) -> None:
    figure = drawn(kind, bench(catalogue), catalogue)
    low, high = figure.layout.yaxis.range
    edge = sorted(note.y for note in figure.layout.annotations if note.x == 1 and note.xref == "paper" and note.yref != "paper")
    plot = frame.HEIGHT - frame.BOTTOM - figure.layout.margin.t
    assert len(edge) > 4
    assert all((above - below) / (high - low) * plot >= 13 for below, above in pairwise(edge))
    assert low <= edge[0] and edge[-1] <= high


def test_the_spread_of_each_year_is_the_authorities(catalogue: Catalogue) -> None:
    b = bench(catalogue)
    whole, half, median, own = drawn("spread", b, catalogue).data
    assert b.quantiles is not None
    least, lower, middle, upper, most = b.quantiles
    assert (whole.base[-1], whole.base[-1] + whole.y[-1]) == pytest.approx((least, most))
    assert (half.base[-1], half.base[-1] + half.y[-1]) == pytest.approx((lower, upper))
    assert (median.y[-1], own.y[-1]) == (middle, b.value)
    assert len(whole.x) == len(YEARS)


def test_a_period_without_figures_keeps_its_empty_place(catalogue: Catalogue) -> None:
    b = bench(catalogue)
    lost = {"value": None, "missing": Missing.NOT_AVAILABLE}
    without = {code: tuple(replace(v, **lost) if v.period.label == "2020" else v for v in vs) for code, vs in b.field.values.items()}
    field = Field(b.indicator, without)
    figure = drawn("spread", benchmark(field, b.area, catalogue.areas, members=[], edition="x"), catalogue)
    assert list(figure.data[0].x) == [1, 2, 3, 4, 6, 7, 8, 9]
    assert list(figure.layout.xaxis.ticktext) == [str(y) for y in YEARS]


def test_regions_stand_in_order_with_england_and_own_area_among_them(catalogue: Catalogue) -> None:
    b = bench(catalogue)
    bars = drawn("by_region", b, catalogue).data[0]
    assert list(bars.x) == sorted(bars.x, reverse=True)
    assert len(bars.x) == 9 + 2  # London's parts are within London
    assert list(bars.marker.color).count(LIGHT.roles[FigureRole.OWN].colour) == 1
    assert b.value in bars.x


def test_areas_side_by_side_are_told_apart_by_more_than_colour(catalogue: Catalogue) -> None:
    figure = drawn("side_by_side", bench(catalogue), catalogue)
    looks = [(line.line.dash, line.marker.symbol if isinstance(line.marker.symbol, str) else line.marker.symbol[0]) for line in figure.data]
    assert len(set(looks)) == len({line.line.color for line in figure.data}) == 6
    assert next(line for line in figure.data if line.name == "Bury").line.color == LIGHT.roles[FigureRole.OWN].colour
    b = bench(catalogue)
    with pytest.raises(ValueError, match="at most 6"):
        area_trends.side_by_side(LIGHT, b, [*dict(b.members)][:7], catalogue.areas, WORDS)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=15).map(sorted), st.floats(0.5, 6))
def test_settled_places_keep_their_order_their_distance_and_their_ends(wanted: list[float], gap: float) -> None:
    placed = frame.settled(wanted, gap, 0, 100)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(placed))
    assert placed[0] >= -1e-6 and placed[-1] <= 100 + 1e-6
    if all(above - below >= gap for below, above in pairwise(wanted)):
        assert placed == pytest.approx(wanted, abs=1e-6)


def test_colours_of_other_areas_can_be_read_and_turn_light() -> None:
    for palette in (LIGHT, DARK):
        assert all(contrast(one, palette.page) >= 4.5 for one in palette.others)
    assert {to_light(DARK)[one] for one in DARK.others} == set(LIGHT.others)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    most, least = sorted((light(one), light(other)), reverse=True)
    return (most + 0.05) / (least + 0.05)

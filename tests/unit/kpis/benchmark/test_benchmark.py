"""The rules of benchmarking: means, quarters, places, change and peers, each on small fields drawn here."""

from __future__ import annotations

from datetime import date
from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Firmness, Period, PeriodKind
from kpis import formats
from kpis.benchmark import benchmark_text, peers_text
from kpis.benchmark.benchmark import Benchmark, Field, band, band_labels, bands, benchmark, mean_of, neighbour_values, quantiles, rank
from kpis.benchmark.peers import alike, peers
from kpis.exports.csv_tables.lait_csv import lait_csv
from kpis.figures.figure import Value

LIST = "May 2025"
Rows = dict[str, dict[int, float | None]]


def year(first: int) -> Period:
    return Period(str(first), PeriodKind.CALENDAR_YEAR, date(first, 1, 1), date(first, 12, 31))


def three_years(first: int) -> Period:
    return Period(f"{first}-{first % 100 + 2}", PeriodKind.THREE_YEARS, date(first, 1, 1), date(first + 2, 12, 31))


def indicator(unit: Unit = Unit.PERCENT, polarity: Polarity = Polarity.HIGHER, decimals: int = 1) -> Indicator:
    return Indicator(
        code="M", section="", printed="Plans", title="Plans in 20 weeks", short="Plans in 20 weeks", unit=unit, noun="", decimals=decimals,
        polarity=polarity, numerator="", denominator="", data_source="", owner="", frequency="", period_basis="", definition="", caveats="",
        changed="", plausible=(0.0, 100.0), rules=0.0, share_of="points",
    )  # fmt: skip


def value(code: str, number: float | None, period: Period) -> Value:
    missing = None if number is not None else Missing.SUPPRESSED
    return Value(
        value=number, missing=missing, period=period, raw="", file="f.csv", sheet="", cell="", load=1, received=date(2026, 1, 1), basis="",
        area=code, status=Firmness.AS_REPORTED, origin="published", data_source="DfE",
    )  # fmt: skip


def make(catalogue: Catalogue, rows: Rows, measure: Indicator | None = None, when: object = year, **more: object) -> Field:
    """A field drawn as area's name → year → figure (None: suppressed)."""
    assert callable(when)
    named = {named_area(catalogue, name).code: figures for name, figures in rows.items()}
    values = {code: tuple(value(code, v, when(y)) for y, v in sorted(figures.items())) for code, figures in named.items()}
    return Field(measure or indicator(), values, **more)  # type: ignore[arg-type]


def named_area(catalogue: Catalogue, name: str) -> Area:
    found = catalogue.area(name)
    assert found is not None, name
    return found


def bench(catalogue: Catalogue, field: Field, name: str, members: tuple[str, ...] = (), period: Period | None = None) -> Benchmark:
    codes = [named_area(catalogue, one).code for one in members]
    return benchmark(field, named_area(catalogue, name), catalogue.areas, members=codes, edition=LIST, period=period)


# ------------------------------------------------------------------------------------------------ means and quarters


def test_a_mean_drops_and_names_who_has_no_figure() -> None:
    mean = mean_of({"a": 1.0, "b": None, "c": 2.0}, ["a", "b", "c", "d"])
    assert (mean.value, mean.used, mean.of, mean.missing) == (1.5, 2, 4, ("b", "d"))
    assert mean_of({"a": None}, ["a"]).value is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_a_mean_is_the_exact_sum_over_how_many(values: list[float]) -> None:
    assert mean_of(dict(enumerate(values)), range(len(values))).value == fsum(values) / len(values)  # type: ignore[arg-type]


@given(st.lists(st.integers(-500, 5000).map(lambda n: n / 10), min_size=1, max_size=60))
def test_quantiles_are_rs_type_seven(values: list[float]) -> None:
    assert quantiles(values) == pytest.approx(tuple(np.quantile(values, [0, 0.25, 0.5, 0.75, 1], method="linear")), abs=1e-9)


def test_quantiles_are_exact_decimals() -> None:
    assert quantiles([31.1, 31.3])[2] == 31.2  # by binary fractions 31.200000000000003


@given(st.lists(st.integers(-99, 999), min_size=1, max_size=160), st.sampled_from([Polarity.HIGHER, Polarity.LOWER]), st.integers(0, 2))
def test_a_figure_as_shown_lies_in_the_label_of_its_own_band_alone(whole: list[int], polarity: Polarity, decimals: int) -> None:
    values = {str(n): v / 10**decimals for n, v in enumerate(whole)}
    labels = band_labels(quantiles(values.values()), polarity, decimals)
    for code, letter in bands(values, indicator(polarity=polarity)).items():
        assert [b for b, label in labels.items() if holds(label, shown(values[code], decimals))] == [letter]


@given(st.lists(st.floats(-9, 99), min_size=1, max_size=160), st.sampled_from([Polarity.HIGHER, Polarity.LOWER]), st.integers(0, 2))
def test_a_finer_figure_lies_in_its_own_bands_label_as_rounded(finer: list[float], polarity: Polarity, decimals: int) -> None:
    values = {str(n): v for n, v in enumerate(finer)}
    labels = band_labels(quantiles(values.values()), polarity, decimals, as_shown=False)
    for code, letter in bands(values, indicator(polarity=polarity)).items():
        assert holds(labels[letter], shown(values[code], decimals))


def shown(number: float, decimals: int) -> float:
    return plain_number(formats.number(number, decimals))


def plain_number(text: str) -> float:
    return float(text.replace(",", "").replace(formats.MINUS, "-"))


def holds(label: str, number: float) -> bool:
    """Whether a reader would say that a figure lies in a label: 16 to 29, more than 29 to 34, 12, none."""
    if label == "none":
        return False
    low, _, high = label.removeprefix("more than ").partition(" to ")
    if not high:
        return number == plain_number(low)
    above = number > plain_number(low) if label.startswith("more than ") else number >= plain_number(low)
    return above and number <= plain_number(high)


def test_labels_of_a_published_measure() -> None:
    """LAIT's quartiles of E1 in 2025; its own labels give 29.1 to two bands and 29 to 34 to none."""
    labels = band_labels((16, 25, 29, 34, 56), Polarity.HIGHER, 0)
    assert labels == {"A": "more than 34 to 56", "B": "more than 29 to 34", "C": "more than 25 to 29", "D": "16 to 25"}
    assert band(29, (16, 25, 29, 34, 56), Polarity.HIGHER) == "C"
    assert band(2.2, (0, 2.2, 3.4, 4.4, 7.6), Polarity.LOWER) == "A"
    assert band_labels((0, 1, 2, 3, 4), Polarity.NEUTRAL, 0) == {}


def test_bands_need_a_direction_and_the_publishers_quartiles() -> None:
    values = {"a": 1.0, "b": 2.0}
    assert bands(values, indicator(polarity=Polarity.NEUTRAL)) == bands(values, indicator(), quartiles=False) == {}
    assert set(bands(values, indicator())) == {"a", "b"}
    assert bands(values, indicator(Unit.COUNT)) == {}


def test_ties_share_the_best_place() -> None:
    values = {"a": 3.0, "b": 5.0, "c": 5.0, "d": None, "e": 1.0}
    assert rank(values, indicator()) == {"b": 1, "c": 1, "a": 3, "e": 4}
    assert rank(values, indicator(polarity=Polarity.LOWER)) == {"e": 1, "a": 2, "b": 3, "c": 3}
    assert rank(values, indicator(polarity=Polarity.NEUTRAL)) == {}
    assert rank(values, indicator(Unit.COUNT, Polarity.LOWER)) == {}
    assert rank(values, indicator(Unit.RATE, Polarity.LOWER)) == {"e": 1, "a": 2, "b": 3, "c": 3}


# ------------------------------------------------------------------------------------------------ one area among all

ROWS: Rows = {
    "Bury": {2023: 74.1, 2024: 99.0},
    "Kent": {2023: 18.0, 2024: 32.3},
    "Norfolk": {2023: 46.0, 2024: None},
    "Cornwall": {2023: 60.0, 2024: 81.0},
    "North West": {2023: 50.0, 2024: 49.6},
    "England": {2023: 49.1, 2024: 45.9},
}


def test_a_benchmark_names_everything_it_used(catalogue: Catalogue) -> None:
    b = bench(catalogue, make(catalogue, ROWS), "Bury", ("Kent", "Norfolk", "Cornwall"))
    assert (b.period.label, b.value, b.rank, b.of, b.band) == ("2024", 99.0, 1, 3, "A")
    assert b.basis == "mean of 2 of 3, Norfolk missing; May 2025 list"
    assert (b.comparator(FigureRole.REGION), b.comparator(FigureRole.ENGLAND)) == (49.6, 45.9)
    assert b.gap(FigureRole.ENGLAND) == 53.1  # in exact decimals
    assert b.change is not None
    assert (b.change.value, b.change.word) == (24.9, "better")
    assert b.best is not None and b.highest is not None and b.lowest is not None
    assert [catalogue.areas[v.area].name for v in (b.best, b.highest, b.lowest)] == ["Cornwall", "Bury", "Kent"]
    assert not b.computed


def test_the_latest_period_is_the_measures_even_where_the_area_has_none(catalogue: Catalogue) -> None:
    rows = {**ROWS, "Cumbria": {2021: 40.0}}
    b = bench(catalogue, make(catalogue, rows), "Cumbria", ("Kent",))
    assert (b.period.label, b.own, b.rank, b.change) == ("2024", None, None, None)
    assert b.comparator(FigureRole.NEIGHBOURS) == 32.3


def test_a_region_or_england_without_a_figure_is_never_worked_out(catalogue: Catalogue) -> None:
    b = bench(catalogue, make(catalogue, {"Bury": {2024: 1.0}, "Kent": {2024: 2.0}}), "Bury")
    assert (b.region, b.england) == (None, None)
    assert b.region_area is not None and b.england_area is not None


def test_londons_parts_stand_in_for_london_only_where_they_have_a_figure(catalogue: Catalogue) -> None:
    rows: Rows = {"Camden": {2023: 1.0, 2024: 2.0}, "London": {2023: 3.0, 2024: 4.0}, "Inner London": {2023: 5.0, 2024: None}}
    field = make(catalogue, rows)
    now, before = bench(catalogue, field, "Camden"), bench(catalogue, field, "Camden", period=year(2023))
    assert now.region_area is not None and before.region_area is not None
    assert (now.region_area.name, now.comparator(FigureRole.REGION)) == ("London", 4.0)
    assert now.region_note == "London, as Inner London is not published"
    assert (before.region_area.name, before.comparator(FigureRole.REGION), before.region_note) == ("Inner London", 5.0, "")


def test_regions_and_england_are_not_ranked_but_the_abolished_are(catalogue: Catalogue) -> None:
    rows: Rows = {"Cumbria": {2021: 5.0}, "Bury": {2021: 4.0}, "North West": {2021: 9.0}, "England": {2021: 9.0}}
    b = bench(catalogue, make(catalogue, rows), "Bury")
    assert (b.rank, b.of) == (2, 2)
    england = bench(catalogue, make(catalogue, rows), "England")
    assert (england.value, england.rank, england.region_area, england.england_area) == (9.0, None, None, None)


def test_there_is_no_change_over_a_lost_year_or_a_break(catalogue: Catalogue) -> None:
    lost = make(catalogue, {"Bury": {2022: 1.0, 2023: None, 2024: 3.0}})
    assert bench(catalogue, lost, "Bury").change is None
    broken = make(catalogue, {"Bury": {2023: 1.0, 2024: 3.0}}, breaks=(Break(("M",), date(2024, 1, 1), "New method", "DfE"),))
    assert bench(catalogue, broken, "Bury").change is None


def test_rolling_years_adjoin_by_a_step_of_one_year(catalogue: Catalogue) -> None:
    rolling = make(catalogue, {"Bury": {2014: 1.0, 2015: 2.0, 2017: 5.0}, "Kent": {2016: 1.0}}, when=three_years)
    step = bench(catalogue, rolling, "Bury", period=three_years(2015)).change
    assert step is not None and step.value == 1.0
    assert (
        bench(catalogue, rolling, "Bury", period=three_years(2017)).change is None
    )  # 2014-16 ends where 2017-19 begins, yet three steps back


def test_yearly_snapshots_adjoin_unless_the_measure_comes_more_often(catalogue: Catalogue) -> None:
    def september(y: int) -> Period:
        return Period(str(y), PeriodKind.DAY, date(y, 9, 30), date(y, 9, 30))

    yearly = make(catalogue, {"Bury": {2023: 1.0, 2024: 4.0}}, when=september)
    change = bench(catalogue, yearly, "Bury").change
    assert change is not None and change.value == 3.0
    spring = value(named_area(catalogue, "Kent").code, 1.0, Period("Mar 2024", PeriodKind.DAY, date(2024, 3, 1), date(2024, 3, 1)))
    assert bench(catalogue, Field(yearly.indicator, {**yearly.values, spring.area: (spring,)}), "Bury").change is None


def test_a_count_is_neither_ranked_nor_set_beside_anybody(catalogue: Catalogue) -> None:
    for polarity in Polarity:
        b = bench(catalogue, make(catalogue, ROWS, indicator(Unit.COUNT, polarity)), "Bury", ("Kent",))
        assert b.value is not None
        for series in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND):
            assert (b.gap(series), b.comparator(series)) == (None, None)
        assert (b.rank, b.band, b.quantiles, dict(b.labels), b.best) == (None, "", None, {}, None)
        assert benchmark_text.place_words(b).startswith("Not ranked: a count")
        everybody = list(b.field.values)
        assert peers(b.field, b.area.code, everybody) == alike(b.field, b.area.code, everybody) == ()
        assert "does better" not in peers_text.title((), b.field, b.area, b.period, ("neighbours", 1)).replace("nobody does better", "")


def test_a_neighbour_mean_for_every_period(catalogue: Catalogue) -> None:
    codes = [named_area(catalogue, name).code for name in ("Kent", "Norfolk")]
    found = neighbour_values(make(catalogue, ROWS), codes, LIST, catalogue.areas)
    assert [(v.period.label, v.value, v.basis) for v in found] == [
        ("2023", 32.0, "mean of 2 of 2; May 2025 list"),
        ("2024", 32.3, "mean of 1 of 2, Norfolk missing; May 2025 list"),
    ]
    none = neighbour_values(make(catalogue, {"Bury": {2024: 1.0}}), codes, LIST, catalogue.areas)
    assert (none[0].value, none[0].missing, none[0].basis) == (None, Missing.NOT_AVAILABLE, "none of 2 has a figure; May 2025 list")


# ------------------------------------------------------------------------------------------------ words


def test_a_sentence_gives_figure_place_and_distances(catalogue: Catalogue) -> None:
    b = bench(catalogue, make(catalogue, ROWS), "Bury", ("Kent", "Cornwall"))
    assert benchmark_text.sentence(b) == (
        "Plans in 20 weeks: Bury 99.0% in 2024, 1st of 3 authorities: 42.4 points above its neighbours (mean of 2 of 2; May 2025 list), "
        "49.4 points above its region (North West) and 53.1 points above England"
    )
    assert benchmark_text.headline(b) == "Bury 99.0% in 2024, 1st of 3: 42.4 points above its neighbours"
    assert benchmark_text.place_words(b) == "1st of 3, best quarter"
    assert benchmark_text.best_neighbour(b, catalogue.areas) == "best of its neighbours: Cornwall 81.0%"


def test_a_neutral_measure_has_no_place_and_no_judging_word(catalogue: Catalogue) -> None:
    b = bench(catalogue, make(catalogue, ROWS, indicator(polarity=Polarity.NEUTRAL)), "Bury", ("Kent",))
    assert (b.rank, b.band, b.labels, b.best) == (None, "", {}, None)
    assert benchmark_text.place_words(b) == "Not ranked: a bigger or smaller figure is not better or worse"
    words = benchmark_text.sentence(b) + benchmark_text.best_neighbour(b, catalogue.areas)
    assert "of 3" not in words
    assert not any(word in words for word in ("best", "better", "worse"))


def test_a_suppressed_and_an_absent_figure_still_make_a_sentence(catalogue: Catalogue) -> None:
    field = make(catalogue, ROWS)
    assert benchmark_text.headline(bench(catalogue, field, "Norfolk")) == "Norfolk has no figure in 2024 (suppressed)"
    assert benchmark_text.sentence(bench(catalogue, field, "Norfolk", ("Kent",))) == (
        "Plans in 20 weeks: Norfolk has no figure in 2024 (suppressed); its neighbours 32.3% (mean of 1 of 1; May 2025 list) "
        "and England 45.9%"
    )
    assert benchmark_text.sentence(bench(catalogue, field, "Cumbria", ("Kent",))) == (
        "Plans in 20 weeks: Cumbria has no figure in 2024; it closed on 31 Mar 2023; its neighbours 32.3% (mean of 1 of 1; May 2025 list) "
        "and England 45.9%"
    )


def test_a_count_says_that_it_is_one(catalogue: Catalogue) -> None:
    b = bench(catalogue, make(catalogue, ROWS, indicator(Unit.COUNT, Polarity.NEUTRAL, 0)), "Bury", ("Kent",))
    assert benchmark_text.sentence(b).endswith("; a count, so set beside nobody’s")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (22, "22nd"), (101, "101st"),
     (111, "111th"), (112, "112th"), (113, "113th"), (123, "123rd")],
)  # fmt: skip
def test_ordinals(number: int, words: str) -> None:
    assert benchmark_text.ordinal(number) == words


# ------------------------------------------------------------------------------------------------ peers

PEERS: Rows = {
    "Bury": {2021: 50.0, 2022: 45.0, 2023: 42.0, 2024: 40.0},
    "Kent": {2021: 30.0, 2022: 39.0, 2023: 55.0, 2024: 70.0},
    "Norfolk": {2021: 60.0, 2022: 60.0, 2023: 50.0, 2024: 50.0},
    "Cornwall": {2021: 20.0, 2022: None, 2023: 30.0, 2024: 35.0},
}


def test_peers_are_those_who_do_better_now_furthest_ahead_first(catalogue: Catalogue) -> None:
    field = make(catalogue, PEERS)
    found = peers(field, named_area(catalogue, "Bury").code, field.values)
    assert [(catalogue.areas[p.code].name, p.lead) for p in found] == [("Kent", 30.0), ("Norfolk", 10.0)]
    kent, norfolk = found
    assert kent.once is not None and (kent.once.period.label, kent.once.value) == ("2022", 39.0)
    assert kent.moved is not None and kent.moved.value == 40.0
    assert norfolk.once is None
    b = bench(catalogue, field, "Bury")
    assert benchmark_text.peer(kent, b, catalogue.areas) == (
        "Kent 70.0% in 2024, 30.0 points better; was 39.0% in 2022, where Bury is now or worse"
    )


def test_peers_turn_with_polarity_and_stop_at_a_break(catalogue: Catalogue) -> None:
    code = named_area(catalogue, "Bury").code
    lower = make(catalogue, PEERS, indicator(polarity=Polarity.LOWER))
    assert [catalogue.areas[p.code].name for p in peers(lower, code, lower.values)] == ["Cornwall"]
    neutral = make(catalogue, PEERS, indicator(polarity=Polarity.NEUTRAL))
    assert peers(neutral, code, neutral.values) == ()
    broken = make(catalogue, PEERS, breaks=(Break(("M",), date(2023, 1, 1), "New method", "DfE"),))
    kent = peers(broken, code, broken.values)[0]
    assert (kent.once, kent.moved) == (None, None)


# ------------------------------------------------------------------------------------------------ LAIT's file


def test_the_download_has_laits_shape(catalogue: Catalogue) -> None:
    field = make(catalogue, ROWS)
    codes = [named_area(catalogue, name).code for name in ("Bury", "Norfolk", "England")]
    assert lait_csv(field, codes, catalogue.areas, ranked=catalogue.areas).decode() == (
        '"LA Number","LA and Regions","2023","2024","Change from previous year","Rank"\n'
        '351,"Bury",74.1,99,24.9,"1"\n'
        '926,"Norfolk",46,NA,NA,NA\n'
        '970,"England",49.1,45.9,-3.2,NA\n'
    )
    kent = [named_area(catalogue, "Kent").code]
    assert lait_csv(field, codes[:1], catalogue.areas, heading="LA", members=kent).decode() == (
        '"LA Number","LA","2023","2024","Change from previous year"\n"351","Bury",74.1,99,24.9\n"-","Statistical Neighbours",18,32.3,14.3\n'
    )


def test_a_download_cannot_become_a_formula(catalogue: Catalogue) -> None:
    field = make(catalogue, ROWS)
    assert '"\'=1+1"' in lait_csv(field, [], catalogue.areas, heading="=1+1").decode()

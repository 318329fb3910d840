"""What became of each KPI's figure between two days, and the sentence that it amounts to."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.counting_basis import marked
from data.model.loaded_file import Meeting
from data.model.period import Break, Period, PeriodKind
from kpis import formats
from kpis.exports.tidy import standing_export
from kpis.narrative import standing_text
from kpis.standing.changes import ChangeSince, Move, news, since, six_months_before, usual_day
from tests.factories.changes import all_of, one
from tests.factories.periods import month, period
from tests.factories.standings import NOT_STATED, row, year

DAY = date(2024, 3, 14)


@pytest.mark.parametrize(
    ("code", "then", "now", "move"),
    [
        ("S5", 60.0, 64.5, Move.RIGHT),
        ("S5", 64.5, 60.0, Move.WRONG),
        ("S12", 10.0, 12.0, Move.WRONG),
        ("S9", 10.0, 12.0, Move.CHANGED),
        ("S5", 60.0, 60.0, Move.LEVEL),
    ],
)
def test_a_newer_figure_is_named_by_polarity(code: str, then: float, now: float, move: Move, catalogue: Catalogue) -> None:
    held = [row(code, then, month(2024, 1))]
    found = one(catalogue, held, [*held, row(code, now, month(2024, 3))], code)
    assert (found.move, found.change, found.revised_to) == (move, now - then, None)
    assert found.word == {"changed": "higher"}.get(move, move)
    assert not {"better", "worse"} & {found.word, *str(move).split()}


def test_the_same_period_with_another_figure_is_a_revision_and_no_move(catalogue: Catalogue) -> None:
    found = one(catalogue, [row("S5", 60.0, month(2024, 1))], [row("S5", 61.3, month(2024, 1))])
    assert (found.move, found.word, found.change) == (Move.REVISED, "revised", 1.3)
    found = one(catalogue, [row("E6", -0.4, year(2016))], [row("E6", -0.5, year(2016))], "E6")
    assert (found.move, found.change) == (Move.REVISED, -0.1)


def test_a_newer_figure_says_that_the_one_then_was_revised_since(catalogue: Catalogue) -> None:
    found = one(catalogue, [row("S5", 60.0, month(2024, 1))], [row("S5", 62.0, month(2024, 1)), row("S5", 63.0, month(2024, 2))])
    assert (found.move, found.change) == (Move.RIGHT, 3.0)
    assert found.revised_to is not None
    assert found.revised_to.value == 62.0


def test_nothing_newer_is_no_move(catalogue: Catalogue) -> None:
    held = [row("S5", 60.0, month(2024, 1))]
    assert one(catalogue, held, held).move is Move.KEPT
    assert one(catalogue, [], []).move is Move.SILENT
    assert one(catalogue, [row("S5", None, month(2024, 1))], [row("S5", None, month(2024, 2))]).move is Move.SILENT


def test_a_first_figure_is_newly_given_and_a_lost_one_no_longer(catalogue: Catalogue) -> None:
    held = [row("S5", 60.0, month(2024, 1))]
    assert one(catalogue, [], held).move is Move.NEW
    assert one(catalogue, [row("S5", None, month(2024, 1))], held).move is Move.NEW
    assert one(catalogue, held, []).move is Move.GONE
    assert one(catalogue, held, [row("S5", None, month(2024, 2), missing="suppressed")]).move is Move.GONE
    assert one(catalogue, held, [row("S5", 58.0, month(2023, 12))]).move is Move.GONE  # the load of January was withdrawn


@pytest.mark.parametrize(
    ("then", "now", "word"),
    [
        (year(2022), month(2024, 1), "not comparable: a month against a year"),
        (year(2022, PeriodKind.ACADEMIC_YEAR), month(2024, 1), "not comparable: a month against an academic year"),
        (NOT_STATED, month(2024, 1), "not comparable: a month against a period not stated"),
        (NOT_STATED, Period("Some term", PeriodKind.NOT_STATED, None, None), "not comparable: periods not stated"),
        (
            period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2023, 10, 31)),
            period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2024, 1, 31)),
            "not comparable: another part of the year",
        ),
    ],
)
def test_unlike_periods_are_not_set_against_each_other(then: Period, now: Period, word: str, catalogue: Catalogue) -> None:
    found = one(catalogue, [row("S5", 60.0, then)], [row("S5", 60.0, then), row("S5", 70.0, now, received=date(2026, 2, 1))])
    assert (found.move, found.change, found.word) == (Move.APART, None, word)


def test_the_same_months_of_two_years_to_date_compare(catalogue: Catalogue) -> None:
    then, now = (period(PeriodKind.YEAR_TO_DATE, date(y, 9, 1), date(y, 10, 31)) for y in (2022, 2023))
    assert one(catalogue, [row("S5", 60.0, then)], [row("S5", 70.0, now)]).change == 10.0


def test_nothing_is_compared_across_a_break_or_where_figures_belong_to_their_year(catalogue: Catalogue) -> None:
    broken = (Break(("S5",), date(2024, 2, 1), "a new method", "test"),)
    found = one(catalogue, [row("S5", 60.0, month(2024, 1))], [row("S5", 70.0, month(2024, 2))], breaks=broken)
    assert (found.move, found.change, found.word) == (Move.APART, None, "a break lies between")
    found = one(catalogue, [row("E6", -0.4, year(2015))], [row("E6", -0.5, year(2016))], "E6")
    assert (found.move, found.word) == (Move.APART, "not comparable: each figure is relative to its own year")


def test_the_target_is_judged_on_both_days(catalogue: Catalogue) -> None:
    then = [row("S5", 60.0, month(2024, 1)), row("S5", 80.0, month(2024, 1), "target")]
    now = [*then, row("S5", 90.0, month(2024, 2)), row("S5", 85.0, month(2024, 2), "target")]
    found = one(catalogue, then, now)
    assert (found.then.rating.status, found.now.rating.status) == ("red", "green")


def test_the_finding_counts_every_kpi_once(catalogue: Catalogue) -> None:
    then = [row("S5", 60.0, month(2024, 1)), row("S9", 5.0, month(2024, 1)), row("S12", 5.0, month(2024, 1)), row("S2", 15.0, year(2016))]
    now = [*then, row("S5", 70.0, month(2024, 2)), row("S9", 6.0, month(2024, 2)), row("S12", 6.0, month(2024, 2)), row("L1", 9.0, DAYS)]
    rows = since(all_of(catalogue, then), all_of(catalogue, now))
    assert standing_text.moved(rows, DAY) == (
        "Since 14 Mar 2024: 1 KPI in the right direction, 1 in the wrong direction, 1 changed, 1 newly given; "
        "1 has no newer figure; 30 have no figure on either day"
    )
    assert standing_text.moved(rows, DAY, date(2024, 5, 1)).startswith("From 14 Mar 2024 to 1 May 2024: 1 KPI in the right direction")
    assert ("No newer figure", "S2") in standing_text.unmoved(rows)
    assert sum(len(codes.split(", ")) for _, codes in standing_text.unmoved(rows)) == 31


DAYS = period(PeriodKind.DAY, date(2024, 2, 1), date(2024, 2, 1))


def test_two_equal_days_have_nothing_to_tell(catalogue: Catalogue) -> None:
    held = all_of(catalogue, [row("S5", 60.0, month(2024, 1))])
    assert (
        standing_text.moved(since(held, held), DAY)
        == f"Since 14 Mar 2024: no figure moved; 1 has no newer figure; {len(catalogue.indicators) - 1} have no figure on either day"
    )


def test_a_csv_of_what_moved_holds_both_figures_with_their_cells(catalogue: Catalogue) -> None:
    rows = since(all_of(catalogue, [row("S5", 60.04, month(2024, 1))]), all_of(catalogue, [row("S5", 70.0, month(2024, 2), load=2)]))
    content = standing_export.since_csv(rows, (DAY, date(2024, 5, 1)), "Bury", "Historic", "OGL")
    lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(lines) == len(catalogue.indicators)
    found = next(line for line in lines if line["code"] == "S5")
    assert (found["value_then"], found["value_now"], found["word"], found["since"]) == ("60.04", "70.0", "right direction", "2024-03-14")
    assert (found["load_then"], found["load_now"], found["source_now"]) == ("1", "2", "a.xlsx!Sheet!D9")
    assert float(found["change"]) == 9.96


@pytest.mark.parametrize(
    ("day", "earlier"),
    [(date(2024, 8, 31), date(2024, 2, 29)), (date(2024, 6, 30), date(2023, 12, 30)), (date(2026, 1, 5), date(2025, 7, 5))],
)
def test_six_months_before_is_a_day_that_exists(day: date, earlier: date) -> None:
    assert six_months_before(day) == earlier


def test_the_usual_day_is_the_last_meeting_before_today(catalogue: Catalogue) -> None:
    meetings = [Meeting(date(2024, m, 14), "Board") for m in (3, 6, 9)]
    received = [date(2023, 1, 1), date(2024, 8, 31)]
    assert usual_day(meetings, received, date(2024, 9, 14)) == date(2024, 6, 14)
    assert usual_day(meetings, received, date(2024, 3, 14)) == date(2024, 2, 29)
    assert usual_day(meetings, [date(2024, 5, 1)], date(2024, 9, 14)) == date(2024, 3, 14)  # nothing came after the June meeting
    assert usual_day([], [], date(2024, 3, 14)) == date(2023, 9, 14)


@pytest.mark.parametrize("missing", ["suppressed", "to be confirmed"])
def test_a_newer_row_without_a_figure_takes_nothing_away(missing: str, catalogue: Catalogue) -> None:
    """The figure of January still stands: to call it no longer given is false."""
    held = [row("S5", 60.0, month(2024, 1))]
    assert one(catalogue, held, [*held, row("S5", None, month(2024, 2), missing=missing)]).move is Move.KEPT


@pytest.mark.parametrize(("then", "now"), [(45.64, 45.60), (45.60, 45.64)])
def test_a_change_that_prints_as_none_is_no_direction(then: float, now: float, catalogue: Catalogue) -> None:
    held = [row("S5", then, month(2024, 1))]
    found = one(catalogue, held, [*held, row("S5", now, month(2024, 2))])
    assert (found.move, found.word) == (Move.LEVEL, "same")
    assert standing_text.change_line(found.bases[0], found.now) == "No change on Jan 2024"


def seasoned(catalogue: Catalogue, then: list[dict[str, object]], now: list[dict[str, object]], code: str = "P1") -> ChangeSince:
    """The row of a KPI whose months always differ."""
    was, is_now = (
        [replace(s, seasonal="young people change course in September") if s.indicator.code == code else s for s in all_of(catalogue, rows)]
        for rows in (then, now)
    )
    return next(one for one in since(was, is_now) if one.now.indicator.code == code)


YEAR_AND_MORE = [row("P1", 8.0, month(2023, 9)), row("P1", 5.0, month(2024, 6))]


def test_a_seasonal_kpi_is_judged_on_the_season_with_the_change_since_then_beside_it(catalogue: Catalogue) -> None:
    """September is always worse than June: the adviser asks whether it is worse than last September."""
    found = seasoned(catalogue, YEAR_AND_MORE, [*YEAR_AND_MORE, row("P1", 7.0, month(2024, 9))])
    assert (found.move, found.seasonal, found.change) == (Move.RIGHT, True, 2.0)
    assert [standing_text.change_line(one, found.now) for one in found.bases] == [
        "▼ −1.0 pts on Sept 2023, right direction", "▲ +2.0 pts on June 2024, wrong direction",
    ]  # fmt: skip
    assert standing_text.moved([found], DAY) == (
        "Since 14 Mar 2024: no figure moved; of 1 seasonal KPI, set against a year before, 1 in the right direction"
    )
    assert standing_text.unmoved([found]) == []


def test_a_kpi_without_seasons_is_judged_since_then_with_the_year_before_below(catalogue: Catalogue) -> None:
    rows = [*YEAR_AND_MORE, row("P1", 7.0, month(2024, 9))]
    found = one(catalogue, YEAR_AND_MORE, rows, "P1")
    assert (found.move, found.seasonal) == (Move.WRONG, False)
    assert [formats.period(change.before.period) for change in found.bases] == ["June 2024", "Sept 2023"]


def test_a_seasonal_kpi_without_a_year_before_has_no_direction_and_says_so(catalogue: Catalogue) -> None:
    held = YEAR_AND_MORE[1:]
    found = seasoned(catalogue, held, [*held, row("P1", 7.0, month(2024, 9))])
    assert (found.move, found.word) == (Move.CHANGED, "seasonal, and no figure of the same period a year before")
    assert [formats.period(change.before.period) for change in found.bases] == ["June 2024"]


def test_a_seasonal_kpi_without_a_newer_figure_has_not_moved(catalogue: Catalogue) -> None:
    found = seasoned(catalogue, YEAR_AND_MORE, YEAR_AND_MORE)
    assert (found.move, found.seasonal) == (Move.KEPT, False)
    assert standing_text.unmoved([found]) == [("No newer figure", "P1")]


def test_a_figure_of_another_source_is_never_subtracted_and_the_row_says_whose_it_is(catalogue: Catalogue) -> None:
    """7.0% is the council's own "in employment", 84.6% DfE's "any destination"."""
    then = [row("P2", 7.0, year(2023, PeriodKind.ACADEMIC_YEAR))]
    for mine, theirs, words in (("local", "published", "now from DfE"), ("published", "local", "now from the scorecard")):
        was = [row("P2", 7.0, year(2023, PeriodKind.ACADEMIC_YEAR), origin=mine)]
        is_now = [row("P2", 84.6, year(2024, PeriodKind.ACADEMIC_YEAR), origin=theirs)]
        found = one(catalogue, was, is_now, "P2")
        assert (found.move, found.change, found.revised_to, found.bases) == (Move.APART, None, None, ())
        assert found.word.startswith(f"not comparable: {words}")
    revised = [row("P2", 86.4, year(2023, PeriodKind.ACADEMIC_YEAR), origin="published")]
    assert one(catalogue, then, revised, "P2").move is Move.APART, "DfE's figure of the same year is no revision of the council's"


@pytest.mark.parametrize("day", [month(2024, 1), month(2024, 3)])
def test_figures_counted_another_way_are_neither_revised_nor_compared(day: Period, catalogue: Catalogue) -> None:
    then, now = row("S5", 60.0, month(2024, 1)), row("S5", 80.0, day, basis=marked("", "excluding exceptions"))
    found = one(catalogue, [then], [now])
    assert (found.move, found.change, found.revised_to) == (Move.APART, None, None)
    assert found.word == "not comparable: now counted excluding exceptions, before the usual way"


def test_the_csv_names_the_base_that_each_word_is_of(catalogue: Catalogue) -> None:
    found = seasoned(catalogue, YEAR_AND_MORE, [*YEAR_AND_MORE, row("P1", 7.0, month(2024, 9))])
    text = standing_export.since_csv([found], (DAY, date(2024, 10, 14)), "Oldham", "", "").decode("utf-8-sig")
    line = next(csv.DictReader(StringIO(text)))
    assert (line["word"], line["judged_on"], line["change"]) == ("right direction", "same period a year before", "2.0")
    assert (line["value_year_before"], line["change_on_year_before"]) == ("8.0", "-1.0")
    assert line["verdict_now"]


LOADS = [
    {"area": "E08000004", "publication": "", "received": date(2024, 9, 10), "withdrawn": False},
    {"area": "", "publication": "send", "received": date(2026, 5, 2), "withdrawn": False},
    {"area": "", "publication": "gone", "received": date(2026, 6, 2), "withdrawn": True},
    {"area": "E08000002", "publication": float("nan"), "received": date(2026, 7, 2), "withdrawn": False},
]


def test_a_release_is_news_and_a_withdrawn_or_foreign_file_is_not() -> None:
    """Else everything since half a year before an old scorecard is called newly given."""
    days = news(pd.DataFrame(LOADS, dtype=object), "E08000004")
    assert days == [date(2024, 9, 10), date(2026, 5, 2)]
    assert usual_day([], days, date(2026, 11, 30)) == date(2025, 11, 2)

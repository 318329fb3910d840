"""What became of each KPI's figure between two days, and the sentence that it amounts to."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import Meeting
from data.model.period import Break, Period, PeriodKind
from kpis.exports.tidy import standing_export
from kpis.narrative import standing_text
from kpis.standing.changes import Move, since, six_months_before, usual_day
from tests.factories.changes import all_of, one
from tests.factories.periods import month, period
from tests.factories.standings import NOT_STATED, row, year

DAY = date(2024, 3, 14)


@pytest.mark.parametrize(
    ("code", "then", "now", "move"),
    [
        ("S5", 60.0, 64.5, Move.BETTER),
        ("S5", 64.5, 60.0, Move.WORSE),
        ("S12", 10.0, 12.0, Move.WORSE),
        ("S9", 10.0, 12.0, Move.CHANGED),
        ("S5", 60.0, 60.0, Move.LEVEL),
    ],
)
def test_a_newer_figure_is_named_by_polarity(code: str, then: float, now: float, move: Move, catalogue: Catalogue) -> None:
    held = [row(code, then, month(2024, 1))]
    found = one(catalogue, held, [*held, row(code, now, month(2024, 3))], code)
    assert (found.move, found.change, found.revised_to) == (move, now - then, None)
    assert found.word == {"changed": "higher"}.get(move, move)


def test_the_same_period_with_another_figure_is_a_revision_and_no_move(catalogue: Catalogue) -> None:
    found = one(catalogue, [row("S5", 60.0, month(2024, 1))], [row("S5", 61.3, month(2024, 1))])
    assert (found.move, found.word, found.change) == (Move.REVISED, "revised", 1.3)
    found = one(catalogue, [row("E6", -0.4, year(2016))], [row("E6", -0.5, year(2016))], "E6")
    assert (found.move, found.change) == (Move.REVISED, -0.1)


def test_a_newer_figure_says_that_the_one_then_was_revised_since(catalogue: Catalogue) -> None:
    found = one(catalogue, [row("S5", 60.0, month(2024, 1))], [row("S5", 62.0, month(2024, 1)), row("S5", 63.0, month(2024, 2))])
    assert (found.move, found.change) == (Move.BETTER, 3.0)
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
    assert one(catalogue, held, [*held, row("S5", None, month(2024, 2), missing="suppressed")]).move is Move.GONE
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
        "Since 14 Mar 2024: 1 KPI better, 1 worse, 1 changed, 1 newly given; 1 has no newer figure; 30 have no figure on either day"
    )
    assert standing_text.moved(rows, DAY, date(2024, 5, 1)).startswith("From 14 Mar 2024 to 1 May 2024: 1 KPI better")
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
    assert (found["value_then"], found["value_now"], found["word"], found["since"]) == ("60.04", "70.0", "better", "2024-03-14")
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

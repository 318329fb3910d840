"""The what-if of a backlog against a simulation that serves one case at a time, and what it must keep whatever the numbers."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from data.catalogue.catalogue import Catalogue
from data.model.period import Period, PeriodKind
from kpis.charts.interactive.backlog_chart import backlog
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.forecast import backlog_text
from kpis.forecast.backlog import (
    LIMITS,
    LONGEST,
    BacklogAim,
    BacklogInputs,
    Month,
    clears,
    filled,
    needed,
    needed_for,
    reaches,
    run,
    within,
)  # fmt: skip
from kpis.forecast.backlog_text import at_target, tell
from kpis.years.years import over_time
from tests.conftest import shared
from tests.factories.months import months
from tests.factories.standings import row, standing, year

TODAY = date(2026, 11, 28)
numbers = st.builds(BacklogInputs, st.integers(0, 200), st.integers(0, 60), st.integers(0, 60), st.integers(0, 100))


def case_by_case(asked: BacklogInputs, count: int) -> list[Month]:
    """The same by serving cases one at a time, each with the month it fell due: slots for cases in time first, then the oldest case."""
    late_queue = deque([0] * asked.open_over)
    found = []
    for number in range(1, count + 1):
        fresh = deque([number] * asked.due)
        issued: list[int] = []
        kept = asked.issued * asked.kept // 100
        for slot in range(asked.issued):
            order = [fresh, late_queue] if slot < kept else [late_queue, fresh]
            queue = next((q for q in order if q), None)
            if queue is not None:
                issued.append(queue.popleft())
        in_time = sum(fell == number for fell in issued)
        late_queue.extend(fresh)
        found.append(Month(number, in_time, len(issued) - in_time, len(fresh), len(late_queue)))
    return found


@given(numbers, st.integers(1, 30))
def test_it_is_what_serving_every_case_by_itself_comes_to(asked: BacklogInputs, count: int) -> None:
    assert list(run(asked, count)) == case_by_case(asked, count)


@given(numbers)
def test_no_case_is_lost_or_made(asked: BacklogInputs) -> None:
    before = asked.open_over
    for month in run(asked, 24):
        assert month.open_over == before + month.newly_late - month.late
        assert month.in_time + month.newly_late == asked.due
        assert month.in_time + month.late <= asked.issued
        assert min(month.in_time, month.late, month.newly_late, month.open_over) >= 0
        assert month.in_time + month.late == min(asked.issued, before + asked.due)  # no plan is left unmade while a case waits
        before = month.open_over


@given(numbers)
def test_it_clears_when_the_months_say_so(asked: BacklogInputs) -> None:
    found, every = clears(asked), run(asked, 120)
    first = next((m.number for m in every if m.open_over == 0), None)
    if found:
        assert first == found and all(m.open_over == 0 for m in every[found - 1 :])
    elif found == 0:
        assert asked.open_over == 0 and all(m.open_over == 0 for m in every)
    else:
        assert every[-1].open_over > 0 or asked.due > asked.issued


@given(numbers, st.integers(1, 20), st.integers(0, 100))
def test_more_plans_never_clear_it_later_and_keeping_some_never_changes_when(asked: BacklogInputs, more: int, kept: int) -> None:
    one, other = clears(asked), clears(BacklogInputs(asked.open_over, asked.due, asked.issued + more, asked.kept))
    assert one is None or (other is not None and other <= one)
    assert clears(BacklogInputs(asked.open_over, asked.due, asked.issued, kept)) == one


@given(st.integers(1, 60), st.integers(0, 20), st.integers(0, 100))
def test_without_a_backlog_and_with_enough_plans_all_are_in_time(due: int, spare: int, kept: int) -> None:
    assert {m.share for m in run(BacklogInputs(0, due, due + spare, kept), 24)} == {100.0}


@given(st.integers(1, 200), st.integers(0, 60), st.integers(1, 48))
def test_the_plans_needed_are_the_fewest_that_do_it(open_over: int, due: int, count: int) -> None:
    plans = needed(open_over, due, count)
    found = clears(BacklogInputs(open_over, due, plans))
    assert found is not None and found <= count
    fewer = clears(BacklogInputs(open_over, due, plans - 1))
    assert fewer is None or fewer > count


@given(numbers)
def test_the_percentage_of_months_is_plans_over_plans(asked: BacklogInputs) -> None:
    every = run(asked, 12)
    found, plans = within(every), sum(m.in_time + m.late for m in every)
    assert (found is None) == (plans == 0)
    assert found is None or 0 <= found <= 100
    assert {m.share for m in run(BacklogInputs(5, 3, 0), 3)} == {None}


def test_a_case_worked_by_hand() -> None:
    """60 open, 24 due, 30 issued: six fewer open a month, none in time until the tenth month clears it."""
    every = run(BacklogInputs(60, 24, 30), 12)
    assert [m.open_over for m in every] == [54, 48, 42, 36, 30, 24, 18, 12, 6, 0, 0, 0]
    assert [m.in_time for m in every] == [0, 0, 0, 0, 0, 0, 6, 12, 18, 24, 24, 24]
    assert within(every) == pytest.approx(100 * 108 / 348)
    half = run(BacklogInputs(60, 24, 30, 50), 12)
    assert [m.open_over for m in half] == [m.open_over for m in every]
    assert [m.in_time for m in half][:2] == [15, 15]


def test_the_sentences(catalogue: Catalogue) -> None:
    told = backlog_text.tell(BacklogInputs(60, 24, 30), TODAY, 12)
    assert backlog_text.result(told) == (
        "The backlog clears in Sept 2027, after 10 months. In Nov 2027 100.0% of plans are within 20 weeks, and 31.0% over the 12 months "
        "to then."
    )
    grows = backlog_text.result(backlog_text.tell(BacklogInputs(10, 24, 20), TODAY, 3))
    assert grows.startswith("The backlog never clears: it grows by 4 a month. In Feb 2027 10.0% of plans are within 20 weeks, and 30.0%")
    assert grows.endswith("To clear it by then takes 28 plans a month.")
    assert backlog_text.cleared(backlog_text.tell(BacklogInputs(10, 20, 20), TODAY, 3)).startswith("The backlog stays as it is")
    assert "no plan is issued" in backlog_text.result(backlog_text.tell(BacklogInputs(10, 20, 0), TODAY, 3))
    assert "no percentage" in backlog_text.result(backlog_text.tell(BacklogInputs(0, 0, 20), TODAY, 3))


@given(numbers, st.integers(1, 48))
def test_sentence_table_and_chart_never_contradict_each_other(asked: BacklogInputs, until: int) -> None:
    told = backlog_text.tell(asked, TODAY, until)
    rows, share = backlog_text.rows(told), told.months[until - 1].share
    assert len(rows) == len(told.months) >= until
    assert rows[until - 1][0] == told.named(until) and rows[until - 1][0] in backlog_text.aimed(told)
    assert share is None or rows[until - 1][3] in backlog_text.aimed(told)
    drawn = backlog(LIGHT, told, ChartCaption(backlog_text.result(told), "s", "x", backlog_text.LABEL))
    assert list(drawn.data[0].y) == [m.share for m in told.months] and list(drawn.data[1].y) == [m.open_over for m in told.months]
    assert any(backlog_text.LABEL in (a.text or "") for a in drawn.layout.annotations)


@pytest.mark.parametrize(("name", "most"), LIMITS.items())
def test_numbers_that_no_area_has_are_refused(name: str, most: int) -> None:
    for wrong in (-1, most + 1):
        with pytest.raises(ValueError, match="give a whole number from 0 to"):
            BacklogInputs(**{"open_over": 1, "due": 1, "issued": 1, name: wrong})


def test_the_areas_own_figures_fill_in_a_twelfth_of_their_newest_year(catalogue: Catalogue) -> None:
    rules, (what_if,) = catalogue.year_rules, catalogue.what_ifs.values()
    requests = over_time(standing(catalogue, months("S10", dict.fromkeys(range(1, 13), 40.0)), "S10"), rules)
    issued = over_time(standing(catalogue, [row("S9", 366.0, year(2024))], "S9"), rules)
    due, plans = filled(what_if, requests, issued)
    assert (due.number, plans.number) == (26, 31)  # 40 × 66 in 100 = 26.4; 366 / 12 = 30.5, half up
    assert due.source.startswith("S10, 12 months to Dec 2024, of which 66 in 100 end in a plan")
    assert plans.source == "S9, 2024"
    so_far = Period("YTD Mar 2024", PeriodKind.YEAR_TO_DATE, date(2024, 1, 1), date(2024, 3, 31))
    part = over_time(standing(catalogue, [row("S9", 90.0, so_far)], "S9"), rules)
    assert filled(what_if, part, part)[1].number is None  # part of a year is no year


def test_the_share_of_requests_that_end_in_a_plan_is_dfes(catalogue: Catalogue) -> None:
    """Education, health and care plans 2025, England 2024: requests.csv and assessments.csv."""
    import csv
    from io import TextIOWrapper
    from zipfile import ZipFile

    (what_if,) = catalogue.what_ifs.values()
    rows = {}
    with ZipFile(shared("inputs", "ees", "education-health-and-care-plans_2025.zip")) as held:
        for name, breakdown in (("requests", "All requests for EHC needs assessments"), ("assessments", "All EHC needs assessments")):
            with held.open(f"data/{name}.csv") as file:
                rows[name] = next(
                    one for one in csv.DictReader(TextIOWrapper(file, "utf-8-sig"))
                    if (one["geographic_level"], one["time_period"], one["breakdown"]) == ("National", "2024", breakdown)
                )  # fmt: skip
    asked = {key: int(rows["requests"][f"requests_{key}"]) for key in ("decided_to_assess", "decided_not_to_assess", "withdrawn")}
    assessed = 100 * asked["decided_to_assess"] / sum(asked.values())
    ended = float(rows["assessments"]["assess_issued_pc"])
    assert f"{assessed:.1f}%" in what_if.source and f"{ended:.1f}%" in what_if.source
    assert what_if.plans_of_100 == round(assessed * ended / 100)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(["backlog", *arguments])
    out = capsys.readouterr()
    return code, out.out or out.err


def test_the_command_prints_what_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--open", "60", "--due", "24", "--issued", "30", "--as-at", "2026-11-28", "--home", str(tmp_path))
    told = backlog_text.tell(BacklogInputs(60, 24, 30), TODAY, 12)
    code, words = printed(capsys, *asked)
    assert code == 0 and words.startswith("What if: not a forecast.") and backlog_text.result(told) in words
    code, text = printed(capsys, *asked, "--json")
    record = json.loads(text)
    assert record["sentence"] == backlog_text.result(told)
    assert record["clears"] == {"months": 10, "month": "2027-09"}
    assert (record["target"]["month"], record["target"]["share"], record["target"]["plans_needed"]) == ("2027-11", 100.0, 29)
    assert [m["open_over"] for m in record["months"]] == [m.open_over for m in told.months]


def test_the_command_refuses_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--open", "60", "--home", str(tmp_path))[0] == 1  # nothing is loaded to fill in the others
    code, why = printed(capsys, "--open", "-1", "--due", "1", "--issued", "1", "--home", str(tmp_path))
    assert code == 2 and "Cases open over 20 weeks: give a whole number" in why
    assert printed(capsys, "--open", "1", "--due", "1", "--issued", "1", "--months", "0", "--home", str(tmp_path))[0] == 2


# ------------------------------------------------------------------ when the target is reached, and what it takes


@given(
    asked=st.builds(BacklogInputs, st.integers(0, 60), st.integers(1, 12), st.integers(0, 30), st.integers(0, 100)),
    target=st.sampled_from([50.0, 80.0, 100.0]),
)  # fmt: skip
def test_a_target_is_reached_in_the_first_month_after_which_every_one_is(asked: BacklogInputs, target: float) -> None:
    at, shares = reaches(asked, target), [m.share for m in run(asked, LONGEST)]
    good = [one is not None and one >= target for one in shares]
    assert at == next((n for n in range(1, LONGEST + 1) if all(good[n - 1 :])), None)


@given(open_over=st.integers(0, 40), due=st.integers(1, 8), months=st.integers(1, 24), target=st.sampled_from([60.0, 90.0]))
def test_the_plans_needed_reach_it_and_one_fewer_do_not(open_over: int, due: int, months: int, target: float) -> None:
    asked = BacklogInputs(open_over, due, 0)
    found = needed_for(asked, target, months)
    tried = [n for n in range(1, open_over + due + 1) if (at := reaches(replace(asked, issued=n), target)) is not None and at <= months]
    assert found == (tried[0] if tried else None)


def test_the_what_if_says_when_the_target_is_reached_and_how_many_plans_it_takes() -> None:
    told = tell(BacklogInputs(120, 30, 40), date(2026, 11, 30), 6, BacklogAim(90.0))
    assert at_target(told) == "The target of 90.0% is reached in Dec 2027 and kept. To reach it by May 2027 takes 54 plans a month."
    never = tell(BacklogInputs(120, 30, 20), date(2026, 11, 30), 6, BacklogAim(90.0))
    assert at_target(never).startswith("The target of 90.0% is not reached and kept within ten years. To reach it by May 2027 takes ")
    assert at_target(tell(BacklogInputs(120, 30, 40), date(2026, 11, 30), 6)) == ""
    law = tell(BacklogInputs(120, 30, 40), date(2026, 11, 30), 6, BacklogAim(100.0, "legal standard"))
    assert at_target(law).startswith("The legal standard of 100.0% is reached")

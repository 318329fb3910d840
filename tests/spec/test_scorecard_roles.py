"""Roles beyond figure and target: parts, baselines, milestones, earlier periods, what a figure covers, whose it is, what is printed."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from data.catalogue import catalogue as catalogue_of
from data.model.loaded_file import CellKind, Loaded, RemarkKind
from data.model.observation import CellPart, FigureRole, Missing
from data.model.period import Firmness, PeriodKind
from data.model.questions import LEAVE_OUT, Answers
from data.text import plain
from loaders import QuestionsOpen, Refused, read_file
from tests.conftest import drawn, sheet_bytes
from tests.factories.manners import APPEALS, SURVEY, SUSPENDED, TIMELY, in_the_manner_of_devon, in_the_manner_of_kent

CATALOGUE = catalogue_of.read()


def load(picture: str, answers: Answers | None = None, **more: Any) -> Loaded:
    return read_file("drawn.xlsx", sheet_bytes(drawn(picture), **more), CATALOGUE, answers=answers)


def found(loaded: Loaded, check: str) -> list[str]:
    return [f.what for f in loaded.findings if f.check == check]


def by(loaded: Loaded, series: FigureRole, measure: CellPart = CellPart.FIGURE) -> dict[tuple[str, str], float | None]:
    return {(o.indicator, o.period.label): o.value for o in loaded.observations if o.series is series and o.measure is measure}


def test_numerator_and_denominator_are_counts_beside_the_figure() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2024 | Numerator | Denominator
        S5 | 20 weeks | 74.1% | 203 | 274
    """)
    assert by(loaded, FigureRole.OWN) == {("S5", "2024"): 74.1}
    assert by(loaded, FigureRole.OWN, CellPart.NUMERATOR) == {("S5", "2024"): 203.0}
    assert by(loaded, FigureRole.OWN, CellPart.DENOMINATOR) == {("S5", "2024"): 274.0}
    assert found(loaded, "parts") == []


def test_baseline_milestone_and_actual_each_have_their_own_date() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Baseline (2021) | Milestone Nov 23 | Actual Nov 23 | Milestone by Mar 24 | Actual at Mar 24 | Target
        S5 | 20 weeks | 30.8 | 35 | 33.1 | 42 | 40.5 | 60
    """)
    assert by(loaded, FigureRole.BASELINE) == {("S5", "2021"): 30.8}
    assert by(loaded, FigureRole.MILESTONE) == {("S5", "Nov 23"): 35.0, ("S5", "Mar 24"): 42.0}
    assert by(loaded, FigureRole.OWN) == {("S5", "Nov 23"): 33.1, ("S5", "Mar 24"): 40.5}
    assert by(loaded, FigureRole.TARGET) == {("S5", "Mar 24"): 60.0}


def test_a_baseline_without_a_date_has_none() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Baseline | Jan-24
        S6 | Plans | 1800 | 1900
    """)
    (baseline,) = (o for o in loaded.observations if o.series is FigureRole.BASELINE)
    assert (baseline.value, baseline.period.kind) == (1800.0, PeriodKind.NOT_STATED)


@pytest.mark.parametrize(
    ("heading", "own", "first"),
    [("Previous month", "Mar-24", date(2024, 2, 1)), ("Last year", "Mar-24", date(2023, 3, 1)), ("Previous", "2023", date(2022, 1, 1)),
     ("Last period", "Q1 2024/25", date(2024, 1, 1)), ("Same period last year", "Autumn 2023/24", date(2022, 9, 1))],
)  # fmt: skip
def test_an_earlier_period_is_counted_back_from_the_figures_own(heading: str, own: str, first: date) -> None:
    loaded = load(f"""
        Bury
        Ref | Indicator | {own} | {heading}
        S5 | 20 weeks | 74.1 | 51
    """)
    earlier = next(o for o in loaded.observations if o.value == 51)
    assert (earlier.series, earlier.period.first) == (FigureRole.OWN, first)


def test_an_earlier_period_of_nothing_dated_is_refused_aloud() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Actual | Previous
        S5 | 20 weeks | 74.1 | 51
    """)
    assert by(loaded, FigureRole.OWN) == {("S5", "Not stated"): 74.1}
    assert "no period to count back from" in found(loaded, "period")[0]
    assert {c.cell for c in loaded.cells if c.kind is CellKind.REFUSED} == {"D3"}


@pytest.mark.parametrize(
    ("word", "kind", "first"),
    [("MS", PeriodKind.MONTH, date(2023, 3, 1)), ("R12M", PeriodKind.ROLLING_YEAR, date(2022, 4, 1)),
     ("YTD", PeriodKind.YEAR_TO_DATE, date(2022, 9, 1))],
)  # fmt: skip
def test_what_a_figure_covers_is_part_of_its_period(word: str, kind: PeriodKind, first: date) -> None:
    loaded = load(f"""
        Bury
        Ref | Indicator | Data period | Mar-23
        E7 | Suspensions | {word} | 210
    """)
    period = loaded.observations[0].period
    assert (period.kind, period.first, period.last) == (kind, first, date(2023, 3, 31))
    assert bool(period.doubt) is (word == "YTD")


def test_a_row_may_say_its_period_its_firmness_and_whose_it_is() -> None:
    loaded = load("""
        Bury
        Ref | Area | Reporting period | Status | Value
        S5 | Bury | 2023 | Provisional | 74.1
        S5 | England | 2023 | | 50.3
        S5 | North West | 2023 | | 55.9
        S5 | SN | 2023 | | 57.1
        S5 | Target | 2023 | | 70
        S5 | Rochdale | 2023 | | 61.2
        S5 | Atlantis | 2023 | | 1.5
    """)
    got = {(o.series, o.area): o.value for o in loaded.observations}
    assert got == {
        (FigureRole.OWN, "E08000002"): 74.1, (FigureRole.ENGLAND, "E92000001"): 50.3, (FigureRole.REGION, "E12000002"): 55.9,
        (FigureRole.NEIGHBOURS, "SN-E08000002"): 57.1, (FigureRole.TARGET, "E08000002"): 70.0, (FigureRole.OTHER, "E08000005"): 61.2,
    }  # fmt: skip
    assert next(o.status for o in loaded.observations if o.series is FigureRole.OWN) is Firmness.PROVISIONAL
    assert "‘Atlantis’ is no area" in found(loaded, "whose figure")[0]


def test_what_is_printed_beside_a_figure_is_kept_with_its_meaning() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Mar-24 | RAG | Direction of travel | Polarity | Owner | Comments
        S5 | 20 weeks | 74.1 | G | ↑ | H | SEN team | Recovery on course
        S12 | Appeals | 14 | Red | Improving | H | |
    """)
    kept = {(r.indicator, r.kind): (r.text, r.means, r.period.label) for r in loaded.remarks}
    assert kept["S5", RemarkKind.RAG] == ("G", "green", "Mar-24")
    assert kept["S5", RemarkKind.DIRECTION] == ("↑", "up", "Mar-24")
    assert kept["S12", RemarkKind.DIRECTION] == ("Improving", "better", "Mar-24")
    assert kept["S5", RemarkKind.COMMENT] == ("Recovery on course", "", "Mar-24")
    assert kept["S5", RemarkKind.OWNER][0] == "SEN team"
    assert found(loaded, "polarity") == ["The sheet says ‘H’ (higher is better); the catalogue says lower is better for S12."]


def test_a_sheet_for_each_meeting_dates_its_figures() -> None:
    def sheet(value: float) -> list[list[Any]]:
        return [["Bury"], ["Ref", "Indicator", "Actual"], ["S5", "20 weeks", value]]

    loaded = read_file("a.xlsx", sheet_bytes(sheet(51.0), name="Sept18", more={"Nov 18 meeting": sheet(52.5)}), CATALOGUE)
    assert by(loaded, FigureRole.OWN) == {("S5", "Sept18"): 51.0, ("S5", "Nov 18"): 52.5}
    assert len(found(loaded, "period of the sheet")) == 2


def test_a_line_above_the_table_dates_its_figures() -> None:
    loaded = load("""
        Bury
        Reporting period: September 2018
        Ref | Indicator | Actual
        S5 | 20 weeks | 51
    """)
    assert by(loaded, FigureRole.OWN) == {("S5", "September 2018"): 51.0}


def test_an_undated_latest_beside_dated_columns_says_the_newest_again_or_is_refused() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Feb-24 | Mar-24 | Latest
        S5 | 20 weeks | 50 | 51 | 51
        S6 | Plans | 1900 | 1910 | 1915
    """)
    assert by(loaded, FigureRole.OWN) == {
        ("S5", "Feb-24"): 50.0,
        ("S5", "Mar-24"): 51.0,
        ("S6", "Feb-24"): 1900.0,
        ("S6", "Mar-24"): 1910.0,
    }
    assert "‘1915’ states no period and is not the newest dated figure" in found(loaded, "undated beside dated")[0]


def test_a_kpi_is_known_by_its_very_name_and_otherwise_asked_about() -> None:
    loaded = load("""
        Bury
        KPI | Actual 2024
        Plans issued in twenty weeks | 74.1
        EHC plans maintained | 1900
    """)
    assert {o.indicator for o in loaded.observations} == {"S6"}
    (question,) = loaded.questions
    assert (question.kind, question.printed, question.likely[0]) == ("kpi", "Plans issued in twenty weeks", "S5")


def test_answers_name_columns_and_kpis_and_leave_out() -> None:
    picture = """
        Bury
        Ref | Indicator | How we did 2024 | QPR | England
        T1 | On time plans | 74.1 | Y | 46
        T2 | Something else | 3 | N | 4
    """
    with pytest.raises(QuestionsOpen) as asked:
        load(picture)
    assert {(q.kind, q.key) for q in asked.value.loaded.questions} == {
        ("kpi", "t1 on time plans"), ("kpi", "t2 something else"), ("column", "how we did"), ("column", "qpr"),
    }  # fmt: skip
    said = Answers(columns={"how we did": "value", "qpr": LEAVE_OUT}, kpis={"t1 on time plans": "S5", "t2 something else": LEAVE_OUT})
    loaded = load(picture, said)
    assert by(loaded, FigureRole.OWN) == {("S5", "2024"): 74.1}
    assert loaded.questions == ()
    assert {c.read_as for c in loaded.cells if c.kind is CellKind.REFUSED} == {"left out, as answered"}
    assert (loaded.answers.columns, loaded.answers.kpis, loaded.answers.area) == (said.columns, said.kpis, "")


def test_an_undated_column_is_dated_by_an_answer_for_this_file_only() -> None:
    picture = """
        Bury
        Ref | Indicator | Actual
        S5 | 20 weeks | 51
    """
    assert [(q.kind, q.key) for q in load(picture).questions] == [("period", "actual")]
    loaded = load(picture, Answers(periods={"actual": "Mar-24"}))
    assert by(loaded, FigureRole.OWN) == {("S5", "Mar-24"): 51.0}
    assert not loaded.answers.any


def test_answers_are_used_for_the_next_file_of_that_shape_and_no_other() -> None:
    codes = {TIMELY: "S5", APPEALS: "S12", SUSPENDED: LEAVE_OUT, SURVEY: LEAVE_OUT}
    said = Answers(columns={"rag note": "comment"}, kpis={plain(name): code for name, code in codes.items()})
    first = read_file("devon.xlsx", in_the_manner_of_devon(), CATALOGUE, answers=said)
    assert first.questions == ()
    held = (Answers(id=7, area="", headings=first.answers.headings, columns=first.answers.columns, kpis=first.answers.kpis),)
    after = read_file("devon later.xlsx", in_the_manner_of_devon(later=True), CATALOGUE, remembered=held)
    assert (after.questions, after.answers.id) == ((), 7)
    assert by(after, FigureRole.OWN)["S5", "Mar 25"] == 55.5
    with pytest.raises(QuestionsOpen):
        read_file("kent.xlsx", in_the_manner_of_kent(), CATALOGUE, remembered=held)


def test_a_file_that_names_no_area_takes_the_one_answered_for_its_shape() -> None:
    picture = """
        Ref | Indicator | 2024
        S5 | 20 weeks | 51
    """
    with pytest.raises(Refused, match="names no local authority"):
        load(picture)
    first = read_file("a.xlsx", sheet_bytes(drawn(picture)), CATALOGUE, area="Bury")
    assert (first.answers.area, first.answers.any) == ("E08000002", True)
    again = read_file("a.xlsx", sheet_bytes(drawn(picture)), CATALOGUE, remembered=(first.answers,))
    assert again.reporter == "E08000002"
    assert "read as Bury’s, as answered" in found(again, "area")[0]


def test_kents_manner_reads_what_each_figure_covers() -> None:
    codes = {"SEND10 Percentage of EHCPs issued within 20 weeks - rolling 12 months": "S5",
             "SEND12 Appeals to the SEND Tribunal registered": "S12", "SEND14 Children and young people with an EHCP": "S6"}  # fmt: skip
    said = Answers(columns={"qpr": LEAVE_OUT}, kpis={plain(name): code for name, code in codes.items()})
    loaded = read_file("kent.xlsx", in_the_manner_of_kent(), CATALOGUE, answers=said)
    last = {
        o.indicator: (o.period.kind, o.value)
        for o in loaded.observations
        if o.period.last == date(2023, 3, 31) and o.series is FigureRole.OWN
    }
    assert last == {"S5": (PeriodKind.ROLLING_YEAR, 36.9), "S12": (PeriodKind.YEAR_TO_DATE, 77.0), "S6": (PeriodKind.MONTH, 18340.0)}
    assert {r.text for r in loaded.remarks if r.kind is RemarkKind.RAG} == {"RED", "AMBER"}
    assert any(o.value == 51.2 and o.period.last == date(2022, 3, 31) for o in loaded.observations)
    assert not [o for o in loaded.observations if o.missing not in (None, Missing.BLANK)]


def test_a_calendar_of_meetings_is_read_by_itself() -> None:
    rows = [
        ["Bury: meetings"],
        ["Meeting", "Date"],
        ["Partnership board", date(2024, 3, 14)],
        ["DfE review", "2 May 2024"],
        ["Board", "soon"],
    ]
    loaded = read_file("meetings.xlsx", sheet_bytes(rows), CATALOGUE)
    assert [(m.day, m.name) for m in loaded.meetings] == [(date(2024, 3, 14), "Partnership board"), (date(2024, 5, 2), "DfE review")]
    assert found(loaded, "meeting") == ["‘soon’ is not a day that can be read."]
    assert sum(loaded.counts()[kind.value] for kind in CellKind) == loaded.counts()["non_empty"] == 9


def test_a_column_headed_area_that_holds_areas_of_work_is_asked_about() -> None:
    loaded = load("""
        Bury
        Ref | Area | 2024
        S5 | Timeliness | 74.1
        S6 | Plans | 1900
    """)
    assert by(loaded, FigureRole.OWN) == {("S5", "2024"): 74.1, ("S6", "2024"): 1900.0}
    assert [(q.kind, q.printed) for q in loaded.questions] == [("column", "Area")]


def test_a_share_that_the_sheet_calls_a_rate_is_told() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016
        E7 | Exclusion rate, statement or EHCP | 58 (4.0%)
    """)
    assert "is read as a share of all suspensions" in found(loaded, "share named a rate")[0]


def test_hidden_rows_and_columns_are_loaded_and_told() -> None:
    book = load_workbook(BytesIO(sheet_bytes(drawn("""
        Bury
        Ref | Indicator | 2023 | 2024
        S5 | 20 weeks | 74.1 | 80
        S6 | Plans | 1900 | 1950
    """))))  # fmt: skip
    book["Scorecard"].column_dimensions["C"].hidden = True
    book["Scorecard"].row_dimensions[4].hidden = True
    out = BytesIO()
    book.save(out)
    loaded = read_file("drawn.xlsx", out.getvalue(), CATALOGUE)
    assert len(by(loaded, FigureRole.OWN)) == 4
    assert found(loaded, "hidden rows or columns") == ["Hidden in the sheet, and loaded like the rest: column C, row 4."]


def test_a_title_that_names_the_area_turns_no_sheet_on_its_side() -> None:
    picture = """
        Bury
        What we count | How we did 2024
        EHC plans maintained | 1900
    """
    with pytest.raises(QuestionsOpen, match="holds no scorecard table"):
        load(picture, Answers(columns={"what we count": "title"}))
    loaded = load(picture, Answers(columns={"what we count": "title", "how we did": "value"}))
    assert by(loaded, FigureRole.OWN) == {("S6", "2024"): 1900.0}


def test_a_rating_beside_each_date_is_that_dates() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Feb-24 | RAG | Mar-24 | RAG
        S5 | 20 weeks | 50 | R | 61 | A
    """)
    assert {(r.text, r.period.label) for r in loaded.remarks} == {("R", "Feb-24"), ("A", "Mar-24")}
    assert loaded.questions == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("New EHC plans (year to date)", PeriodKind.YEAR_TO_DATE), ("Plans issued, cumulative since April", PeriodKind.YEAR_TO_DATE),
     ("Plans issued (rolling 12 months)", PeriodKind.ROLLING_YEAR), ("New EHC plans", PeriodKind.MONTH)],
)  # fmt: skip
def test_a_row_named_for_the_year_so_far_is_not_read_as_single_months(name: str, kind: PeriodKind) -> None:
    loaded = load(f"""
        Bury
        Ref | Indicator | Sep-26
        S9 | {name} | 401
    """)
    assert [o.period.kind for o in loaded.observations] == [kind]


def test_text_with_a_digit_beside_a_name_nobody_knows_is_asked_about() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Sep-26
        S9 | New EHC plans | 401
           | Spend on placements | £1.31m
    """)
    assert [q.printed for q in loaded.questions] == ["Spend on placements"]


def test_a_table_without_any_figure_or_reason_is_refused() -> None:
    with pytest.raises(Refused, match="holds a table but no figure and no reason for one"):
        load("""
            Bury
            Ref | Indicator | Sep-26
            S9 | New EHC plans |
        """)

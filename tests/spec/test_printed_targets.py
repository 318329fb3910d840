"""Targets as a sheet prints them, from the cell to the rating and its sentence."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from data.catalogue import catalogue as catalogue_of
from data.checks.previous_figures import in_force, moved
from data.model.loaded_file import Loaded
from data.model.observation import CellPart, FigureRole
from data.model.questions import SHARES, Answers
from data.store.stored_tables import OBSERVATION
from kpis.charts.style.palette import RATING_WORDS
from kpis.exports.document.provenance import about
from kpis.exports.tidy.standing_export import standing_record
from kpis.exports.workbook.gaps_sheet import RAG
from kpis.exports.workbook.workbook import workbook
from kpis.narrative.kpi_sentence import sentence
from kpis.signals.significance import verdicts
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from loaders import read_file
from tests.conftest import drawn, sheet_bytes
from tests.factories.formulas import result

CATALOGUE = catalogue_of.read()
BURY = "E08000002"


def load(picture: str, **more: Any) -> Loaded:
    return read_file("drawn.xlsx", sheet_bytes(drawn(picture), **more), CATALOGUE)


def rows(*loads: Loaded) -> pd.DataFrame:
    """What is in force of loads that came one after another, as the store keeps it: each figure's newest."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for n, loaded in enumerate(loads, 1):
        table = OBSERVATION.rows(loaded.observations)
        for values in table["rows"]:
            one = dict(zip(table["columns"], values, strict=True)) | {"load": n, "received": date(2026, 1, n), "notice": ""}
            one |= {name: date.fromisoformat(one[name]) if one[name] else None for name in ("first", "last")}
            found[tuple(one[k] for k in ("indicator", "series", "area", "measure", "period_kind", "first", "last"))] = one
    return pd.DataFrame(list(found.values()), dtype=object)


def standing(code: str, *loads: Loaded) -> Standing:
    found = kpi_standing.standings(rows(*loads), CATALOGUE.indicators, {}, place=BURY)
    return next(s for s in found if s.indicator.code == code)


def checks(loaded: Loaded) -> list[str]:
    return [f.check for f in loaded.findings if f.severity == "check"]


AS_TEXT = """
    Bury SEND scorecard
    Ref | KPI | Period | Actual | Target
    S5 | Percentage of EHC plans issued within 20 weeks | Sep-24 | 78.2% | {S5}
    S9 | Number of new EHC plans | Sep-24 | 37 | <40
    S12 | Disputes into Tribunal | Sep-24 | 4 | ≤ 3
    S10 | Requests for an EHC needs assessment | Sep-24 | 55 | 50-60
"""


def test_targets_as_councils_print_them_are_read_and_rated() -> None:
    loaded = load(AS_TEXT.format(S5="90% by Mar 25"))
    assert checks(loaded) == []
    found = {code: standing(code, loaded) for code in ("S5", "S9", "S10", "S12")}
    assert {code: s.target_words for code, s in found.items()} == {"S5": "90% by Mar 25", "S9": "<40", "S10": "50-60", "S12": "≤ 3"}
    assert {code: (s.rating.status.value, s.rating.why) for code, s in found.items()} == {
        "S5": ("not rated", "The target, 90% by Mar 25, is due on 31 Mar 2025, after this period."),
        "S9": ("not rated", "Neutral: a bigger or smaller number is not better or worse."),
        "S10": ("green", "Within the target, between 50 and 60."),
        "S12": ("red", "1 above the target of 3, more than the tolerance of 0.3."),
    }
    assert "11.8 points below target (90% by Mar 25)" in sentence(found["S5"])
    assert "green, within the target range (50-60)" in sentence(found["S10"])
    assert "red, 1 above target (≤ 3)" in sentence(found["S12"])


def test_a_target_with_a_day_judges_from_that_day_until_a_period_has_its_own() -> None:
    first = load(AS_TEXT.format(S5="90% by Mar 25"))
    later = load("""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Mar-25 | 85% |
        S5 | 20 weeks | Apr-25 | 91% |
        S5 | 20 weeks | May-25 | 91% | 95%
    """)
    one = standing("S5", first, later)
    assert [one.rate(p).status.value for p in one.points] == ["not rated", "amber", "green", "amber"]
    assert [t.raw if (t := one.target_at(p.period)) else "" for p in one.points] == ["", "90% by Mar 25", "90% by Mar 25", "95%"]


@pytest.mark.parametrize(
    ("target", "figure", "status", "words"),
    [
        ("at least 90%", "90%", "green", "green, level with target (at least 90%)"),
        ("90% or more", "95%", "green", "green, 5.0 points above target (90% or more)"),
        (">90%", "90%", "amber", "amber, at 90.0%, not above it as the target (>90%) asks"),
        ("≥ 90%", "79%", "red", "red, 11.0 points below target (≥ 90%)"),
        ("80-90%", "95%", "amber", "amber, outside the target range (80-90%)"),
        ("between 80% and 90%", "69%", "red", "red, outside the target range (between 80% and 90%)"),
        ("90%", "89.96%", "amber", "amber, 0.04 points below target (90.0%)"),
        ("90%", "90.04%", "green", "green, 0.04 points above target (90.0%)"),
    ],
)
def test_strict_and_other_bounds_are_rated_and_said(target: str, figure: str, status: str, words: str) -> None:
    one = standing("S5", load(f"""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Sep-24 | {figure} | {target}
    """))  # fmt: skip
    assert one.rating.status.value == status
    assert f"; {words}" in sentence(one)


def test_a_bound_against_the_kpi_is_a_check_and_rates_nothing() -> None:
    loaded = load("""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Sep-24 | 60% | under 70%
        S12 | Appeals | 2024 | 5 | at least 3
    """)
    assert checks(loaded) == ["target’s direction"] * 2
    assert [standing(code, loaded).rating.status.value for code in ("S5", "S12")] == ["not rated"] * 2


def test_a_later_plain_target_takes_the_place_of_a_bound_and_of_a_range() -> None:
    first, after = load(AS_TEXT.format(S5="80-85%")), load(AS_TEXT.format(S5="70%"))
    assert standing("S5", first).band == (80.0, 85.0)
    assert (standing("S5", first, after).target_words, standing("S5", first, after).band) == ("70.0%", None)
    assert (standing("S5", after, first).target_words, standing("S5", after, first).band) == ("80-85%", (80.0, 85.0))


def test_what_commands_give_of_a_printed_target_names_its_terms() -> None:
    loaded = load(AS_TEXT.format(S5="90% by Mar 25"))
    given = {code: standing_record(standing(code, loaded), {})["target"] for code in ("S5", "S10")}
    assert (given["S5"]["value"], given["S5"]["due"], given["S5"]["range"]) == (90.0, "2025-03-31", None)
    assert (given["S10"]["value"], given["S10"]["range"], given["S10"]["words"]) == (None, [50.0, 60.0], "50-60")


TRAJECTORY = """
    Bury
    Ref | KPI | Baseline (2021) | Milestone Nov 23 | Actual Nov 23 | Milestone Mar 24 | Actual Mar 24 | Target
    S5 | 20 weeks | 30.8 | 35 | 33.1 | 42 | 40.5 | 60
"""


def test_an_undated_target_is_an_end_target_and_takes_the_place_of_no_milestone() -> None:
    one = standing("S5", load(TRAJECTORY))
    assert [t.value for t in one.others[FigureRole.TARGET]] == [35.0, 42.0]
    assert one.rating.why == "1.5 points below the target of 42.0%, within the tolerance of 10.0 points."
    alone = standing("S5", load(TRAJECTORY.replace("Milestone Mar 24", "Comment").replace("| 42 |", "| none |")))
    assert (alone.target_words, alone.target.terms.undated if alone.target and alone.target.terms else None) == ("60.0%", True)


def test_a_target_of_its_rows_or_its_columns_period_is_no_end_target() -> None:
    dated = load(TRAJECTORY.replace("| Target", "| Target Mar 24"))
    assert standing("S5", dated).target_words == "60.0%"
    in_its_row = load(AS_TEXT.format(S5="90%"))
    assert not any(o.basis for o in in_its_row.observations if o.series is FigureRole.TARGET)


def test_a_target_that_cannot_be_read_or_stands_elsewhere_is_never_said_not_to_be_set() -> None:
    loaded = load("""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Mar-24 | 60% | top quartile
        S12 | Appeals to SEND Tribunal | Apr-25 | 299 |
        S12 | Appeals to SEND Tribunal | 2025 |  | 260
    """)
    assert standing("S5", loaded).rating.why == "The target printed for this period, ‘top quartile’, cannot be read."
    stock = standing("S12", loaded)
    assert [stock.rate(p).why for p in stock.points if p.value] == [
        "The target of 260 is for 2025, and a count for part of it is not rated against it.",
    ]  # fmt: skip


def test_a_blank_target_of_a_month_leaves_the_years() -> None:
    loaded = load("""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Apr-24 | 60% |
        S5 | 20 weeks | 2024 |  | 80%
    """)
    one = standing("S5", loaded)
    assert [one.rate(p).status.value for p in one.points if p.value] == ["red"]


def test_a_comparators_share_is_its_own_and_is_compared() -> None:
    """603 suspensions (41.1%) beside England's 40,000 (40.5%): no share is missing."""
    loaded = load("""
        Bury
        Ref | KPI | Period | Actual | England
        E8 | Suspensions: SEN support | 2024/25 | 603 (41.1%) | 40000 (40.5%)
    """)
    one = standing("E8", loaded)
    assert one.comparators[FigureRole.ENGLAND].share == 40.5
    found = next(c for c in verdicts(one) if c.series is FigureRole.ENGLAND)
    assert (found.why, found.benchmark) == ("", 40.5)
    assert found.verdict is not None


def test_bounds_and_ranges_of_shares_are_said_in_the_kpis_own_unit() -> None:
    content = sheet_bytes(drawn("""
        Bury
        Ref | KPI | Period | Actual | Target
        S5 | 20 weeks | Sep-24 | 0.78 | ≥ 0.9
        E1 | KS2 | 2023/24 | 0.24 | 0.25-0.3
    """))  # fmt: skip
    loaded = read_file("a.xlsx", content, CATALOGUE, answers=Answers(scales={"ref kpi period actual target": SHARES}))
    assert [standing(code, loaded).target_words for code in ("S5", "E1")] == ["at least 90.0%", "25.0% to 30.0%"]


def test_a_workbook_prints_a_bound_as_the_sheet_does_and_reads_it_back() -> None:
    found = [standing(code, load(AS_TEXT.format(S5="90% by Mar 25"))) for code in ("S5", "S9", "S10", "S12")]
    words = about(found, "Bury", as_at=None, today=date(2026, 1, 1), build="0", sections=CATALOGUE.sections)
    back = read_file("back.xlsx", workbook(found, words), CATALOGUE, area="Bury")
    assert {code: standing(code, back).target_words for code in ("S5", "S9", "S10", "S12")} == {
        "S5": "90% by Mar 25", "S9": "<40", "S10": "50-60", "S12": "≤ 3",
    }  # fmt: skip
    assert [standing(s.indicator.code, back).rating for s in found] == [s.rating for s in found]


def test_parts_of_a_targets_cell_are_kept_beside_its_figure() -> None:
    loaded = load(AS_TEXT.format(S5="at least 90% by Mar 25"))
    parts = {(o.indicator, o.measure): o.value for o in loaded.observations if o.series is FigureRole.TARGET}
    assert parts == {
        ("S5", CellPart.FIGURE): 90.0, ("S5", CellPart.AT_LEAST): 90.0, ("S5", CellPart.DUE): 20250331.0,
        ("S9", CellPart.FIGURE): 40.0, ("S9", CellPart.BELOW): 40.0, ("S12", CellPart.FIGURE): 3.0, ("S12", CellPart.AT_MOST): 3.0,
        ("S10", CellPart.AT_LEAST): 50.0, ("S10", CellPart.AT_MOST): 60.0,
    }  # fmt: skip


def test_another_bound_and_another_day_are_told_once_and_in_words() -> None:
    first, after = load(AS_TEXT.format(S5="90% by Mar 25")), load(AS_TEXT.format(S5="90% by Apr 25").replace("≤ 3", "≤ 5"))
    told = moved(after.observations, [in_force(o, 1) for o in first.observations], CATALOGUE)
    assert [f.what for f in told] == [
        "S5 (the target figure) due for Sep-24 was 31/03/2025 in load 1 and is now 30/04/2025.",
        "S12 (the target figure) for Sep-24 was 3 in load 1 and is now 5.",
    ]
    assert [(one.indicator, one.was[0], one.now[0]) for one in kpi_standing.moved(rows(first), rows(first, after))] == [("S12", 3.0, 5.0)]


def test_the_formulas_of_a_workbook_rate_bounds_ranges_and_days_as_the_screen_does() -> None:
    printed = {
        "S5": (">90%", "90%"),
        "E1": ("20-25%", "31%"),
        "S12": ("at least 3", "5"),
        "P1": ("5% by Mar 2030", "6%"),
        "E7": ("<40", "40"),
    }
    loaded = load(
        "Bury\nRef | KPI | Period | Actual | Target\n" + "\n".join(f"{c} | KPI | 2024 | {own} | {t}" for c, (t, own) in printed.items())
    )
    found = [standing(code, loaded) for code in printed]
    words = about(found, "Bury", as_at=None, today=date(2026, 1, 1), build="0", sections=CATALOGUE.sections)
    book = load_workbook(BytesIO(workbook(found, words)))
    at = {book["Gaps"].cell(row, 1).value: book["Gaps"].cell(row, RAG).coordinate for row in range(2, book["Gaps"].max_row + 1)}
    assert [s.rating.status.value for s in found] == ["amber", "red", "not rated", "not rated", "amber"]
    assert [result(book, "Gaps", at[code]) for code in printed] == [RATING_WORDS[s.rating.status][1] for s in found]

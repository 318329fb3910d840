"""Records and CSV: figures unrounded, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from kpis.exports.tidy import standing_export
from kpis.exports.tidy.standing_export import harmless, to_csv
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from tests.factories.standings import OWN, row, standing, year

INDICATORS = {"S5": catalogue_of.read().indicators["S5"]}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tcmd", "\r=1", " =1", "\n=1", "\u00a0=1", "-1+1", "=HYPERLINK(1)", "|x", "%x"]
)
def test_text_that_starts_like_a_formula_is_made_plain(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0.68", "+5", "-1", "Bury", "", "58 (4.0%)", "−0.68", "a=b", "15.8%", "2015/16"])
def test_numbers_and_ordinary_text_are_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_a_csv_opens_in_excel_as_utf_8() -> None:
    assert to_csv(("a",), [("−1",)]).startswith(b"\xef\xbb\xbf")


plain_text = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])).filter(lambda text: harmless(text) == text)


@given(st.lists(st.tuples(plain_text, st.none() | st.floats(allow_nan=False, allow_infinity=False)), max_size=5))
def test_what_is_harmless_comes_back_as_it_went(rows: list[tuple[str, float | None]]) -> None:
    back = cells_of(to_csv(("words", "figure"), rows))
    assert back == [["words", "figure"], *([text, "" if value is None else repr(value)] for text, value in rows)]


dirty_text = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.builds(
    str.__add__, st.sampled_from(DANGEROUS), st.text(alphabet="=+-@ABC1()!", max_size=8)
)


@given(text=dirty_text, notice=dirty_text)
def test_no_csv_lets_a_formula_through(text: str, notice: str) -> None:
    frame = pd.DataFrame([row("S5", 90.0, year(2016), raw=text, file=text, sheet=text)], dtype=object)
    found = kpi_standing.standings(frame, INDICATORS, {}, place=OWN)
    for content in (standing_export.standings_csv(found, text, notice, notice), standing_export.series_csv(found[0], notice, notice)):
        for cells in cells_of(content):
            assert not [cell for cell in cells if cell.startswith(DANGEROUS) and not is_number(cell)]


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def records_of(catalogue: Catalogue, rows: list[dict[str, Any]], code: str) -> dict[str, Any]:
    found = kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {}, place=OWN)
    return next(standing_export.standing_record(s) for s in found if s.indicator.code == code)


def test_a_legal_standard_is_a_standard_and_never_a_target(catalogue: Catalogue) -> None:
    record = records_of(catalogue, [row("S5", 100.0, year(2016))], "S5")
    assert record["target"] == {"value": None, "basis": None}
    assert record["standard"]["value"] == 100.0


def test_a_target_says_where_it_was_printed(catalogue: Catalogue) -> None:
    record = records_of(catalogue, [row("S5", 90.0, year(2016)), row("S5", 95.0, year(2016), "target", cell="C9")], "S5")
    assert record["target"] == {"value": 95.0, "basis": "as printed in a.xlsx!Sheet!C9"}


def test_a_standings_csv_holds_one_row_a_kpi_unrounded(catalogue: Catalogue) -> None:
    frame = pd.DataFrame([row("S5", 78.123456, year(2016))], dtype=object)
    head, *rows = cells_of(
        standing_export.standings_csv(kpi_standing.standings(frame, catalogue.indicators, {}, place=OWN), "Bury", "Historic", "OGL")
    )
    assert tuple(head) == standing_export.STANDING_COLUMNS
    assert len(rows) == len(catalogue.indicators)
    s5 = dict(zip(head, rows[4], strict=True))
    assert (s5["code"], s5["value"], s5["source"], s5["notice"], s5["licence"]) == (
        "S5",
        "78.123456",
        "a.xlsx!Sheet!D9",
        "Historic",
        "OGL",
    )


def test_a_series_csv_holds_own_target_and_comparators(catalogue: Catalogue) -> None:
    rows = [row("S5", 90.0, year(2015)), row("S5", 95.0, year(2016)), row("S5", 55.65, year(2016), "england")]
    (one,) = (
        s for s in kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {}, place=OWN) if s.indicator.code == "S5"
    )
    head, *lines = cells_of(standing_export.series_csv(one, "", ""))
    assert tuple(head) == standing_export.SERIES_COLUMNS
    assert [(line[2], line[3], line[6]) for line in lines] == [
        ("own area", "2015", "90.0"),
        ("own area", "2016", "95.0"),
        ("england", "2016", "55.65"),
    ]


def test_the_sentence_and_the_course_are_those_of_the_page(catalogue: Catalogue) -> None:
    rows = [row("S5", value, year(2016 + n)) for n, value in enumerate((50.0, 52.0, 51.0, 55.0, 54.0, 58.0))]
    found = standing(catalogue, rows)
    record = standing_export.standing_record(found, (), {("S5", 1): 0.82})
    assert record["sentence"] == sentence(found)
    assert record["course"]["middle"] == pytest.approx(59.6)
    assert (record["course"]["held"], record["course"]["reason"]) == (0.82, None)
    silent = standing_export.standing_record(found)["course"]
    assert (silent["low"], silent["held"]) == (None, None)
    assert "was not counted" in silent["reason"]

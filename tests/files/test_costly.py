"""Tiny files made to cost much: each ends in a sentence that says what to do, for little memory and work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import Loaded
from data.model.plan import PlanVersion
from loaders import ReadingBox, Refused, read_file
from loaders.box import limits
from loaders.box.limits import SPREADSHEET
from loaders.spreadsheet import spreadsheet
from tests.conftest import sheet_bytes
from tests.files.writing import content_xml, csv_bytes, ods_bytes, ods_of, ods_sheet, workbook_of, worksheet

FOLDER = Path(__file__).parent / "attack"
MOST_MEMORY = 300 * limits.MB
LONG = (
    "was refused: sheet {place}, because it holds more than 32,767 letters, which Excel itself cannot. Shorten it and load the file again. "
    "Nothing was changed."
)
SAID = {
    "memory_44kB_to_5GB.xlsx": LONG.format(place="Scorecard, cell A1"),
    "memory_56kB_to_2GB.ods": (
        "was refused: sheet a, row 1, because it is written with more than 200,000 tags. Copy the scorecard alone into a new workbook and "
        "load that. Nothing was changed."
    ),
    "cpu_668B_20s.ods": LONG.format(place="a, cell A1"),
    "cpu_1kB_over_90s.ods": LONG.format(place="a, cell A1"),
}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingBox]:
    """A box that says what it cost, three seconds of work allowed."""
    monkeypatch.setenv("PLANTED", "--as-it-is")
    monkeypatch.setenv(SPREADSHEET.seconds_by, "3")
    made = ReadingBox("tests.factories.planted_worker")
    yield made
    made.close()


def cost(box: ReadingBox) -> int:
    """The most memory, in bytes, that the worker ever held."""
    pytest.importorskip("resource")
    return int(box.ask("", "cost", SPREADSHEET))


@pytest.mark.parametrize("name", SAID)
def test_a_tiny_file_made_to_cost_much_is_refused_for_little(name: str, measured: ReadingBox, catalogue: Catalogue) -> None:
    path = FOLDER / name
    assert measured.sort_out([path]).others == (path,)
    with pytest.raises(Refused) as refused:
        measured.open_given(name, path.read_bytes(), catalogue).read()
    assert str(refused.value) == f"{name} {SAID[name]}"
    assert cost(measured) < MOST_MEMORY


def test_a_heading_of_32_000_letters_is_asked_about_in_short(measured: ReadingBox, catalogue: Catalogue) -> None:
    name = "heading_32k_quadratic.csv"
    loaded = measured.open_given(name, (FOLDER / name).read_bytes(), catalogue).read()
    assert isinstance(loaded, Loaded)
    (question,) = loaded.questions
    assert question.kind == "column"
    assert len(question.printed) < 310
    (finding,) = (found for found in loaded.findings if found.check == "unknown column")
    assert finding.what.startswith("‘60%’ was not loaded: the heading ‘1A B A B")
    assert finding.what.endswith(" is not known.")
    assert len(finding.what) < 810
    assert {o.series.value for o in loaded.observations if o.value is not None} == {"own", "statistical neighbours", "target"}
    assert cost(measured) < MOST_MEMORY


def test_a_due_date_that_says_revised_and_no_more_is_a_finding(catalogue: Catalogue, measured: ReadingBox) -> None:
    name = "plan_due_revised_crash.csv"
    version = measured.open_given(name, (FOLDER / name).read_bytes(), catalogue).read()
    assert isinstance(version, PlanVersion)
    assert next((found.where, found.what, found.hint) for found in version.findings if found.check == "due date") == (
        "plan_due_revised_crash.csv!plan_due_revised_crash!D4",
        "1.1.1: ‘revised’ cannot be read as one day. No date was taken.",
        "Write it as 31/03/2018 or 31 March 2018.",
    )


@pytest.mark.parametrize("letters", [limits.LONGEST_CELL, limits.LONGEST_CELL + 1])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_cell_is_as_long_as_excel_allows_and_no_longer(letters: int, kind: str) -> None:
    rows = [["Ref", "2018"], ["S5", "x" * letters]]
    content = {"csv": csv_bytes, "xlsx": sheet_bytes, "ods": ods_bytes}[kind](rows)
    if kind == "xlsx" and letters > limits.LONGEST_CELL:  # whoever writes workbooks for us cuts what Excel could not hold
        content = workbook_of(worksheet(f'<row r="2"><c r="B2" t="inlineStr"><is><t>{rows[1][1]}</t></is></c></row>'))
    if letters <= limits.LONGEST_CELL:
        assert len(spreadsheet.open_workbook(f"a.{kind}", content)[0].cells[2, 2].text) == letters
        return
    with pytest.raises(Refused, match=r"sheet \w+, cell B2, because it holds more than 32,767 letters"):
        spreadsheet.open_workbook(f"a.{kind}", content)


def test_letters_are_counted_as_often_as_a_cell_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = '<table:table-cell table:number-columns-repeated="100" office:value-type="string"><text:p>ten letter</text:p></table:table-cell>'
    content = ods_of(content_xml(ods_sheet(f'<table:table-row table:number-rows-repeated="10">{cell}</table:table-row>', "a")))
    monkeypatch.setenv(limits.LETTERS, "10000")
    assert len(spreadsheet.open_workbook("a.ods", content)[0].cells) == 1000
    monkeypatch.setenv(limits.LETTERS, "9999")
    with pytest.raises(Refused) as refused:
        spreadsheet.open_workbook("a.ods", content)
    assert str(refused.value) == (
        "a.ods was refused: sheet a, cell A1, because the cells up to there hold more than 9,999 letters. Load a workbook with the "
        "scorecard alone. Nothing was changed."
    )


def test_a_row_of_a_workbook_has_no_more_tags_than_the_widest_needs() -> None:
    row = f"<row><c>{'<x/>' * (limits.MOST_TAGS_IN_ROW + 1)}</c></row>"
    with pytest.raises(Refused, match="row 1, because it is written with more than 200,000 tags"):
        spreadsheet.open_workbook("a.xlsx", workbook_of(worksheet(row)))
    spread = "<row><c><v>1</v></c></row>" * (limits.MOST_TAGS_IN_ROW // 2)
    assert len(spreadsheet.open_workbook("a.xlsx", workbook_of(worksheet(spread)))[0].cells) == limits.MOST_TAGS_IN_ROW // 2


def test_a_long_comment_is_still_read_whole(catalogue: Catalogue) -> None:
    words = "As was said at the board. " * 1_000
    loaded = read_file(
        "a.xlsx", sheet_bytes([["Bury SEND scorecard"], ["Ref", "KPI", "2018", "Comment"], ["S5", "x", 60, words]]), catalogue
    )
    assert [remark.text for remark in loaded.remarks] == [words.strip()]

"""Every format is read into the same cells: Excel, OpenDocument and delimited text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.model.finding import Refused
from data.model.indicator import Unit
from data.model.loaded_file import Loaded
from loaders import read_file
from loaders.cells.figure_cells import number_or_reason
from loaders.spreadsheet.sheet import GridCell, Sheet
from loaders.spreadsheet.spreadsheet import open_workbook
from tests.conftest import HEADER, TITLE, Rows, sheet_bytes
from tests.files.writing import (
    MAIN,
    content_xml,
    csv_bytes,
    ods_bytes,
    ods_of,
    ods_sheet,
    one_ods_cell,
    packed,
    unpacked,
    workbook_of,
    worksheet,
)

CATALOGUE = catalogue_of.read()
SCORECARD: Rows = [
    [TITLE],
    HEADER,
    ["S1", "Total School Population", None, 29639, "1136905 (SN)", "TBC", None, "SFR37", "P6"],
    ["S5", "% of Assessments completed\nwithin 20 Weeks", 90, 100, "c", None, 55.65, "LAIT", "P6"],
    ["S9", "Transfer reviews", None, "58 (4.0%)", "n/a", "-", "1,136,905", "Council; own count, \"as is\"", "P6"],
]  # fmt: skip
DELIMITERS = [",", ";", "\t"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]


def only_sheet(content: bytes, name: str = "table.any") -> Sheet:
    (sheet,) = open_workbook(name, content)
    return sheet


def only_cell(content: bytes) -> GridCell:
    (cell,) = only_sheet(content).cells.values()
    return cell


def texts(content: bytes) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in only_sheet(content).cells.items()}


def figures(loaded: Loaded) -> list[tuple[Any, ...]]:
    return [(o.indicator, o.area, o.series, o.measure, o.period, o.value, o.missing, o.cell, o.status) for o in loaded.observations]


# The same table, whatever it is written as.

words = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
written = st.one_of(
    words.filter(lambda text: text[0] not in "=+-@#"),
    st.lists(words, min_size=2, max_size=3).map("\n".join),
    st.sampled_from(["58 (4.0%)", "1,234.5", "a;b;c", "say \"so\"", "two  blanks", "2017-10-27", "15.8%", "<5", "-0.35", "tab\there"]),
).filter(lambda text: not text.startswith(("=", "+", "-", "@")) or text == "-0.35")  # fmt: skip
tables = st.lists(st.lists(st.none() | written, min_size=3, max_size=5), min_size=2, max_size=6)


def delimited(rows: Rows) -> Rows:
    """The table under a plain heading row, without which two fields alone could be cut in several ways."""
    return [["Ref", "Indicator", "2016", "Target", "ENG"], *(list(row) + [None] * (5 - len(row)) for row in rows)]


@given(rows=tables)
@settings(max_examples=60)
def test_the_same_table_has_the_same_texts_in_the_same_places_in_every_format(rows: list[list[str | None]]) -> None:
    table = delimited(rows)
    expected = {(at, column): text.strip() for at, row in enumerate(table, 1) for column, text in enumerate(row, 1) if text}
    assert texts(sheet_bytes(table)) == texts(ods_bytes(table)) == expected
    for delimiter in DELIMITERS:
        assert texts(csv_bytes(table, delimiter)) == expected


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_delimited_scorecard_gives_the_figures_of_the_workbook(delimiter: str, encoding: str) -> None:
    expected = figures(read_file("scorecard.xlsx", sheet_bytes(SCORECARD), CATALOGUE))
    assert len(expected) >= 10
    assert figures(read_file("scorecard.csv", csv_bytes(SCORECARD, delimiter, encoding), CATALOGUE)) == expected


def test_an_opendocument_scorecard_gives_the_figures_of_the_workbook() -> None:
    expected = figures(read_file("scorecard.xlsx", sheet_bytes(SCORECARD), CATALOGUE))
    assert figures(read_file("scorecard.ods", ods_bytes(SCORECARD), CATALOGUE)) == expected


numbers = st.integers(0, 10**6) | st.decimals(0, 100, places=2).map(float)


@given(values=st.lists(st.none() | numbers | st.sampled_from(["TBC", "c", "n/a", "*", ".."]), min_size=5, max_size=5))
@settings(max_examples=40)
def test_the_same_figures_are_read_from_every_format(values: list[Any]) -> None:
    rows = [[TITLE], HEADER, ["S1", "Total School Population", *values[:5], "SFR37", "P6"]]
    files = {"a.xlsx": sheet_bytes(rows), "a.ods": ods_bytes(rows)} | {f"a{n}.csv": csv_bytes(rows, d) for n, d in enumerate(DELIMITERS)}
    found = set()
    for name, content in files.items():
        try:
            found.add(str(figures(read_file(name, content, CATALOGUE))))
        except Refused as refused:
            found.add(str(refused).replace(name, ""))
    assert len(found) == 1


# Delimited text.


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    table = [["Ref", "Café – £5 ‘so’"], ["S5", "naïve"]]
    assert texts(csv_bytes(table, ",", encoding))[1, 2] == "Café – £5 ‘so’"


def test_the_sheet_is_named_by_the_files_stem() -> None:
    assert only_sheet(b"a,b\n", "Bury 2017.v2.csv").name == "Bury 2017.v2"


def test_the_delimiter_is_the_one_that_cuts_every_row_alike() -> None:
    text = b"Bury, Oldham and Wigan: scorecard\nRef;Indicator;2016\nS5;Assessed, in time, all;55,65\nS6;One, two;60,1\n"
    assert texts(text)[3, 2] == "Assessed, in time, all"
    assert texts(text)[1, 1] == "Bury, Oldham and Wigan: scorecard"


def test_a_comma_is_found_under_titles_without_any() -> None:
    assert texts(b"Bury: SEND scorecard\n\nRef,Indicator,2016\nS5,One; two; three,5\n")[4, 2] == "One; two; three"


def test_the_delimiter_a_file_names_in_its_first_line_is_taken_and_the_line_is_no_row() -> None:
    assert texts(b"sep=;\r\nRef;a,b,c,d\r\nS5;e,f,g,h\r\n") == {(1, 1): "Ref", (1, 2): "a,b,c,d", (2, 1): "S5", (2, 2): "e,f,g,h"}


def test_a_line_break_inside_quotes_starts_no_row() -> None:
    assert texts(b'Ref,"within\r\n20 weeks",5\r\nS5,b,6\r\n')[1, 2] == "within\n20 weeks"
    assert texts(b'Ref,"within\r\n20 weeks",5\r\nS5,b,6\r\n')[2, 1] == "S5"


def test_rows_of_unequal_length_and_blank_rows_keep_their_places() -> None:
    assert texts(b"a,b,c\n\nd\n,,,e\n") == {(1, 1): "a", (1, 2): "b", (1, 3): "c", (3, 1): "d", (4, 4): "e"}


@pytest.mark.parametrize("text", ["2017-10-27", "27/10/2017", "Jan-17"])
def test_a_date_in_delimited_text_stays_text(text: str) -> None:
    cell = only_sheet(f"Ref,{text}\n".encode()).at(1, 2)
    assert cell == GridCell(1, 2, text)


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-SUM(A1)", "=\n1"])
def test_a_formula_in_delimited_text_is_only_text_and_a_fault(text: str) -> None:
    cell = only_sheet(csv_bytes([["Ref", text]])).at(1, 2)
    assert cell is not None
    assert cell.text == text
    assert cell.fault == "a formula whose result is not stored in the file"


@pytest.mark.parametrize("text", ["-0.35", "+3", "-", "+/-", "- not yet", "@ 5", "-5 (NW)"])
def test_a_sign_before_a_number_or_words_is_no_formula(text: str) -> None:
    cell = only_sheet(csv_bytes([["Ref", text]])).at(1, 2)
    assert cell is not None
    assert not cell.fault


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#N/A", "Err:508"])
def test_an_error_in_delimited_text_is_a_fault(text: str) -> None:
    cell = only_sheet(csv_bytes([["Ref", text]])).at(1, 2)
    assert cell is not None
    assert cell.fault == "an error in the sheet"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("1,234.5", Unit.COUNT, 1234.5), ("-0.35", Unit.SCORE, -0.35), ("15.8%", Unit.PERCENT, 15.8), ("58 (4.0%)", Unit.COUNT, 58.0)],
)
def test_a_figure_in_delimited_text_reads_as_the_number_it_shows(text: str, unit: Unit, value: float) -> None:
    assert number_or_reason(only_sheet(csv_bytes([["Ref", text]])).at(1, 2), unit, {}).value == value


# OpenDocument.


def test_an_opendocument_percentage_is_the_number_and_the_text_shown() -> None:
    cell = only_cell(
        one_ods_cell('<table:table-cell office:value-type="percentage" office:value="0.158"><text:p>15.8%</text:p></table:table-cell>')
    )
    assert cell == GridCell(1, 1, "15.8%", Decimal("0.158"), percent=True)


def test_an_opendocument_currency_is_a_number() -> None:
    cell = only_cell(
        one_ods_cell('<table:table-cell office:value-type="currency" office:value="5.5"><text:p>£5.50</text:p></table:table-cell>')
    )
    assert cell == GridCell(1, 1, "£5.50", Decimal("5.5"))


def test_a_number_without_its_text_is_shown_as_it_is() -> None:
    assert only_cell(one_ods_cell('<table:table-cell office:value-type="float" office:value="5.50"/>')).text == "5.5"
    assert only_cell(one_ods_cell('<table:table-cell office:value-type="percentage" office:value="0.158"/>')).text == "15.8%"


@pytest.mark.parametrize("kind", ["date", "time"])
def test_an_opendocument_date_is_dated(kind: str) -> None:
    attributes = f'office:value-type="{kind}" office:{kind}-value="2017-10-27"'
    assert only_cell(one_ods_cell(f"<table:table-cell {attributes}><text:p>27 Oct</text:p></table:table-cell>")) == GridCell(
        1, 1, "27 Oct", dated=True
    )


def test_an_opendocument_true_is_a_fault() -> None:
    cell = only_cell(one_ods_cell('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'))
    assert (cell.text, cell.fault) == ("TRUE", "TRUE or FALSE, not a figure")


def test_an_opendocument_formula_gives_its_stored_result() -> None:
    attributes = 'table:formula="of:=1+1" office:value-type="float" office:value="2"'
    assert only_cell(one_ods_cell(f"<table:table-cell {attributes}><text:p>2</text:p></table:table-cell>")).number == Decimal(2)


def test_an_opendocument_formula_without_a_result_is_a_fault() -> None:
    cell = only_cell(one_ods_cell('<table:table-cell table:formula="of:=1+1"/>'))
    assert (cell.text, cell.fault) == ("=1+1", "a formula whose result is not stored in the file")


@pytest.mark.parametrize("text", ["#REF!", "Err:508", "#DIV/0!"])
def test_an_opendocument_error_is_a_fault(text: str) -> None:
    attributes = 'table:formula="of:=A1" office:value-type="string" office:string-value=""'
    cell = only_cell(one_ods_cell(f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"))
    assert (cell.text, cell.fault) == (text, "an error in the sheet")


def test_opendocument_text_is_what_is_shown_and_notes_are_left_out() -> None:
    note = "<office:annotation><text:p>a note</text:p></office:annotation>"
    shape = "<draw:frame><draw:text-box><text:p>a shape</text:p></draw:text-box></draw:frame>"
    first = '<text:p>two<text:s text:c="2"/><text:span>blanks</text:span>\n   and<text:tab/>a tab</text:p>'
    second = "<text:p>a <text:a>link</text:a><text:line-break/>end</text:p>"
    cell = f'<table:table-cell office:value-type="string">{note}{first}{second}{shape}</table:table-cell>'
    assert only_cell(one_ods_cell(cell)).text == "two  blanks and\ta tab\na link\nend"


def test_repeated_cells_and_rows_are_so_many_cells() -> None:
    five = 'office:value-type="float" office:value="5"><text:p>5</text:p>'
    cell = f'<table:table-cell table:number-columns-repeated="2" {five}</table:table-cell>'
    sheet = ods_sheet(f'<table:table-row table:number-rows-repeated="3"><table:table-cell/>{cell}</table:table-row>')
    assert set(texts(ods_of(content_xml(sheet)))) == {(row, column) for row in (1, 2, 3) for column in (2, 3)}


def test_a_million_empty_rows_are_only_counted() -> None:
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    last = '<table:table-row><table:table-cell office:value-type="string"><text:p>end</text:p></table:table-cell></table:table-row>'
    assert texts(ods_of(content_xml(ods_sheet(empty + last + empty)))) == {(1048001, 1): "end"}


def test_rows_in_groups_and_headings_count_as_rows() -> None:
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    groups = f"<table:table-header-rows>{row}</table:table-header-rows><table:table-row-group><table:table-row-group>{row}"
    sheet = ods_sheet(f"{groups}</table:table-row-group>{row}</table:table-row-group>{row}")
    assert set(texts(ods_of(content_xml(sheet)))) == {(row, 1) for row in (1, 2, 3, 4)}


def test_a_spanned_opendocument_cell_fills_its_places_and_hides_what_it_covers() -> None:
    wide = '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>wide</text:p></table:table-cell>'
    under = '<table:covered-table-cell office:value-type="string"><text:p>under</text:p></table:covered-table-cell>'
    sheet = only_sheet(one_ods_cell(wide + under))
    assert [cell.text for cell in sheet.cells.values()] == ["wide"]
    seen = sheet.seen_at(1, 2)
    assert seen is not None
    assert seen.text == "wide"


def test_a_hidden_opendocument_sheet_is_marked_hidden() -> None:
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    sheets = ods_sheet("", "Seen", 'table:style-name="ta1"') + ods_sheet("", "Unseen", 'table:style-name="ta2"')
    found = open_workbook("a.ods", ods_of(content_xml(sheets, style)))
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("Seen", False), ("Unseen", True)]


def test_deleted_cells_and_kept_copies_of_other_files_are_no_sheets() -> None:
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>gone</text:p></table:table-cell></table:table-row>'
    deleted = f"<table:tracked-changes><table:deletion><table:table>{row}</table:table></table:deletion></table:tracked-changes>"
    copy = ods_sheet(f"<table:table-source/>{row}", "'file:///other.ods'#$Sheet1")
    assert [sheet.cells for sheet in open_workbook("a.ods", ods_of(content_xml(deleted + ods_sheet("") + copy)))] == [{}]


# Excel.


def test_a_macro_workbook_is_read_and_its_macros_are_not() -> None:
    parts = unpacked(sheet_bytes(SCORECARD)) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 50}
    plain, macro = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    kinds = parts["[Content_Types].xml"].replace(b"vnd.openxmlformats-officedocument." + plain, b"vnd." + macro)
    assert kinds != parts["[Content_Types].xml"]
    loaded = read_file("scorecard.xlsm", packed(parts | {"[Content_Types].xml": kinds}), CATALOGUE)
    assert figures(loaded) == figures(read_file("scorecard.xlsx", sheet_bytes(SCORECARD), CATALOGUE))


def test_a_formula_gives_its_stored_result_and_is_a_fault_without_one() -> None:
    cells = [
        '<c r="A1"><f>1+1</f><v>2</v></c>',
        '<c r="B1"><f>1+1</f></c>',
        '<c r="C1" t="str"><f>IF(1,"","")</f><v></v></c>',
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="E1" t="b"><f>TRUE()</f><v>1</v></c>',
        '<c r="F1" t="str"><f>"so"</f><v>so</v></c>',
    ]
    sheet = only_sheet(workbook_of(worksheet(f'<row r="1">{"".join(cells)}</row>')))
    assert {cell.ref: (cell.text, cell.fault) for cell in sheet.cells.values()} == {
        "A1": ("2", ""),
        "B1": ("=1+1", "a formula whose result is not stored in the file"),
        "D1": ("#DIV/0!", "an error in the sheet"),
        "E1": ("TRUE", "TRUE or FALSE, not a figure"),
        "F1": ("so", ""),
    }


def test_a_shared_formula_without_a_result_is_told_as_it_stands_in_its_cell() -> None:
    first = '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c></row>'
    second = '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    cell = only_sheet(workbook_of(worksheet(first + second))).at(2, 1)
    assert cell is not None
    assert cell.text == "=B2*2"


def test_shared_texts_are_read_in_one_piece_and_in_runs() -> None:
    strings = f"<sst {MAIN}><si><t>plain</t></si><si><r><t>in </t></r><r><t>runs</t></r><rPh><t>spoken</t></rPh></si><si/></sst>"
    rows = "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c></row>"
    assert texts(workbook_of(worksheet(rows), strings)) == {(1, 1): "plain", (1, 2): "in runs"}


def test_a_cell_in_the_last_place_of_a_sheet_costs_one_cell() -> None:
    content = workbook_of(worksheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'))
    assert texts(content) == {(1, 1): "1", (1048576, 16384): "5"}
    assert [cell.ref for cells in only_sheet(content).by_row().values() for cell in cells] == ["A1", "XFD1048576"]


def test_a_whole_merged_sheet_is_kept_as_its_corners() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>5</v></c></row>'
    sheet = only_sheet(workbook_of(worksheet(rows, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')))
    assert [cell.ref for cell in sheet.cells.values()] == ["A1"]
    assert sheet.seen_at(1_048_576, 16_384) == sheet.at(1, 1)


def test_a_merged_heading_is_seen_in_every_place_it_covers() -> None:
    sheet = only_sheet(sheet_bytes([["wide", None, "beside"]], merges=["A1:B2"]))
    assert [cell.text if (cell := sheet.seen_at(2, column)) else "" for column in (1, 2, 3)] == ["wide", "wide", ""]
    assert dict(sheet.merged_from) == dict.fromkeys([(1, 1), (1, 2), (2, 1), (2, 2)], (1, 1))
    assert len(sheet.merged_from) == 4


def test_a_link_over_the_whole_sheet_makes_no_cells() -> None:
    link = '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    assert texts(workbook_of(worksheet('<row><c t="inlineStr"><is><t>x</t></is></c></row>', link))) == {(1, 1): "x"}


def test_a_workbook_without_styles_is_read() -> None:
    parts = unpacked(sheet_bytes(SCORECARD))
    del parts["xl/styles.xml"]
    assert read_file("a.xlsx", packed(parts), CATALOGUE).observations


def test_a_sheet_of_charts_alone_is_no_sheet_of_cells() -> None:
    parts = unpacked(sheet_bytes(SCORECARD, more={"Chart": [["x"]]}))
    links = parts["xl/_rels/workbook.xml.rels"]
    as_chart = links.replace(b"relationships/worksheet", b"relationships/chartsheet")
    assert as_chart.count(b"chartsheet") == 2
    only_second = as_chart.replace(b"relationships/chartsheet", b"relationships/worksheet", 1)
    found = open_workbook("a.xlsx", packed(parts | {"xl/_rels/workbook.xml.rels": only_second}))
    assert len(found) == 1


def test_an_empty_sheet_is_a_sheet_without_cells() -> None:
    assert only_sheet(sheet_bytes([])).cells == {}
    assert only_sheet(ods_of(content_xml(ods_sheet("")))).cells == {}


def test_a_file_is_what_its_bytes_say_whatever_its_name() -> None:
    for content in (sheet_bytes(SCORECARD), ods_bytes(SCORECARD), csv_bytes(SCORECARD)):
        assert read_file("scorecard.xls", content, CATALOGUE).observations

"""The sum: every non-empty cell of a loaded sheet ends as exactly one thing, whatever stands in the cells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import CellKind
from loaders import Refused, read_file
from tests.conftest import SAMPLE

CATALOGUE = catalogue_of.read()
FIRST_ROW, LAST_ROW, LAST_COLUMN = 1, 51, 9
plain_text = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn", "Cc"]), max_size=12)
contents = st.one_of(
    st.none(),
    plain_text,
    st.sampled_from(["TBC", "S5", "P6", "Ref", "Target", "2016", "n/a", "58 (4.0%)", "14.4% (NW)", " ", "=1+1", "Bury", "Oldham", "#N/A"]),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
changes = st.dictionaries(st.tuples(st.integers(FIRST_ROW, LAST_ROW), st.integers(1, LAST_COLUMN)), contents, min_size=1, max_size=12)


def changed(by: dict[tuple[int, int], Any]) -> bytes:
    """The Bury sample with some cells set to something else; cells inside a merge are left."""
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book.worksheets[0]
    for (row, column), value in by.items():
        cell = sheet.cell(row, column)
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def non_empty(content: bytes) -> int:
    """Counted apart from the loader: cells that hold anything but spaces."""
    rows = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return sum(1 for row in rows for value in row if value is not None and str(value).strip())


@given(by=changes)
@settings(max_examples=40)
def test_every_non_empty_cell_ends_as_exactly_one_thing(by: dict[tuple[int, int], Any]) -> None:
    content = changed(by)
    try:
        loaded = read_file("changed.xlsx", content, CATALOGUE)
    except Refused:
        return
    counts = loaded.counts()
    assert sum(counts[kind.value] for kind in CellKind) == counts["non_empty"] == non_empty(content)
    assert len({(c.sheet, c.cell) for c in loaded.cells}) == len(loaded.cells)


def test_every_refused_cell_of_a_readable_sheet_has_a_finding(catalogue: Catalogue) -> None:
    content = changed({(9, 4): "about", (10, 9): "stray", (11, 4): True, (12, 1): "S99", (13, 8): "soon"})
    loaded = read_file("changed.xlsx", content, catalogue)
    refused = {c.cell for c in loaded.cells if c.kind is CellKind.REFUSED}
    told = " ".join(f.where for f in loaded.findings)
    assert {"D9", "I10", "D11", "H13"} <= refused and "A12" not in refused  # S99 bears a known name
    assert all(ref in told for ref in ("D9", "I10", "D11", "A12", "H13"))


def test_an_observation_cell_holds_the_figure_it_gave(catalogue: Catalogue) -> None:
    """What was printed, read back by Decimal alone, is the figure kept: no cell gave another cell's number."""
    loaded = read_file("bury.xlsx", SAMPLE.read_bytes(), catalogue)
    for o in loaded.observations:
        if o.value is not None and o.measure == "figure":
            digits = o.raw.partition("(")[0].strip().removesuffix("%").replace(",", "").replace("−", "-")
            assert float(Decimal(digits)) == o.value, o.source

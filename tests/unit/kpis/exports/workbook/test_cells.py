"""What a cell holds: text as text, numbers whole, a word for each reason."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from data.model.observation import Missing
from data.model.period import Firmness
from kpis.exports.workbook.cells import number_format, put, stored


@given(st.text(max_size=20) | st.sampled_from(["=1", "+1+1", "-1-1", "@x", "\t=1", "\x00=1", "\ud800"]))
def test_any_text_is_stored_as_text(text: str) -> None:
    sheet = Workbook().worksheets[0]
    cell = put(sheet, 1, 1, text)
    assert cell.data_type in ("s", "n")
    assert cell.value is None or isinstance(cell.value, str)


@given(st.decimals(0, 100, places=6, allow_nan=False, allow_infinity=False))
def test_a_percentage_goes_into_a_cell_and_back_unchanged(value: Any) -> None:
    from decimal import Decimal

    from data.catalogue import catalogue as catalogue_of

    indicator = catalogue_of.read().indicators["S5"]
    assert float(Decimal(repr(stored(float(value), indicator))) * 100) == float(value)
    assert number_format(indicator) == "0.0%"


def test_every_reason_has_a_word_or_is_left_blank() -> None:
    from kpis.exports.workbook.workbook import REASONS

    assert set(Missing) - set(REASONS) == {Missing.BLANK, Missing.UNREADABLE, Missing.NOT_GIVEN}
    assert Firmness.AS_REPORTED.value == "as reported"

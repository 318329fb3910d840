"""Marks that withhold a small number, as councils and statisticians write them: none ever gives a figure, and no plain figure is one."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Unit
from data.model.observation import WITHHELD, Missing
from loaders.cells.figure_cells import CellValue, number_or_reason
from loaders.spreadsheet.number_format import shown
from loaders.spreadsheet.sheet import GridCell
from tests.conftest import SHARED

ALONE = [
    "c",
    "[c]",
    "(c)",
    "C",
    "*",
    "**",
    "~",
    "#",
    "s",
    "DS",
    "supp",
    "Supp.",
    "Suppressed",
    "[suppressed]",
    "withheld",
    "confidential",
    "redacted",
    "small numbers",
    "<5",
    "< 5",
    "<10",
    "≤5",
    "<=5",
    "⩽ 4",
    "1-4",
    "1 – 4",
    "1 to 4",
    "0-4",
    "under 5",
    "below 5",
    "less than 5",
    "fewer than 5",
    "Fewer than five",
    "up to 4",
    "5 or fewer",
    "between 1 and 4",
    "low",
    "[low]",
    "k",
    "Suppressed due to small numbers",
    "C*",
    "[c]*",
]
BESIDE = [
    "3 (suppressed)",
    "2 [c]",
    "4 (c)",
    "2*",
    "3 - suppressed",
    "3 c",
    "3c",
    "<5 (3)",
    "3 (<5)",
    "3 (1-4)",
    "c (0.9%)",
    "58 (c)",
    "3 / c",
    "c: 3",
    "c/446",
    "3 (c) (p)",
    "5 low",
    "2 **",
    "Small cohort (3)",
    "3, withheld",
    "1,234 (confidential)",
]
FIGURES = (("12*", 12.0), ("58 (4.0%)", 58.0), ("1,136,905 (NW)", 1136905.0), ("5 p", 5.0), ("5k", 5000.0), ("3†", 3.0), ("0", 0.0))


@pytest.fixture(scope="module")
def reasons(catalogue: Catalogue) -> dict[str, Missing]:
    return catalogue.reading.reasons


def read(text: str, reasons: dict[str, Missing], unit: Unit = Unit.COUNT, *, target: bool = False) -> CellValue:
    return number_or_reason(GridCell(1, 1, text), unit, reasons, target=target)


@pytest.mark.parametrize("text", ALONE)
def test_a_mark_alone_withholds(reasons: dict[str, Missing], text: str) -> None:
    found = read(text, reasons)
    assert found.missing in WITHHELD
    assert (found.value, found.share, found.fault, found.beside) == (None, None, "", False)


@pytest.mark.parametrize("text", BESIDE)
def test_a_number_beside_its_mark_is_withheld_and_told(reasons: dict[str, Missing], text: str) -> None:
    found = read(text, reasons)
    assert found.missing in WITHHELD
    assert (found.value, found.share, found.note, found.beside) == (None, None, "", True)


@pytest.mark.parametrize(("text", "value"), FIGURES)
def test_a_footnote_a_tag_or_a_status_is_no_mark(reasons: dict[str, Missing], text: str, value: float) -> None:
    assert (read(text, reasons).value, read(text, reasons).missing) == (value, None)


@pytest.mark.parametrize("text", ["<5", "≤5", "< 5", "<5%", "≤ 10"])
def test_a_bound_is_no_mark_in_a_percentage_or_a_target(reasons: dict[str, Missing], text: str) -> None:
    found = read(text, reasons, Unit.PERCENT)
    assert (found.value, found.missing, found.fault) == (None, None, "is a bound, not a figure")
    aim = read(text, reasons, Unit.PERCENT, target=True)
    assert (aim.value, aim.missing, aim.fault, aim.bound) == (
        10.0 if "10" in text else 5.0,
        None,
        "",
        "at most" if "≤" in text else "below",
    )


def test_a_larger_bound_hides_no_small_number(reasons: dict[str, Missing]) -> None:
    assert read("<50", reasons).missing is None
    assert read("no more than 20", reasons).missing is None


@given(
    st.integers(0, 9),
    st.sampled_from(["({})", "[{}]", " {}", " - {}", ", {}"]),
    st.sampled_from(["c", "C", "suppressed", "supp", "withheld"]),
)
def test_no_small_count_beside_a_mark_is_ever_a_figure(number: int, shape: str, mark: str) -> None:
    reasons = {"c": Missing.SUPPRESSED, "suppressed": Missing.SUPPRESSED, "supp": Missing.SUPPRESSED, "withheld": Missing.SUPPRESSED}
    for text in (f"{number}{shape.format(mark)}", f"{mark} ({number})", f"{mark} [{number}%]"):
        found = number_or_reason(GridCell(1, 1, text), Unit.COUNT, reasons)
        assert (found.value, found.share) == (None, None), text


@given(st.integers(0, 10**7))
def test_no_plain_count_is_a_mark(number: int) -> None:
    for text in (str(number), f"{number:,}"):
        assert number_or_reason(GridCell(1, 1, text), Unit.COUNT, {"c": Missing.SUPPRESSED, "k": Missing.LOW}).value == number


@pytest.mark.parametrize(
    ("number", "number_format", "seen"),
    [
        ("3", '[<5]"c";0', "c"),
        ("12", '[<5]"c";0', "12"),
        ("2", '[<3]"low";[>=3]#,##0;General', "low"),
        ("0", '0;-0;"c"', "c"),
        ("3", '[=3]"*";[>5]0;0', "*"),
        ("3", '0" pupils"', "3 pupils"),
        ("3", '0.0"%"', "3.0%"),
        ("3", "0.0\\%", "3.0%"),
        ("0.03", "0.0%", "3.0%"),
    ],
)
def test_a_number_format_may_show_a_mark_in_place_of_the_number(number: str, number_format: str, seen: str) -> None:
    assert shown(Decimal(number), number_format).text == seen


def test_a_number_shown_as_a_mark_is_withheld(reasons: dict[str, Missing]) -> None:
    found = number_or_reason(GridCell(1, 1, "c", Decimal(3)), Unit.COUNT, reasons)
    assert found == CellValue(missing=Missing.SUPPRESSED, beside=True)


@pytest.mark.skipif(not SHARED.exists(), reason="the reference of cell forms is not here")
def test_every_form_of_the_reference_that_withholds_gives_no_figure(reasons: dict[str, Missing]) -> None:
    with (SHARED / "reference" / "cell_forms.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["missing"] in ("suppressed", "below threshold") and row["kpi_unit"] == "count"]
    assert len(rows) >= 8
    for row in rows:
        assert read(row["raw"], reasons).missing in WITHHELD, row["raw"]

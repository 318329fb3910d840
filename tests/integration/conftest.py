"""Homes that more than one test of a whole home begins with."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.store.store import Store
from loaders import read_file
from tests.conftest import publish, reader, sheet_bytes


@pytest.fixture
def empty(tmp_path: Path) -> str:
    return str(tmp_path / "home")


OWN = {
    "area": "Bury", "code": "X1", "title": "Families waiting for a keyworker", "section": "S", "unit": "count", "polarity": "lower",
    "decimals": 0,
}  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An area with a KPI of its own, every reason there is, statuses, a yearly target over months, and text like formulas."""
    store = Store(tmp_path / "own")
    store.add_indicator(OWN | {"area": "E08000002"}, who="tester", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    rows = [
        ["Bury: SEND scorecard"],
        ["Ref", "Indicator", "Period", "Target", "Actual", "SN", "Region", "ENG", "Data source", "Status", "Owner", "Comment"],
        ["X1", "Families waiting for a keyworker", "Jan-26", 12, 9, None, None, None, "=1+1", None, "=HYPERLINK(1)", "+44 or -1"],
        ["S2", "SEN", "Jan-26", None, "c", "u", "n/a", "not available", "@SUM(A1)", None, "-Ann", None],
        ["S3", "SEN support", "Jan-26", None, "12.25%", "low", "TBC", "12.3456789%", "LAIT", "Provisional", None, "@home"],
        ["S4", "EHC plans", "12 months to Mar-24", None, "5.5%", "5.25% p", None, "5.4%", "LAIT", None, None, None],
        ["S5", "Within 20 weeks", "Aug-25", "80% (2025)", "71.8%", None, None, "56.1% (2025)", "Local", None, None, None],
        ["E1", "KS2", "2023/24", 20, "about 40", None, None, None, None, None, None, None],
        ["E3", "Attainment 8", "YTD Mar-24", None, -0.5, None, None, None, None, "Final", None, None],
        ["E7", "Suspensions", "Autumn 2023/24", None, "58 (4.0%)", None, None, None, None, None, None, None],
        ["E9", "Exclusions", "w/e 27/10/2023", None, "2 (2.4%)", None, None, None, None, "Estimated", None, None],
        ["P1", "NEET", "Q1 2023/24", None, "TBC", None, None, None, None, None, None, None],
        ["P3", "Internships", "Year ending March 2024", None, "[illegible]", None, None, None, None, None, None, None],
    ]  # fmt: skip
    content = _formulas_as_text(sheet_bytes(rows))
    publish(store, read_file("own.xlsx", content, reader(store.home).catalogue(store.current())), content)
    return store.home


def _formulas_as_text(content: bytes) -> bytes:
    book, out = load_workbook(BytesIO(content)), BytesIO()
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    book.save(out)
    return out.getvalue()

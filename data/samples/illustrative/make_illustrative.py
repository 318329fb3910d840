"""Makes the illustrative borough: eight years of made-up scorecards, its neighbours' figures, its meetings and its reference files.

Run it as ``python -m data.samples.illustrative.make_illustrative``. It always gives the same bytes.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from data.samples.illustrative import reference_files
from data.samples.illustrative.courses import FIXED, MISPRINT
from data.samples.illustrative.figures import FIRST, LAST, first_day, month_of, short
from data.samples.illustrative.make_workbooks import meetings_book, neighbours_book, save, scorecard

HERE = Path(__file__).parent
YEARS = range(2019, 2027)
# Scorecards that came after the next month's.
LATE = {"2020-03": date(2020, 6, 9), "2024-11": date(2025, 2, 4)}
MEETINGS = "meetings.xlsx"
MEETINGS_RECEIVED = date(2026, 9, 1)
BOARD, REVIEW = "Partnership board", "DfE and NHS England review"
BOARD_MONTHS, REVIEW_MONTHS = (1, 3, 5, 7, 9, 11), (4, 10)
FIRST_REVIEW = date(2021, 10, 1)


def make(folder: Path) -> None:
    """Writes every file of the illustrative borough into ``folder``."""
    workbooks = folder / "workbooks"
    workbooks.mkdir(parents=True, exist_ok=True)
    received: list[tuple[str, date]] = []
    chance = Random(2018)
    for month in range(FIRST, LAST + 1):
        file = scorecard_name(month)
        day = LATE.get(file[:7]) or _working_day(first_day(month + 1) + timedelta(days=11 + int(chance.random() * 11)))
        save(scorecard(month), workbooks / file, first_day(month + 1))
        received.append((file, day))
    for year in YEARS:
        file, day = f"{year} neighbours.xlsx", _working_day(date(year, 7, 22))
        save(neighbours_book(year), workbooks / file, day)
        received.append((file, day))
    save(meetings_book(meetings()), workbooks / MEETINGS, MEETINGS_RECEIVED)
    received.append((MEETINGS, MEETINGS_RECEIVED))
    received.sort(key=lambda pair: (pair[1], pair[0]))
    reference_files.table(folder / "received.csv", ("file", "received"), [[file, day.isoformat()] for file, day in received])
    reference_files.write(folder / "reference", _misprint())


def scorecard_name(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02} SEND scorecard.xlsx"


def meetings() -> list[tuple[str, date]]:
    """Every meeting to the end of 2026: the board on a third Thursday, the review on a second Tuesday."""
    found = []
    for month in range(FIRST, month_of("2026-12") + 1):
        first = first_day(month)
        if first.month in BOARD_MONTHS:
            found.append((BOARD, _weekday(first, 3, 3)))
        if first.month in REVIEW_MONTHS and first >= FIRST_REVIEW:
            found.append((REVIEW, _weekday(first, 1, 2)))
    return found


def _weekday(first: date, weekday: int, nth: int) -> date:
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _misprint() -> dict[str, str]:
    code, at = MISPRINT
    value, month = FIXED[code, at], month_of(at)
    return {
        "code": code,
        "period": short(month),
        "printed": f"{value * 100:.1f}%",
        "value": f"{value}",
        "file": scorecard_name(month),
    }


if __name__ == "__main__":
    make(HERE)

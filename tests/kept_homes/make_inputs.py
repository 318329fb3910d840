"""The files that a kept home is made from, written to a folder by the code of today: python -m tests.kept_homes.make_inputs FOLDER."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.factories.made_release import release
from tests.freeze import clock, shelf

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
ILLUSTRATIVE = SAMPLES / "illustrative"
MONTHS = ("2019-03", "2019-04", "2019-05", "2019-06")
SURVEY = "Parents who feel listened to (survey)"
ANSWERS = """area = "Westmere"
headings = ["KPI", "Nov-23", "Mar-24", "Our own notes"]

[columns]
"our own notes" = "leave out"

[kpis]
"parents who feel listened to survey" = "X1"
"pupils asked again" = "leave out"

[[indicator]]
code = "X1"
title = "Parents who feel listened to"
section = "S"
unit = "%"
polarity = "higher"
decimals = 1
"""
PLACE = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name"
PLANS = (
    f"{PLACE},age,plans",
    "2024,Calendar year,National,E92000001,England,,,,,,Total,1200",
    "2024,Calendar year,National,E92000001,England,,,,,,Under 5,200",
    "2024,Calendar year,Local authority,E92000001,England,E12000002,North West,E08000002,351,Bury,Total,12",
    "2024,Calendar year,Local authority,E92000001,England,E12000002,North West,E08000002,351,Bury,Under 5,z",
)
PLANS_META = (
    "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column",
    "age,Filter,Age,,,,Filter by age,", "plans,Indicator,Number of plans,,,0,,",
)  # fmt: skip


def make(folder: Path) -> None:
    """Writes every input below a folder; the same bytes each time."""
    folder.mkdir(parents=True)
    shutil.copy(SAMPLES / "bury_2017.xlsx", folder)
    shutil.copy(SAMPLES / "bury_plan_2017.xlsx", folder)
    shutil.copytree(ILLUSTRATIVE / "reference", folder / "reference")
    for month in MONTHS:
        shutil.copy(ILLUSTRATIVE / "workbooks" / f"{month} SEND scorecard.xlsx", folder)
    shutil.copy(ILLUSTRATIVE / "workbooks" / "meetings.xlsx", folder)
    bury, april = folder / "bury_2017.xlsx", folder / "2019-04 SEND scorecard.xlsx"
    _changed(bury, folder / "bury_2017_corrected.xlsx", {"D7": 0.159, "D10": None, "E6": "1136999 (NW)"})
    _changed(bury, folder / "bury_2018.xlsx", {"D6": 30111, "D7": 0.161}, later=True)
    _changed(april, folder / "2019-04 SEND scorecard (corrected).xlsx", {"D9": 0.831, "D13": 17, "D14": None})
    plan = {"A2": "Reviewed, 25 May 2018", "C10": "31-Jul-18", "F10": "Two meetings held"}
    _changed(folder / "bury_plan_2017.xlsx", folder / "bury_plan_2018.xlsx", plan)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Survey"
    for row in (
        ["Westmere: parents’ survey"], [], ["KPI", "Nov-23", "Mar-24", "Our own notes"], [SURVEY, "41%", "44.5%", "by post"],
        ["New EHC plans issued within 20 weeks", "61%", "n/a", ""], ["Pupils asked again", 12, 14, ""],
    ):  # fmt: skip
        sheet.append(row)
    _save(book, folder / "survey.xlsx")
    (folder / "answers.toml").write_text(ANSWERS, encoding="utf-8", newline="\n")
    (folder / "made_plans.csv").write_text("\n".join(PLANS) + "\n", encoding="utf-8", newline="\n")
    (folder / "made_plans.meta.csv").write_text("\n".join(PLANS_META) + "\n", encoding="utf-8", newline="\n")
    for name, later in (("release-first", False), ("release-later", True)):
        for path in release(folder / name, later=later).glob("*.xlsx"):
            path.write_bytes(shelf.timeless(path.read_bytes()))


def _changed(given: Path, made: Path, cells: dict[str, object], *, later: bool = False) -> None:
    """A copy with some cells of its first sheet changed; ``later`` heads its columns a year on."""
    book = openpyxl.load_workbook(given)
    sheet = book.worksheets[0]
    for cell, value in cells.items():
        sheet[cell] = value
    for row in sheet.iter_rows(min_row=2) if later else ():
        for one in row:
            if isinstance(one.value, datetime) and one.value.year == 2017:
                one.value = one.value.replace(year=2018)
    _save(book, made)


def _save(book: openpyxl.Workbook, path: Path) -> None:
    out = BytesIO()
    book.save(out)
    path.write_bytes(shelf.timeless(out.getvalue()))


if __name__ == "__main__":
    with clock.fixed():  # a workbook holds the moment at which it was saved
        make(Path(sys.argv[1]))

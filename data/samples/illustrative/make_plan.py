"""Makes the illustrative borough's improvement plan from westmere_plan.csv: as agreed in April 2021, and as amended in May 2023.

Run it as ``python -m data.samples.illustrative.make_plan``. The same table always gives the same bytes. Nothing in it is real: leads
are roles, and no person stands behind them. An action whose table gives no first due date was added in 2023; a ``revised`` date is
2023's too, and printed beside the first one. A date of figures from year to day becomes a cell that holds a date.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.samples.illustrative.places import BOROUGH, NOTICE
from data.samples.illustrative.reference_files import PRIORITIES
from data.samples.make_bury_2017 import HEAD, save

HERE = Path(__file__).parent
TITLE = f"{BOROUGH.name}: SEND improvement plan"
# The file of each version, the line that says which it is, and its day.
VERSIONS = {
    "westmere_plan.xlsx": ("Version 1, agreed by the partnership, 1 April 2021", date(2021, 4, 1)),
    "westmere_plan_2023.xlsx": ("Version 2, amended by the partnership board, 18 May 2023", date(2023, 5, 18)),
}
FIRST, AMENDED = VERSIONS
COLUMNS = {
    "code": ("Code", 8), "text": ("Key actions", 60), "due": ("Due date", 18), "revised": ("Revised date", 18),
    "senior": ("Senior officer", 14), "council": ("Council lead", 13), "health": ("Health lead", 13),
    "measures": ("Success measures", 44), "status": ("Status", 13), "progress": ("Progress update", 50), "added": ("New", 7),
}  # fmt: skip
ONLY_AMENDED = ("revised", "progress", "added")
COUNCIL, HEALTH = "Westmere Council", "North Vale NHS"
OWNERS = {
    1: "Director of Children's Services", 2: "Director of Children's Services", 3: "Director of Education",
    4: "Chief Nurse", 5: "Director of Adult Services", 6: "Director of Children's Services",
}  # fmt: skip
SUB_PRIORITIES = {
    "1.1": "Plans within 20 weeks",
    "1.2": "Plans that families recognise",
    "2.1": "Settling disagreements early",
    "3.1": "Schools that include",
    "3.2": "Places close to home",
    "4.1": "Planning and buying together",
    "5.1": "Moving into adult life",
    "6.1": "The Local Offer and training",
}
PEOPLE = (
    ("ADC", "Assistant Director, Adult Care", COUNCIL),
    ("ADS", "Assistant Director, SEND", COUNCIL),
    ("AEI", "Assistant Director, Education and Inclusion", COUNCIL),
    ("CHC", "Chief Commissioner, Children's Health", HEALTH),
    ("DCO", "Designated Clinical Officer", HEALTH),
    ("DRM", "Disagreement Resolution Manager", COUNCIL),
    ("HCC", "Head of Children's Commissioning", HEALTH),
    ("HIN", "Head of Inclusion", COUNCIL),
    ("HSA", "Head of SEND Assessment", COUNCIL),
    ("HSP", "Head of School Places and Commissioning", COUNCIL),
    ("LOM", "Local Offer Manager", COUNCIL),
    ("PEP", "Principal Educational Psychologist", COUNCIL),
    ("PFL", "Preparing for Adulthood Lead", COUNCIL),
    ("TSL", "Therapy Services Lead", HEALTH),
    ("WFL", "Workforce Lead", COUNCIL),
)


def make(folder: Path) -> None:
    """Writes both versions of the plan into ``folder``."""
    for file in VERSIONS:
        save(folder / file, workbook(file))


def workbook(file: str) -> Workbook:
    """One version as one sheet, with a band, its owner, headings and sub-bands for each priority; then who the initials are, by role."""
    version, day = VERSIONS[file]
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(day.year, day.month, day.day)
    book.properties.creator = "SEND performance dashboard, illustrative"
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("Improvement plan")
    columns = [name for name in COLUMNS if file == AMENDED or name not in ONLY_AMENDED]
    for at, name in enumerate(columns):
        sheet.column_dimensions["ABCDEFGHIJK"[at]].width = COLUMNS[name][1]
    for row, text in enumerate((TITLE, version, NOTICE), 1):
        _line(sheet, row, text, len(columns))
    row = 5
    for number, actions in groupby(_table(file), key=lambda facts: int(facts["code"].partition(".")[0])):
        row = _priority(sheet, row, number, list(actions), columns) + 1
    people: Worksheet = book.create_sheet("People")
    for row, person in enumerate((("Initials", "Role", "Organisation"), *PEOPLE), 1):
        for place, text in enumerate(person, 1):
            people.cell(row, place, text)
    return book


def _table(file: str) -> list[dict[str, str]]:
    """A version's actions in order of their codes."""
    with (HERE / "westmere_plan.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    held = [_of_version(row, file) for row in rows if row["due"] or file == AMENDED]
    return sorted(held, key=lambda facts: [int(part) for part in facts["code"].split(".")])


def _of_version(row: dict[str, str], file: str) -> dict[str, str]:
    if file == FIRST:
        return row | {"status": row["status_2021"]}
    given = {"status": row["status_2023"], "added": "" if row["due"] else "New"}
    return row | given | ({} if row["due"] else {"due": row["revised"], "revised": ""})


def _line(sheet: Worksheet, row: int, text: str, wide: int) -> None:
    sheet.cell(row, 1, text).font = Font(name="Arial", bold=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)


def _priority(sheet: Worksheet, at: int, number: int, actions: list[dict[str, str]], columns: list[str]) -> int:
    """Writes one priority from row ``at``; returns the row after it."""
    title = next(title for known, title, _ in PRIORITIES if known == number)
    _line(sheet, at, f"Priority {number}: {title}", len(columns))
    for column, text in enumerate(("SLT Owner", OWNERS[number]), 1):
        sheet.cell(at + 1, column, text)
    for column, name in enumerate(columns, 1):
        cell = sheet.cell(at + 2, column, COLUMNS[name][0])
        cell.font, cell.fill, cell.alignment = HEAD["font"], HEAD["fill"], Alignment(wrap_text=True, vertical="center")
    at += 3
    for sub, held in groupby(actions, key=lambda facts: facts["code"].rpartition(".")[0]):
        _line(sheet, at, f"SP {sub} {SUB_PRIORITIES[sub]}", len(columns))
        for row, facts in enumerate(held, at + 1):
            for column, name in enumerate(columns, 1):
                _write(sheet, row, column, facts[name])
            at = row
        at += 1
    return at


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    if not text:
        return
    cell = sheet.cell(row, column)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if len(text) == 10 and text[:4].isdigit():
        cell.value = date.fromisoformat(text)
        cell.number_format = "dd/mm/yyyy"
    else:
        cell.value = text


if __name__ == "__main__":
    make(HERE)

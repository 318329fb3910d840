"""Makes bury_plan_2017.xlsx from bury_plan_2017.csv: the action plan of October 2017 as a workbook in its printed form.

Run it as ``python -m data.samples.make_bury_plan_2017``. The same table always gives the same bytes.
Source: Bury SEND written statement of action, Final Version, 27 October 2017: facts, with each text as a one-line paraphrase of our own;
where the scan is illegible the wording is inferred (1.1.1, 8.2.3) or left out (the date and lead of 5.1.2). People stand as the
document's initials and roles; no name is kept. The table's dates and KPI ranges are written in as many ways as such plans use; in it
``;`` parts the lines of a cell, ``|`` breaks a line, and a date of figures from year to day becomes a cell that holds a date.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from data.samples.make_bury_2017 import HEAD, NOTICE, save

HERE = Path(__file__).parent
TITLE = "Bury: SEND Written Statement of Action"
VERSION = "Final Version, 27 October 2017"
HEADINGS = ("Code", "Key actions to address the areas for development", "Date to be completed by", "Lead Officer",
            "Success Criteria / Measures", "Progress Update")  # fmt: skip
WIDTHS = (8, 70, 16, 16, 46, 30)
COUNCIL, CCG = "Interim Council Chief Executive", "CCG Chief Officer"
CHILDREN, ADULTS = "Interim Director of Children's Services", "Acting Executive Director for Communities and Wellbeing"
PRIORITIES = {
    1: ("Strategic leadership and vision", f"{COUNCIL} / {CCG}"),
    2: ("Co-production in all strategic work", f"{CCG} / {CHILDREN} / Interim Director of Adult Services"),
    3: ("Joined-up working between agencies", f"{CCG} / {CHILDREN} / {ADULTS}"),
    4: ("Sharing of health information", f"{COUNCIL} / {CCG}"),
    5: ("Awareness and understanding of the Local Offer", f"{CHILDREN} / {ADULTS}"),
    6: ("Identifying SEND accurately and consistently in schools", CHILDREN),
    7: ("Health staff awareness of EHC plans", f"{CCG} / {CHILDREN} / {ADULTS}"),
    8: ("Joint commissioning", f"{COUNCIL} / {CCG}"),
}
SUB_PRIORITIES = {
    "1.1": "Leadership and vision across partners",
    "1.2": "A joint strategic framework, 0 to 25",
    "1.3": "An integrated service model, 0 to 25",
    "2.1": "A culture of co-production",
    "2.2": "Families in service development and commissioning",
    "3.1": "An integrated model across agencies",
    "3.2": "Better outcomes on moving into adulthood",
    "3.3": "A workforce strategy for SEND roles",
    "4.1": "An information governance protocol",
    "4.2": "A digital strategy",
    "4.3": "Systems that share health information in time",
    "5.1": "Developing the Local Offer with families",
    "5.2": "An easier Local Offer",
    "5.3": "More families and staff know the Local Offer",
    "5.4": "The Local Offer informs planning",
    "6.1": "A culture of inclusion in schools",
    "6.2": "A graduated support offer",
    "6.3": "A partnership strategy for SEMH",
    "6.4": "An autism strategy",
    "6.5": "Transition from school at 16 and 19",
    "7.1": "Practitioners understand EHC plans",
    "8.1": "Joint commissioning arrangements",
    "8.2": "Better joint commissioning of SEND services",
}
PEOPLE = (
    ("CD", "Managing Director", "Pennine Care NHS Foundation Trust"),
    ("JG", "Acting Executive Director for Communities and Wellbeing", "Bury Council"),
    ("JH", "Clinical Lead, Information Management and Technology", "Bury CCG"),
    ("KD", "Interim Executive Director, Children, Young People and Culture", "Bury Council"),
    ("KLR", "Assistant Director, Learning", "Bury Council"),
    ("KR", "Deputy Director of Commissioning", ""),
    ("LA", "Senior Manager", "Pennine Care NHS Foundation Trust"),
    ("LM", "Programme Director, Bury Provider Alliance", "Pennine Care NHS Foundation Trust"),
    ("RW", "Strategic Lead, Strategy and Commissioning", ""),
    ("SN", "Chief Officer", "Bury CCG"),
    ("TD", "Interim Assistant Director, Social Care", "Bury Council"),
    ("TM", "Acting Assistant Director, Strategy, Procurement and Finance", "Bury Council"),
    ("WT", "Senior Manager", "Pennine Care NHS Foundation Trust"),
)


def workbook() -> Workbook:
    """The plan as one sheet with a band, headings and sub-bands for each priority; then who the initials are, by role."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2017, 10, 27)
    book.properties.creator = "SEND performance dashboard, after the printed plan"
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("Action plan")
    for column, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row, text in enumerate((TITLE, VERSION, NOTICE), 1):
        _line(sheet, row, text)
    at = 5
    for number, actions in groupby(_table(), key=lambda facts: int(facts["code"].partition(".")[0])):
        at = _priority(sheet, at, number, list(actions)) + 1
    people: Worksheet = book.create_sheet("Lead officers")
    for row, person in enumerate((("Initials", "Role", "Organisation"), *PEOPLE), 1):
        for place, text in enumerate(person, 1):
            if text:
                people.cell(row, place, text)
    return book


def _table() -> list[dict[str, str]]:
    with (HERE / "bury_plan_2017.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _line(sheet: Worksheet, row: int, text: str) -> None:
    sheet.cell(row, 1, text).font = Font(name="Arial", bold=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))


def _priority(sheet: Worksheet, at: int, number: int, actions: list[dict[str, str]]) -> int:
    """Writes one priority from row ``at``; returns the row after it."""
    title, owner = PRIORITIES[number]
    _line(sheet, at, f"Priority {number}: {title}")
    for column, text in enumerate(("SLT Owner", owner), 1):
        sheet.cell(at + 1, column, text)
    for column, text in enumerate(HEADINGS, 1):
        cell = sheet.cell(at + 2, column, text)
        cell.font, cell.fill, cell.alignment = HEAD["font"], HEAD["fill"], Alignment(wrap_text=True, vertical="center")
    at += 3
    for sub, held in groupby(actions, key=lambda facts: facts["code"].rpartition(".")[0]):
        _line(sheet, at, f"SP {sub} {SUB_PRIORITIES[sub]}")
        for row, facts in enumerate(held, at + 1):
            _action(sheet, row, facts)
            at = row
        at += 1
    return at


def _action(sheet: Worksheet, row: int, facts: dict[str, str]) -> None:
    measures = facts["measures"].replace("; ", "\n").replace("|", "\n")
    for column, text in enumerate((facts["code"], facts["text"], facts["due"], facts["leads"], measures), 1):
        if not text:
            continue
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column == 3 and text[:4].isdigit():
            cell.value = date.fromisoformat(text)
            cell.number_format = "dd/mm/yyyy"
        else:
            cell.value = text


if __name__ == "__main__":
    save(HERE / "bury_plan_2017.xlsx", workbook())

"""The reference files that go with the borough: its areas, source, improvement plan, breaks and the one known misprint."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from data.samples.illustrative.places import ALL, BOROUGH, NOTICE

PLANNED = date(2021, 4, 1)
PRIORITIES = (
    (1, "Good plans on time", "S5 S6 S7 S8 S9 S10"),
    (2, "Fewer disputes, settled early", "S11 S12"),
    (3, "Inclusion and achievement in local schools", "S1 S2 S3 S4 S13 E1 E2 E3 E4 E5 E6 E7 E8 E9 E10"),
    (4, "Joint commissioning with health", ""),
    (5, "Preparing for adulthood", "P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 E3 E4"),
    (6, "Information families can find, and trained staff", "L1 L2 S11"),
)
AREA_COLUMNS = (
    "code3", "code9", "name", "level", "region", "part", "abbreviation", "aliases", "former_codes", "opened", "closed", "predecessors",
)  # fmt: skip
BREAKS = (
    ("P1", date(2022, 9, 1), "Not known is counted with NEET from September 2022", "Westmere youth tracking return"),
    ("S13", date(2023, 4, 1), "Specialist post-16 settings are counted from April 2023", "Westmere placements register"),
)
SOURCE = f'''# How the scorecards of the illustrative borough are known. None of its figures is real.

id = "westmere"
area = "{BOROUGH.code9}"
landmark = "{NOTICE}"
notice = "{NOTICE}"
'''
PLAN = f'''id = "westmere-2021"
area = "{BOROUGH.code9}"
title = "SEND improvement plan"
version = "Agreed by the partnership board, April 2021"
dated = {PLANNED.isoformat()}
source = "Westmere SEND improvement plan, April 2021 (made up)"
'''
CORRECTION = """# Known misprints of the illustrative borough's scorecards: the printed cell is kept, the figure put right beside it.

[[correction]]
area = "{area}"
indicator = "{code}"
series = "own"
period = "{period}"
printed = "{printed}"
value = {value}
reason = "Typed without its % sign into a cell of percentages: printed a hundred times too big. Confirmed by the SEND team."
source = "{file}"
"""


def write(folder: Path, misprint: dict[str, str]) -> None:
    """Writes every reference file into ``folder``. ``misprint`` fills the correction: code, period, printed, value and file."""
    for inside in ("sources", "plans"):
        (folder / inside).mkdir(parents=True, exist_ok=True)
    areas = [[getattr(place, column, "") for column in AREA_COLUMNS] for place in ALL]
    table(folder / "areas.csv", AREA_COLUMNS, areas)
    breaks = [[codes, first.isoformat(), words, source] for codes, first, words, source in BREAKS]
    table(folder / "breaks.csv", ("indicators", "first", "words", "source"), breaks)
    text(folder / "sources" / "westmere.toml", SOURCE)
    text(folder / "plans" / "westmere.toml", PLAN + "".join(_priority(*one) for one in PRIORITIES))
    text(folder / "corrections.toml", CORRECTION.format(area=BOROUGH.code9, **misprint))


def _priority(number: int, title: str, codes: str) -> str:
    linked = ", ".join(f'"{code}"' for code in codes.split())
    return f'\n[[priority]]\nnumber = {number}\ntitle = "{title}"\nindicators = [{linked}]\n'


def table(path: Path, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([columns, *rows])


def text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")

"""A small made-up release in the shape of DfE's local authority interactive tool, with its dictionary and list of neighbours."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cli
from tests.conftest import sheet_bytes

FIGURES = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
DICTIONARY = (
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name", "state_funded_flag", "Table_status",
    "Description", "Last Update", "Next Update", "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps",
    "Year_Type", "No_Quartile",
)  # fmt: skip
NEIGHBOURS = (888, 908, 392, 886, 332, 891, 808, 926, 887, 303)  # Bury's in the list of May 2025; Nottinghamshire (891) has no figure
# In 2024, by area number: authorities, then the North West, London, its two parts (not given) and England.
TIMELY = {
    351: 80, 888: 10, 908: 20, 392: 30, 886: 40, 332: 50, 891: None, 808: 60, 926: 70, 887: 90, 303: 25, 201: 55, 301: 35, 909: None,
    981: 50, 986: 60, 987: None, 988: None, 970: 45,
}  # fmt: skip
YEARS = (2021, 2022, 2023, 2024)
MEASURES = {  # name: title, polarity, what the axis says, kind of year, how many of a whole one of TIMELY stands for
    "SEN_EHC_All_20wks": ("New EHC plans issued within 20 weeks", "High", "% of EHC plans", "Calendar Year", 1),
    "SEN_CASES_JAN": ("Total number of cases (as at January)", "-", "Total cases", "Annual - January", 100),
    "SEN_TotSENSuP": ("Pupils with SEN support", "-", "% of pupils", "Academic Year", 0.2),
    "TotPermEx": ("Total permanent exclusions", "Low", "% of pupils", "Academic Year", 0.01),
}


def release(folder: Path, *, later: bool = False) -> Path:
    """Writes the release; the later one gives Bury 76 instead of 75 for 2023 in the first measure."""
    folder.mkdir(parents=True)
    rows = [row for name, (*_, share) in MEASURES.items() for row in _figures(name, share, later=later)]
    _write(folder / "figures.csv", FIGURES, [dict(zip(FIGURES, row, strict=True)) for row in rows])
    words = [
        {"Topic": "Children with SEN", "Measure": title, "Chart_title": title, "Measure_short": name, "Polarity": polarity,
         "y_axis_name": axis, "Description": f"{title}, in words.", "Hyperlink(s)": "https://www.gov.uk/", "dps": "1", "Year_Type": year,
         "Last Update": "45809", "Data Owner (DO) /Supplier and Contact Details": "DfE"}
        for name, (title, polarity, axis, year, _) in MEASURES.items()
    ]  # fmt: skip
    _write(folder / "dictionary.csv", DICTIONARY, words)
    heads = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *(word for n in range(1, 11) for word in (f"SN{n}", "SNP"))]
    bury = [1, "Bury", 351, "x", "y", *(cell for code in NEIGHBOURS for cell in (code, "Close"))]
    (folder / "sn_may_2025.xlsx").write_bytes(sheet_bytes([["a"], [], [], heads, bury], name="LA SN Groups"))
    return folder


def load(home: Path, folder: Path, received: str = "2026-05-01") -> Path:
    """Loads a folder by the command line, as an analyst would."""
    assert cli.main(["load", str(folder), "--home", str(home), "--received", received, "--json"]) == 0
    return home


def _figures(name: str, share: float, *, later: bool) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for year in YEARS:
        for number, last in TIMELY.items():
            value = None if last is None else (last - 5 * (2024 - year)) * share
            value = 44 * share if number == 909 and year < 2023 else value
            value = 76 if later and (name, number, year) == ("SEN_EHC_All_20wks", 351, 2023) else value
            found.append((name, "", year, "somewhere", "-" if value is None else round(value, 3), number, "NA"))
    return found


def _write(path: Path, heads: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, heads, restval="NA")
        writer.writeheader()
        writer.writerows(rows)

"""A made-up release of LAIT for tests: a few measures of twelve authorities, their region and England, and a list of neighbours.

No figure in it is anybody's: each is worked from the area's place in the list, the year and the measure.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from data.model.publication import Release
from data.store.store import ReceivedRelease, Store
from loaders import rules_version, sort_out
from tests.conftest import reader, sheet_bytes, writer

OLDHAM, BURY = "E08000004", "E08000002"
AREAS = (353, 351, 354, 350, 355, 356, 357, 358, 359, 352, 831, 887)  # Oldham, Bury, Rochdale, Bolton, Salford … Derby, Medway
REGION, ENGLAND = 981, 970
YEARS = (2021, 2022, 2023, 2024, 2025)
EDITION = "May 2025"
FIGURES = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
WORDS = (
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name", "state_funded_flag", "Table_status",
    "Description", "Last Update", "Next Update", "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps",
    "Year_Type", "No_Quartile",
)  # fmt: skip
# short name: topic, title, polarity, what it is counted in, how years are printed, description
MEASURES = {
    "MADE_HIGH": ("Made up", "Made-up share, higher is better", "High", "% pupils", "Academic Year", "A share about nothing."),
    "MADE_LOW": ("Made up / Other", "Absence & “such”, made-up", "Low", "% pupils", "Academic Year", "Lower would be better."),
    "MADE_COUNT": ("Other", "Made-up number", "-", "Number of pupils", "Academic Year", "A count about a made-up share of nothing."),
    "SEN_EHC_All_20wks": ("Children with SEN", "Plans in time, made up", "High", "% plans", "Calendar Year", "Feeds S5."),
    "SEN_TotSENSuP": ("Children with SEN", "SEN support, made up", "-", "% pupils", "Academic Year", "Feeds S3."),
    "SEN_TotStat": ("Children with SEN", "Plans, made up", "-", "% pupils", "Academic Year", "Feeds S4."),
}  # fmt: skip


class PublishedRelease(NamedTuple):
    """A release as it was read, and the load it became."""

    release: Release
    load: int
    new: bool
    build: str


def figure(measure: str, place: int, year: int) -> float:
    """The figure of the area at ``place`` in the list: the tenth is the tenth part of a point a year, so every one is another."""
    return round(20 + 3 * place + (year - 2021) * (1 + place / 10) + list(MEASURES).index(measure), 1)


def made(folder: Path, *, updated: str = "2025-11-01", otherwise: dict[tuple[str, int, int], str] | None = None) -> list[Path]:
    """The three files of a release in ``folder``; ``otherwise`` prints something else of a measure, area number and year.

    Medway has no figure of 2025, and England none of the count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "bds_long_0.csv", folder / "lait_data_dictionary.csv", folder / "sn_may_2025.xlsx"]
    with paths[0].open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIGURES)
        for measure in MEASURES:
            for place, number in enumerate((*AREAS, REGION, ENGLAND)):
                for year in YEARS:
                    absent = (number, year) == (887, 2025) or (number, measure) == (ENGLAND, "MADE_COUNT")
                    printed = "c" if absent else str(figure(measure, place, year))
                    printed = (otherwise or {}).get((measure, number, year), printed)
                    writer.writerow([measure, "NA", year, "somewhere", printed, number, "NA"])
    with paths[1].open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, WORDS, restval="NA")
        rows.writeheader()
        for measure, (topic, title, polarity, unit, year_type, description) in MEASURES.items():
            rows.writerow({
                "Topic": topic, "Measure": title, "Measure_short": measure, "Polarity": polarity, "y_axis_name": unit, "dps": "1",
                "Description": description, "Last Update": updated, "Year_Type": year_type, "Methodology": "Made up.",
                "Hyperlink(s)": "https://example.org/made-up", "Data Owner (DO) /Supplier and Contact Details": "Nobody",
            })  # fmt: skip
    head = ["LA num", "LA Name", "LA number", "GOInd", "GOReg", *(word for n in range(1, 11) for word in (f"SN{n}", "SNP"))]
    lines = []
    for number in AREAS[:3]:
        near = [other for other in AREAS if other != number][:10]
        lines.append([1, "name", number, "x", "y", *(cell for code in near for cell in (code, "Close"))])
    paths[2].write_bytes(sheet_bytes([[], [], head, *lines], name="LA SN Groups"))
    return paths


def publish_made(store: Store, folder: Path, *, received: date = date(2025, 11, 3), **more: Any) -> PublishedRelease:
    """Makes the files and publishes them."""
    return publish_files(store, made(folder, **more), received)


def publish_files(store: Store, paths: list[Path], received: date = date(2025, 11, 3)) -> PublishedRelease:
    """Publishes the files of one release as the tests' own person."""
    known = reader(store.home).catalogue(store.current())
    moment = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    (release,) = sort_out(paths).releases
    home = writer(store.home)
    with home.workspace() as folder:
        read = release.read(known, folder / "release.duckdb")
        [done] = home.load(releases=[ReceivedRelease(read, release.paths, received)], reader=rules_version(), at=moment)
    return PublishedRelease(read, done.id, done.published, done.build)

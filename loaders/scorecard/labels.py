"""Cells that hold no figure: names, priorities, and what a sheet prints beside a figure."""

from __future__ import annotations

import re

from data.model.indicator import Indicator, Polarity
from data.model.loaded_file import CellKind, PrintedLink, Remark, RemarkKind
from data.model.period import Period
from loaders.scorecard import kpi_match
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import PRIORITIES, ScorecardColumn
from loaders.spreadsheet.sheet import GridCell, Sheet

_WORDS = {RemarkKind.RAG: "ratings", RemarkKind.DIRECTION: "directions", RemarkKind.POLARITY: "polarities"}


def read_label(reader: Reader, sheet: Sheet, column: ScorecardColumn, cell: GridCell, indicator: Indicator) -> None:
    """Settles one cell as a label, with a finding where it contradicts the catalogue."""
    code = indicator.code
    if column.role == "priority":
        _read_priority(reader, sheet, cell, code)
        return
    if column.role == "title" and (doubt := kpi_match.doubtful(reader.catalogue, indicator, cell.text)):
        reader.find(sheet, cell.ref, "name and code", doubt, f"Loaded as {code}. Check which is meant.", code=code)
    if column.role == "title" and indicator.share_of and re.search(r"\brates?\b", cell.text, re.IGNORECASE):
        what = f"‘{cell.text[:80]}’ is called a rate; a percentage beside its count is read as a share of {indicator.share_of}."
        reader.find(sheet, cell.ref, "share named a rate", what, "Never set it against a rate. Rename the row.", code=code)
    reader.settle(sheet, cell, CellKind.LABEL, "", code)


def _read_priority(reader: Reader, sheet: Sheet, cell: GridCell, code: str) -> None:
    if not PRIORITIES.fullmatch(cell.text):
        reader.settle(sheet, cell, CellKind.REFUSED, "", code)
        reader.find(sheet, cell.ref, "priority", f"‘{cell.text}’ names no priority.", "Write P6, or P3/P8.", code=code)
        return
    parts = cell.text.replace(";", "/").replace(",", "/").replace("&", "/").split("/")
    numbers = [int("".join(c for c in part if c.isdigit())) for part in parts]
    reader.links += [PrintedLink(code, number) for number in numbers]
    reader.settle(sheet, cell, CellKind.LABEL, "Priority " + ", ".join(map(str, numbers)), code)


def remark(reader: Reader, sheet: Sheet, cell: GridCell, indicator: Indicator, *, kind: RemarkKind, period: Period) -> Remark:
    """What a sheet prints beside a figure, with its plain meaning where the word is known; a polarity unlike ours is a finding."""
    words = reader.catalogue.reading.judgements.get(_WORDS.get(kind, ""), {})
    means = words.get(cell.text.strip().casefold(), "")
    if kind is RemarkKind.POLARITY and means and means not in (indicator.polarity, Polarity.NEUTRAL):
        ours = "neither way" if indicator.polarity is Polarity.NEUTRAL else f"{indicator.polarity} is better"
        what = f"The sheet says ‘{cell.text}’ ({means} is better); the catalogue says {ours} for {indicator.code}."
        reader.find(sheet, cell.ref, "polarity", what, "Rated as the catalogue says. Check which is right.", code=indicator.code)
    return Remark(indicator=indicator.code, kind=kind, text=cell.text, means=means, period=period, sheet=sheet.name, cell=cell.ref)

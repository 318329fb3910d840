"""Shares or per cent: whether the numbers of one table that stand at or below 1 without a per cent sign are shares, 0.9 for 90%.

It is one question a table, over its figures, targets and comparators together, and its answer is remembered as others are. Until it is
answered the figures stay as printed, and a check lies open on each KPI that they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.model.finding import Finding
from data.model.indicator import Unit
from data.model.loaded_file import CellKind
from data.model.observation import CellPart, Observation
from data.model.questions import PER_CENT, SHARES, Question
from data.text import exact
from loaders.cells.heading_dates import bare
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import TableBand
from loaders.spreadsheet.sheet import GridCell, Sheet

CHECK = "share or per cent"
NEAR = 5.0  # two figures of one KPI are on one scale when neither is more than so many times the other
_SCALED = (CellPart.FIGURE, CellPart.AT_LEAST, CellPart.AT_MOST, CellPart.ABOVE, CellPart.BELOW)
_MOST_KEY = 200  # letters of the headings that an answer is remembered under


@dataclass(frozen=True, slots=True)
class TablePercentages:
    """The percentages of one table by where they stand among what was read: ``bare`` ones of at most 1 and those beyond doubt."""

    small: tuple[int, ...]
    large: bool
    sure: dict[str, tuple[float, ...]]


def settle(reader: Reader, sheet: Sheet, band: TableBand, first: int) -> None:
    """Settles the scale of one table's percentages, those read from ``first`` on: as answered, else as a question with open checks."""
    found = _percentages(reader, sheet, first)
    doubted = [n for n in found.small if _in_doubt(reader.observations[n], found, reader)]
    if not doubted:
        return
    key = " ".join(dict.fromkeys(filter(None, (bare(c.heading) for c in band.columns.values()))))[:_MOST_KEY]
    answer = reader.words.answers.scales.get(key, "")
    reader.scaled |= {reader.observations[n].source for n in doubted}
    if answer == SHARES:
        for n in doubted:
            reader.observations[n] = _as_share(reader.observations[n])
        _told_again(reader, sheet, [reader.observations[n] for n in doubted])
    if answer:
        return
    held = [reader.observations[n] for n in doubted]
    where = f"{sheet.name}!{held[0].cell}"
    seen = tuple(dict.fromkeys(o.raw for o in held))
    reader.ask(Question("scale", key, _listed(seen), where, likely=(SHARES, PER_CENT), seen=seen))
    reader.in_doubt |= {o.indicator for o in held}
    for code in dict.fromkeys(o.indicator for o in held):
        _check(reader, sheet, [o for o in held if o.indicator == code])


def untold(findings: Sequence[Finding], reader: Reader) -> list[Finding]:
    """Findings without those that the question of scale, asked or answered, says better: of a number without its sign, and of a slip
    among figures whose scale is open."""
    return [
        f for f in findings
        if not (f.check == "fraction" and f.where in reader.scaled) and not (f.check == "jump" and f.indicator in reader.in_doubt)
    ]  # fmt: skip


def _percentages(reader: Reader, sheet: Sheet, first: int) -> TablePercentages:
    cells: dict[str, GridCell] | None = None
    small: list[int] = []
    large, sure = False, dict[str, list[float]]()
    for n, o in enumerate(reader.observations[first:], first):
        if o.value is None or not o.value or o.measure not in _SCALED or reader.catalogue.indicators[o.indicator].unit is not Unit.PERCENT:
            continue
        cells = {cell.ref: cell for cell in sheet.cells.values()} if cells is None else cells
        signed = _signed(cells.get(o.cell))
        if not signed and abs(o.value) <= 1:
            small.append(n)
            continue
        large = large or not signed
        sure.setdefault(o.indicator, []).append(abs(o.value))
    return TablePercentages(tuple(small), large, {code: tuple(values) for code, values in sure.items()})


def _signed(cell: GridCell | None) -> bool:
    """Whether a cell's own per cent sign settles its scale. A sign that a number format merely shows behind a number settles nothing."""
    if cell is None:
        return True
    return cell.percent if cell.number is not None else "%" in cell.text or "cent" in cell.text.casefold()


def _in_doubt(o: Observation, found: TablePercentages, reader: Reader) -> bool:
    """Whether a small number may be a share. It is none where its KPI's other figures are on its own scale, or a hundredfold cannot be."""
    value, sure = abs(o.value or 0.0), found.sure.get(o.indicator, ())
    if value * 100 > reader.catalogue.indicators[o.indicator].plausible[1]:
        return False
    if any(other / NEAR <= value <= other * NEAR for other in sure):
        return False
    if any(other / NEAR <= value * 100 <= other * NEAR for other in sure):
        return True
    return not found.large


def _as_share(o: Observation) -> Observation:
    value = float(exact(o.value or 0.0) * 100)
    said = f"‘{o.raw}’ is a share and was read as {value:,.10g}%, as answered"
    return replace(o, value=value, basis=", ".join(filter(None, (o.basis, said))))


def _told_again(reader: Reader, sheet: Sheet, held: Sequence[Observation]) -> None:
    """What became of each cell, with the number that it was read as, and one note for the table."""
    for o in held:
        cell = reader.cells.get((sheet.name, o.cell))
        if cell is not None and cell.kind is CellKind.OBSERVATION and o.measure is CellPart.FIGURE:
            reader.cells[sheet.name, o.cell] = replace(cell, read_as=f"{o.series.value}: {o.value:,.10g}, a share")
    places = ", ".join(dict.fromkeys(o.cell for o in held))
    what = f"{_listed([o.raw for o in held])} were read as shares, as answered."
    reader.find(sheet, places, CHECK, what, "Change the answer if that is wrong.", note=True)


def _check(reader: Reader, sheet: Sheet, held: Sequence[Observation]) -> None:
    shown = _listed([o.raw for o in held])
    what = f"{shown}: shares or per cent? Nothing in the sheet settles it. Read as per cent until that is answered."
    hundred = ", ".join(dict.fromkeys(f"{float(exact(o.value or 0.0) * 100):,.10g}%" for o in held[:4]))
    hint = f"As shares they are {hundred}. Answer once for the table; until then they are not rated."
    reader.find(sheet, ", ".join(dict.fromkeys(o.cell for o in held)), CHECK, what, hint, code=held[0].indicator)


def _listed(texts: Sequence[str]) -> str:
    every = list(dict.fromkeys(texts))
    shown = [f"‘{text}’" for text in every[:4]]
    return ", ".join(shown) + (f" and {len(every) - 4} more" if len(every) > 4 else "")

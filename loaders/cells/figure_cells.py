"""One cell to a number or a named reason. What is neither is a fault in words, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from decimal import Decimal

from data.model.indicator import Unit
from data.model.observation import Missing
from data.model.period import Firmness
from loaders.cells import withheld_marks
from loaders.cells.target_cells import PrintedTarget, read_target
from loaders.spreadsheet.sheet import GridCell

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?P<times>m|million|k|thousand)?\s?(?P<percent>%?)\s?(?P<marks>[*†‡§¹²³⁴⁵⁶⁷⁸⁹]*|\[\d+\])"
    r"\s?(?P<status>[pre])?(?:\s*\((?P<said>[^()]+)\)|\s*\[(?P<also>[A-Za-z][^\[\]]*)\])?",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(rf"\(\s*(?P<number>{_NUMBER})\s*\)")
_SAID_NUMBER = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<percent>%?)")
_SAID_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPLIT = re.compile(r"\d+ \d+(?:\.\d+)?%?")
_TAG = re.compile(r"[A-Za-z][A-Za-z &]*")
_TIMES = {"m": 1_000_000, "million": 1_000_000, "k": 1000, "thousand": 1000}
STATUS = {
    "p": Firmness.PROVISIONAL, "prov": Firmness.PROVISIONAL, "provisional": Firmness.PROVISIONAL, "r": Firmness.REVISED,
    "rev": Firmness.REVISED,
    "revised": Firmness.REVISED, "e": Firmness.ESTIMATED, "est": Firmness.ESTIMATED,
    "estimate": Firmness.ESTIMATED, "estimated": Firmness.ESTIMATED,
    "projected": Firmness.PROJECTED, "projection": Firmness.PROJECTED, "forecast": Firmness.PROJECTED, "predicted": Firmness.PROJECTED,
    "final": Firmness.FINAL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellValue:
    """What one cell says: a value or a reason; ``fault`` is set when it says neither.

    A value may come with its share of a whole (per cent), a ``tag`` (words in brackets, such as NW), a ``note`` and a status.
    ``beside`` is set where a number stands beside the mark that withholds it. A target may be a bound, named by ``bound``, or a range with
    its ends in ``band`` and no value, and may be ``due`` by a day.
    """

    value: float | None = None
    _: KW_ONLY
    missing: Missing | None = None
    share: float | None = None
    tag: str = ""
    note: str = ""
    status: Firmness = Firmness.AS_REPORTED
    fault: str = ""
    beside: bool = False
    bound: str = ""
    band: tuple[float, float] | None = None
    due: date | None = None


def number_or_reason(
    cell: GridCell | None, unit: Unit, reasons: Mapping[str, Missing], *, target: bool = False, period_basis: str = "calendar year"
) -> CellValue:  # fmt: skip
    """The figure in a cell of an indicator counted in ``unit``. A percentage is given in per cent: 0.158 shown 15.8% is 15.8.

    A number beside a mark that withholds is withheld. In a ``target``'s cell ``<5`` is a bound, not a mark, and a bound, a range and a day
    by which it is due are read; a year is what ``period_basis`` makes of it.

    >>> found = number_or_reason(GridCell(1, 1, "58 (4.0%)"), Unit.COUNT, {})
    >>> (found.value, found.share)
    (58.0, 4.0)
    >>> number_or_reason(GridCell(1, 1, "1,136,905 (NW)"), Unit.COUNT, {}).tag
    'NW'
    >>> number_or_reason(GridCell(1, 1, "about 40"), Unit.COUNT, {}).fault
    'is not a number'
    >>> number_or_reason(GridCell(1, 1, "≤ 3"), Unit.COUNT, {}, target=True).bound
    'at most'
    """
    if cell is None:
        return CellValue(missing=Missing.BLANK)
    if cell.fault:
        return CellValue(fault=f"is {cell.fault}")
    if cell.dated:
        return CellValue(fault="is a date; a spreadsheet may have made it of a fraction such as 3/4")
    if cell.number is not None and (reason := withheld_marks.withheld(cell.text, unit, reasons, target=target)):
        return CellValue(missing=reason, beside=True)  # its format, or its shown text, puts the mark in place of the number
    if cell.number is not None and cell.unseen and unit is Unit.COUNT and 0 < cell.number < withheld_marks.MOST and not target:
        return CellValue(missing=Missing.SUPPRESSED, beside=True)  # a small count that its format does not show
    if cell.number is not None:
        percent = cell.percent or "%" in cell.text  # a sign that a format merely shows multiplies nothing
        return _of_unit(cell.number * 100 if cell.percent else cell.number, percent, unit)
    text = " ".join(cell.text.replace("\u2212", "-").split())
    if reason := reasons.get(text.casefold()) or reasons.get(_unwrapped(text)):
        return CellValue(missing=reason)
    if reason := withheld_marks.withheld(text, unit, reasons, target=target):
        return CellValue(missing=reason, beside=withheld_marks.beside_number(text, unit))
    if _SPLIT.fullmatch(text):
        return CellValue(fault="has a space inside the number")
    if found := _NEGATIVE.fullmatch(text):
        return _bracketed(found["number"], unit)
    if found := _FIGURE.fullmatch(text):
        return _figure(found, unit)
    if target and (aim := read_target(text, period_basis)) is not None:
        return _target(aim, unit)
    if text[:1] in "<>≤≥=":
        return CellValue(fault="is a bound, not a figure")
    return CellValue(fault="is an amount of money, which no KPI here counts" if text.startswith("£") else "is not a number")


def _target(aim: PrintedTarget, unit: Unit) -> CellValue:
    """A bound, a range or a dated target in the KPI's unit."""
    if aim.fault:
        return CellValue(fault=aim.fault)
    if aim.low is not None and aim.high is not None:
        ends = _of_unit(aim.low, aim.percent, unit)
        return ends if ends.fault else CellValue(band=(float(aim.low), float(aim.high)), due=aim.due)
    assert aim.number is not None
    figure = _of_unit(aim.number, aim.percent, unit)
    return figure if figure.fault else replace(figure, bound=aim.bound, due=aim.due)


def _unwrapped(text: str) -> str:
    """What stands in square brackets, as official statistics write their symbols: [x], [z], [low]."""
    return text[1:-1].strip().casefold() if text[:1] == "[" and text[-1:] == "]" else ""


def _figure(found: re.Match[str], unit: Unit) -> CellValue:
    number = _decimal(found["number"])
    if number is None:
        return CellValue(fault="is not a number")
    said = (found["said"] or found["also"] or "").strip()
    inner = None if _SAID_YEAR.fullmatch(said) else _SAID_NUMBER.fullmatch(said)
    if inner and (other := _decimal(inner["number"])) is not None:
        return _with_number(number, bool(found["percent"]), other, bool(inner["percent"]), unit)
    times = (found["times"] or "").casefold()
    if times and unit is not Unit.COUNT:
        return CellValue(fault="is not a number")
    figure = _of_unit(number * _TIMES.get(times, 1), bool(found["percent"]), unit)
    if figure.fault:
        return figure
    status = STATUS.get((found["status"] or "").casefold(), Firmness.AS_REPORTED)
    words = said.casefold().split()
    status = next((STATUS[word] for word in words if word in STATUS), status)
    note = " ".join(filter(None, (found["marks"] or "", said)))
    return replace(figure, tag=said if _TAG.fullmatch(said) else "", note=note, status=status)


def _with_number(number: Decimal, percent: bool, other: Decimal, other_percent: bool, unit: Unit) -> CellValue:
    """A count with its share, in either order; a percentage with the count it is of."""
    if percent == other_percent:
        return CellValue(fault="holds two numbers of one kind")
    count, share = (other, number) if percent else (number, other)
    if unit is Unit.PERCENT:
        return (
            replace(_of_unit(share, True, unit), note=f"{count:,}")
            if percent
            else CellValue(fault="is a count, where a percentage belongs")
        )
    figure = _of_unit(count, False, unit)
    return figure if unit is not Unit.COUNT else replace(figure, share=float(share))


def _bracketed(text: str, unit: Unit) -> CellValue:
    """Accountants' negatives, where a negative can be: (0.35) is −0.35 for a score, and a fault for a count."""
    number = _decimal(text)
    if number is None or unit not in (Unit.SCORE, Unit.POINTS):
        return CellValue(fault="stands in brackets, which would make it negative")
    return _of_unit(-number, False, unit)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if any(c.isdigit() for c in text) else None


def _of_unit(number: Decimal, percent: bool, unit: Unit) -> CellValue:
    if percent and unit is not Unit.PERCENT:
        return CellValue(fault=f"is a percentage, where a {unit if unit in (Unit.COUNT, Unit.RATE) else 'score'} belongs")
    return CellValue(float(number))

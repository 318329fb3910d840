"""One cell to a number or a named reason. What is neither is a fault in words, never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from data.model import Missing, Unit
from loaders.grid import GridCell

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_FIGURE = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<percent>%?)(?:\s*\((?P<tag>[A-Za-z][A-Za-z &]*)\))?")
_WITH_SHARE = re.compile(rf"(?P<number>{_NUMBER})\s*\(\s*(?P<share>{_NUMBER})\s?%\s*\)")


@dataclass(frozen=True, slots=True)
class Figure:
    """What one cell says: a value (with a share or a tag) or a reason; ``fault`` is set when it says neither."""

    value: float | None = None
    missing: Missing | None = None
    share: float | None = None
    tag: str = ""
    fault: str = ""


def number_or_reason(cell: GridCell | None, unit: Unit, reasons: Mapping[str, Missing]) -> Figure:
    """The figure in a cell of an indicator counted in ``unit``. A percentage is given in per cent: 0.158 shown 15.8% is 15.8.

    >>> number_or_reason(GridCell(1, 1, "58 (4.0%)"), Unit.COUNT, {})
    Figure(value=58.0, missing=None, share=4.0, tag='', fault='')
    >>> number_or_reason(GridCell(1, 1, "1,136,905 (NW)"), Unit.COUNT, {}).tag
    'NW'
    >>> number_or_reason(GridCell(1, 1, "about 40"), Unit.COUNT, {}).fault
    'is not a number'
    """
    if cell is None:
        return Figure(missing=Missing.BLANK)
    if cell.fault:
        return Figure(fault=f"is {cell.fault}")
    if cell.number is not None:
        return _of_unit(cell.number * 100 if cell.percent else cell.number, cell.percent, unit)
    text = " ".join(cell.text.replace("\u2212", "-").split())
    if reason := reasons.get(text.casefold()):
        return Figure(missing=reason)
    if found := _WITH_SHARE.fullmatch(text):
        whole, share = _decimal(found["number"]), _decimal(found["share"])
        if whole is not None and share is not None:
            figure = _of_unit(whole, False, unit)
            return figure if figure.fault else Figure(figure.value, share=float(share))
    if (found := _FIGURE.fullmatch(text)) and (number := _decimal(found["number"])) is not None:
        figure = _of_unit(number, bool(found["percent"]), unit)
        return figure if figure.fault else Figure(figure.value, tag=found["tag"] or "")
    return Figure(fault="is not a number")


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if any(c.isdigit() for c in text) else None


def _of_unit(number: Decimal, percent: bool, unit: Unit) -> Figure:
    if percent and unit is not Unit.PERCENT:
        return Figure(fault=f"is a percentage, where a {'count' if unit is Unit.COUNT else 'score'} belongs")
    return Figure(float(number))

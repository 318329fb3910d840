"""Signs that no figure of its unit can have, and minus signs that were lost or gained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import CheckedFigure, dates_of, lines, rows, said, together, whose
from data.model.finding import Finding, Severity
from data.model.indicator import Unit
from data.model.observation import COMPARATORS, CellPart, FigureRole

CLEAR = 0.2  # nearer to zero a sign may turn by itself
_CANNOT = {Unit.PERCENT: "percentage", Unit.RATE: "rate", Unit.POINTS: "points score"}


def signs(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """Figures below zero that cannot be, and scores with the wrong sign."""
    for o in observations:
        unit = catalogue.indicators[o.indicator].unit
        if o.value is not None and o.value < 0 and o.measure is not CellPart.SHARE and unit is not Unit.SCORE:
            what = f"{said(o.value, unit)} is below zero, which a {_CANNOT.get(unit, 'count')} cannot be."
            yield Finding(Severity.CHECK, o.source, what, "Remove the minus sign, or correct the figure.", "sign", indicator=o.indicator)
    yield from lost_signs(observations, (), catalogue)


def lost_signs(given: Sequence[CheckedFigure], before: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """One finding per given score whose sign differs from that of everything it stands beside. A zero has no sign.

    Its own score against every comparator of the period, one being enough; against two or more own scores of other periods, where no
    comparator agrees with it; or exactly the negative of the score before or after it, of which the later is told. A comparator
    against two or more others of its row. Except against its own comparators, a score within 0.2 of zero is not judged.
    """
    judged = {code for code, indicator in catalogue.indicators.items() if indicator.unit is Unit.SCORE}
    scores = [o for o in together(given, [o for o in before if o.indicator in judged]) if o.value and o.indicator in judged]
    if not scores:
        return
    in_row = rows(scores)
    line_of = {id(o): line for line in lines(scores).values() for o in line}
    for o in given:
        if o.value and catalogue.indicators[o.indicator].unit is Unit.SCORE and o.measure is CellPart.FIGURE:
            row = [x for x in in_row.get((o.indicator, dates_of(o.period)), []) if x is not o]
            line = line_of.get(id(o), [])
            if why := _why(o, row, line):
                hint = "Check whether a minus sign was lost or gained."
                yield Finding(Severity.CHECK, o.source, f"{said(o.value, Unit.SCORE)} {why}.", hint, "sign", indicator=o.indicator)


def _why(o: CheckedFigure, row: list[CheckedFigure], line: list[CheckedFigure]) -> str:
    if o.series not in (FigureRole.OWN, *COMPARATORS):
        return ""
    against = [x for x in row if (x.value or 0.0) * (o.value or 0.0) < 0]
    clear = abs(o.value or 0.0) >= CLEAR
    if o.series is not FigureRole.OWN:
        if not clear or any(abs(x.value or 0.0) < CLEAR for x in row):
            return ""
        shown = ", ".join(f"{said(x.value or 0.0, Unit.SCORE)} ({whose(x)})" for x in against)
        return f"has the opposite sign to the others of its row: {shown}" if len(against) == len(row) > 1 else ""
    if row and len(against) == len(row):
        return "has the opposite sign to every comparator"
    others = [x for x in line if x is not o]
    agreed = len(row) > len(against)
    if agreed or not clear:
        return ""
    if len(others) > 1 and all((x.value or 0.0) * (o.value or 0.0) < 0 for x in others):
        return f"has the opposite sign to all {len(others)} other figures of the KPI"
    at = next((n for n, x in enumerate(line) if x is o), 0)
    if at and line[at - 1].value == -(o.value or 0.0):
        return f"is exactly the negative of the figure for {line[at - 1].period.label}"
    return ""

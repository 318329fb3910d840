"""What is done once every row is read: repeats, known doubts, headings explained, findings told once."""

from __future__ import annotations

from dataclasses import replace

from data.model.counting_basis import counted_of
from data.model.finding import Finding, Refused, Severity
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Period
from loaders.scorecard import published_rows
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import TableBand
from loaders.spreadsheet.sheet import UNTOUCHED


def refuse_without_figures(reader: Reader, found: list[TableBand]) -> None:
    """A table none of whose rows, or none of whose columns, could be read is a wrong layout, not an empty scorecard."""
    if any(o.series is FigureRole.OWN for o in reader.observations):
        return
    if any(f.check == published_rows.CHECK for f in reader.findings):
        raise Refused(
            f"{reader.file} holds only figures that DfE published, and none of the partnership’s own. {published_rows.HINT} {UNTOUCHED}"
        )
    unknown = [f.what for f in reader.findings if f.check == "unknown KPI"]
    if unknown and not reader.observations:
        raise Refused(f"{reader.file}: no row could be read. {unknown[0]} {UNTOUCHED}")
    if not any(band.first("value") for band in found):
        shared = next((f"{f.what} {f.hint} {UNTOUCHED}" for band in found for f in band.findings if f.check == "shared heading"), "")
        if shared:
            raise Refused(f"{reader.file}: {shared}")
        headings = ", ".join(f"‘{c.heading}’" for band in found for c in band.columns.values() if not c.role)
        said = f" The headings {headings} are not known." if headings else ""
        raise Refused(
            f"{reader.file}: no column holds the area’s own figures.{said} Head it with its period, such as 2024 or Jan-24, or ‘Actual’. "
            f"{UNTOUCHED}"
        )


def without_repeats(reader: Reader) -> list[Observation]:
    """Each figure once. The same figure twice is a finding; two different ones are a contradiction and refuse the file."""
    kept: dict[tuple[str, ...], Observation] = {}
    for o in reader.observations:
        key = (o.indicator, o.area, o.series.value, o.measure.value, counted_of(o.basis), o.period.kind.value, *_dates(o.period))
        before = kept.setdefault(key, o)
        if before is o or (o.missing is Missing.BLANK and not o.raw):
            continue
        if before.missing is Missing.BLANK and not before.raw:  # a blank beside a figure of the same period says nothing
            kept[key] = o
            continue
        if (before.value, before.missing) != (o.value, o.missing):
            raise Refused(
                f"{o.file} contradicts itself: {o.indicator} for {o.period.label} is ‘{before.raw}’ in {before.sheet} {before.cell} "
                f"and ‘{o.raw}’ in {o.sheet} {o.cell}. Correct one of them and load again. {UNTOUCHED}"
            )
        what = f"{o.indicator} for {o.period.label} stands twice with the same figure: also in {before.sheet} {before.cell}."
        reader.findings.append(
            Finding(Severity.CHECK, o.source, what, "Counted once. Remove one row.", "duplicate period", indicator=o.indicator)
        )
    return list(kept.values())


def _dates(period: Period) -> tuple[str, ...]:
    """What makes two periods the same: their dates, or the printed label where none are stated."""
    return (period.label,) if period.first is None else (str(period.first), str(period.last))


def doubts(reader: Reader, observations: list[Observation]) -> list[Finding]:
    found = []
    for doubt in reader.mapping.doubts if reader.mapping else ():
        for o in observations:
            if (o.indicator, o.series, o.measure) == (doubt.indicator, doubt.series, CellPart.FIGURE):
                holds = o.raw == doubt.printed
                what = doubt.what if holds else f"A known doubt expects ‘{doubt.printed}’ here, but the cell says ‘{o.raw}’."
                hint = doubt.hint if holds else "The doubt may be settled: remove it from the source mapping."
                found.append(Finding(Severity.CHECK, o.source, what, hint, "known doubt", indicator=o.indicator))
    return found


def headings_explained(reader: Reader, observations: list[Observation]) -> list[Finding]:
    """One note for each printed heading that the source mapping reads otherwise than it stands."""
    found = []
    for means in reader.mapping.means if reader.mapping else ():
        own = [o for o in observations if o.indicator in means.indicators and o.series is FigureRole.OWN and o.period == means.period]
        if own:
            what = f"{', '.join(means.indicators)}: ‘{means.printed}’ is read as ‘{means.period.label}’."
            found.append(
                Finding(Severity.NOTE, own[0].source, what, means.reason, "heading", indicator=own[0].indicator if len(own) == 1 else "")
            )
    return found


def told_once(findings: list[Finding]) -> list[Finding]:
    """Findings that say the same of several cells, told once with every place; one on another sheet than the first by its sheet too."""
    told: dict[tuple[str, str, str], Finding] = {}
    first: dict[tuple[str, str, str], str] = {}
    for finding in findings:
        key = (finding.check, finding.what, finding.indicator)
        before = told.get(key)
        sheet, _, ref = finding.where.rpartition("!")
        place = ref if first.setdefault(key, sheet) == sheet else f"{sheet.partition('!')[2]}!{ref}"
        told[key] = replace(before, where=f"{before.where}, {place}") if before else finding
    return list(told.values())

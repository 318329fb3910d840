"""What a pack says of a KPI beside its figure, in every form alike: verdict, marks, DfE's line, doubts, and what is not counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.exports.document.document import ReportTable
from kpis.figures.figure import Value, same_period
from kpis.standing import figure_sources, like_for_like
from kpis.standing.kpi_standing import Standing
from kpis.standing.published_line import differs, published_line
from kpis.standing.timeliness import Timeliness
from kpis.verdict.verdict import verdict

CHECK = "△"
CHECK_SAYS = f"{CHECK} questioned by a check, and then neither rated nor counted"
NOT_COUNTED = "Figures that do not speak for today: neither rated nor counted"
NAMES = {FigureRole.OWN: "The figure", FigureRole.TARGET: "The target"}


def verdict_words(standing: Standing) -> str:
    """The verdict as a table's cell gives it, by shape and word."""
    found = verdict(standing)
    return f"{found.shape} {found.brief}"


def marks(standing: Standing, series: FigureRole, value: Value | None, *, both: bool) -> str:
    """The marks that follow a value: DfE's where ``both`` sources stand in the table, and that of an open check."""
    questioned = any(doubt.of is series for doubt in standing.doubts)
    return figure_sources.mark(value, among_both=both) + (f" {CHECK}" if questioned else "")


def comparator_words(standing: Standing, series: FigureRole, *, both: bool) -> str:
    """A comparator's figure of the own period, else its newest with the period it is of, and its marks; of a count the rate."""
    found = like_for_like.beside(standing, series)
    shown = found.text + (marks(standing, series, found.value, both=both) if found.value is not None else "")
    return f"{shown} {found.note}" if found.note else shown


def key(standings: Sequence[Standing]) -> str:
    """What the marks in a table of these KPIs mean; empty where it has none."""
    both = figure_sources.MARK_SAYS if figure_sources.mixed(standings) else ""
    return " · ".join(filter(None, (CHECK_SAYS if any(s.doubts for s in standings) else "", both)))


def dfe_words(standing: Standing) -> str:
    """DfE's newest figure where the partnership's own leads, as in: DfE 38.6% (2024); empty where there is none."""
    line = published_line(standing)
    if line is None:
        return ""
    near = ", nearest measure" if line.near else ""
    figure = formats.figure(line.newest.value, line.standing.indicator, line.newest.missing)
    return f"DfE {figure} ({formats.period(line.newest.period)}{near})"


def dfe_rows(standing: Standing) -> tuple[str, list[tuple[str, str, str]]]:
    """(heading, rows of name, figure and difference) of DfE's line with its own comparators; nothing where there is none."""
    line = published_line(standing)
    if line is None:
        return "", []
    second, indicator = line.standing, line.standing.indicator
    title = f"{indicator.title}, " if line.near else ""
    apart = ": the partnership’s figure differs from DfE’s" if differs(standing) else ""
    head = f"DfE’s own line, {title}{formats.period(line.newest.period)}{apart}"
    rows = [("DfE", formats.figure(line.newest.value, indicator, line.newest.missing), formats.DASH)]
    if line.same is not None and not same_period(line.same.period, line.newest.period):
        rows.append(
            (f"DfE, {formats.period(line.same.period)}", formats.figure(line.same.value, indicator, line.same.missing), formats.DASH)
        )
    for series in COMPARATORS:
        if (value := second.comparators.get(series)) is not None and value.value is not None:
            rows.append((second.named(series), formats.figure(value.value, indicator), formats.difference(second.gap(series), indicator)))
    return head, rows


def doubt_words(standing: Standing) -> Iterator[str]:
    """What is to be known before the figure is quoted: each open check once, and a source that gives another figure."""
    for doubt in {one.what: one for one in reversed(standing.doubts)}.values():
        whose = NAMES.get(doubt.of) or f"{standing.named(doubt.of)}’s figure"
        yield " ".join(filter(None, (f"{whose} is questioned by a check: {doubt.what}", doubt.hint)))
    if differs(standing) and (line := published_line(standing)) is not None and line.same is not None:
        yield f"DfE gives {formats.figure(line.same.value, standing.indicator)} for the same period."


def not_counted(standings: Sequence[Standing]) -> list[Standing]:
    """Those with a figure that is out of date, ended or of a period not finished, in the order of the KPIs."""
    return [s for s in standings if s.value is not None and not s.age.current]


def not_counted_words(standings: Sequence[Standing], on: date) -> str:
    """How many figures are not counted, by why, with the age of each, as in: Not counted: 2 out of date (S1 11 months old, …)."""
    found = not_counted(standings)
    many, parts = Counter(s.age.state for s in found), []
    for state in Timeliness:
        if many[state]:
            of = ", ".join(f"{s.indicator.code} {_age(s, on)}" for s in found if s.age.state is state)
            parts.append(f"{many[state]} {state} ({of})")
    return f"Not counted: {'; '.join(parts)}." if parts else ""


def not_counted_table(standings: Sequence[Standing], on: date) -> ReportTable | None:
    """Each such figure with its age, why it does not count, and when the next is due; None where all speak for today."""
    rows = tuple(
        (
            f"{s.indicator.code} {s.indicator.short}", formats.figure(s.value, s.indicator), formats.period(s.own.period) if s.own else "",
            _age(s, on), str(s.age.state).capitalize(), s.age.why, formats.day(s.age.due) if s.age.due else formats.DASH,
        )
        for s in not_counted(standings)
    )  # fmt: skip
    heads = ("KPI", "Figure", "Period", "Age", "Why not", "", "Next due")
    return ReportTable(NOT_COUNTED, heads, rows, (20, 9, 11, 10, 10, 30, 10), (1,)) if rows else None


def _age(standing: Standing, on: date) -> str:
    own = standing.own
    if own is None or own.period.last is None:
        return "of a period not stated"
    return "not over yet" if own.period.last > on else formats.age(own.period.last, on)

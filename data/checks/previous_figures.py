"""A new file against what is in force from earlier ones: figures that moved, jumps, signs, a month that was copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import CheckedFigure, Key, decimals, half_unit, key_of, said, together
from data.checks.decimal_slips import off_scale
from data.checks.signs import lost_signs
from data.model.counting_basis import counted_of
from data.model.figure_key import FigureKey
from data.model.finding import Finding, Severity
from data.model.indicator import Unit
from data.model.observation import BOUNDS, WITHHELD, CellPart, FigureRole, Missing, Observation, due_day
from data.model.period import Firmness, Period, PeriodKind
from data.text import exact

TOLD_ONE_BY_ONE = 12
FIRST_FEW = 5
COPIED = 8
TAKEN_BACK = "Neither is shown on any page or in anything that leaves. Packs and papers made before may hold it: ask for those back."
_Against = Callable[[Sequence[CheckedFigure], Sequence[CheckedFigure], Catalogue], Iterator[Finding]]
_FIRMER = (Firmness.REVISED, Firmness.FINAL)
_LOOSE = (Firmness.PROVISIONAL, Firmness.ESTIMATED, Firmness.PROJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInForce:
    """A figure in force, or the reason for its absence, with the load that gave it."""

    indicator: str
    area: str
    series: FigureRole
    measure: CellPart
    period: Period
    value: float | None
    missing: Missing | None
    raw: str
    status: Firmness
    load: int
    source: str
    basis: str = ""


def in_force(o: Observation, load: int) -> FigureInForce:
    """A figure as it stands in force once ``load`` has given it."""
    return FigureInForce(
        indicator=o.indicator, area=o.area, series=o.series, measure=o.measure, period=o.period, value=o.value, missing=o.missing,
        raw=o.raw, status=o.status, load=load, source=o.source, basis=o.basis,
    )  # fmt: skip


def check_against(observations: Sequence[Observation], before: Sequence[FigureInForce], catalogue: Catalogue) -> list[Finding]:
    """What a new file's figures show beside the ``before`` in force for the same reporter; none of it stops the load.

    A jump or a lost sign that the file shows by itself is not told again: ``check_load`` tells it.
    """
    return [
        *_told_together(list(moved(observations, before, catalogue))),
        *_only_by_history(off_scale, observations, before, catalogue),
        *_only_by_history(lost_signs, observations, before, catalogue),
        *copied_months(observations, before, catalogue),
    ]


def _only_by_history(
    check: _Against, observations: Sequence[Observation], before: Sequence[FigureInForce], catalogue: Catalogue
) -> list[Finding]:
    alone = {f.where for f in check(observations, (), catalogue)}
    return [f for f in check(observations, before, catalogue) if f.where not in alone]


def moved(observations: Sequence[Observation], before: Sequence[FigureInForce], catalogue: Catalogue) -> Iterator[Finding]:
    """Figures that were given before with another value: a check, or a note where either file says they were not firm.

    A figure printed with fewer decimals has not moved. A value that became a reason counts as moved; one where there was a reason is
    a note. A blank, in either file, is silence. What was before is not said of a figure that is withheld now.
    """
    was_of: dict[Key, FigureInForce] = {key_of(o): o for o in before}
    figures = {o.source for o in observations if o.measure is CellPart.FIGURE}
    for now in (o for o in observations if o.measure not in BOUNDS or o.source not in figures):  # a bound moves with its figure
        was = was_of.get(key_of(now))
        if was is None or Missing.BLANK in (was.missing, now.missing) or _same(was, now):
            continue
        if now.missing in WITHHELD:
            what = f"{_name(now)} is withheld now, and so is the figure that load {was.load} gave."
            yield Finding(Severity.NOTE, now.source, what, TAKEN_BACK, "withheld", indicator=now.indicator)
            continue
        unit = Unit.PERCENT if now.measure is CellPart.SHARE else catalogue.indicators[now.indicator].unit
        statuses = [s for o in (was, now) for s in (o.status, o.period.status)]
        firmer = any(s in _FIRMER for s in statuses[2:]) or any(s in _LOOSE for s in statuses[:2])
        given = was.value is None
        what = f"{_name(now)} was {_shown(was, unit)} in load {was.load} and is now {_shown(now, unit)}{_how(was, now)}."
        if firmer:
            marked = next(s for s in (*statuses[2:], *statuses[:2]) if s in (*_FIRMER, *_LOOSE))
            hint = f"One of the two is marked {marked.value}, which explains it. The newer file decides."
        elif given:
            hint = "A figure came where there was a reason for none. The newer file decides."
        else:
            hint = "Neither file says revised or provisional: ask which is right. The newer file decides until then."
        yield Finding(Severity.NOTE if firmer or given else Severity.CHECK, now.source, what, hint, "moved", indicator=now.indicator)


def _same(was: FigureInForce, now: Observation) -> bool:
    if was.value is None or now.value is None:
        return was.value is None and now.value is None
    if was.value == now.value:
        return True
    fewer = min(decimals(was), decimals(now))
    return decimals(was) != decimals(now) and abs(exact(was.value) - exact(now.value)) <= half_unit(fewer)


def _name(o: CheckedFigure) -> str:
    what = {FigureRole.OWN: "", FigureRole.ENGLAND: "England’s figure", FigureRole.NEIGHBOURS: "the neighbours’ figure"}
    part = what.get(o.series, f"the {o.series.value} figure")
    share = "share" if o.measure is CellPart.SHARE else "" if o.measure is CellPart.FIGURE else o.measure.value
    words = " ".join(filter(None, (o.indicator, part and f"({part})", share)))
    return f"{words} for {o.period.label}"


def _shown(o: CheckedFigure, unit: Unit) -> str:
    if o.measure is CellPart.DUE and o.value is not None:
        return f"{due_day(o.value):%d/%m/%Y}"
    return said(o.value, unit) if o.value is not None else f"‘{o.missing.value}’" if o.missing else ""


def _how(was: FigureInForce, now: Observation) -> str:
    """What kind of slip a move looks like, where it does."""
    if not was.value or not now.value:
        return ""
    if was.value == -now.value:
        return ": the sign changed"
    times = exact(now.value) / exact(was.value)
    for power, words in ((1, "10 times as much"), (2, "100 times as much"), (-1, "a tenth of it"), (-2, "a hundredth of it")):
        if times == exact(1).scaleb(power):
            return f", exactly {words}: did the decimal point slip?"
    return ""


def _told_together(found: list[Finding]) -> list[Finding]:
    """Findings one by one, or as one where more than twelve of one severity would bury the rest."""
    told = []
    for severity in Severity:
        alike = [f for f in found if f.severity is severity]
        if len(alike) <= TOLD_ONE_BY_ONE:
            told += alike
            continue
        first = " ".join(f.what for f in alike[:FIRST_FEW])
        what = f"{len(alike)} figures differ from those in force. The first: {first}"
        many = "So many at once suggest a new edition, or the wrong file or area: check that first. The newer file decides."
        hint = many if severity is Severity.CHECK else "They are marked as not firm, or came where there was none. The newer file decides."
        told.append(Finding(severity, alike[0].where, what, hint, "moved"))
    return told


def copied_months(observations: Sequence[Observation], before: Sequence[FigureInForce], catalogue: Catalogue) -> Iterator[Finding]:
    """A month of the file in which 8 or more KPIs, and 4 in 5 of those that can be compared, repeat the month before to the digit.

    Zeros are left out: they repeat by themselves.
    """
    given: dict[date, dict[FigureKey, CheckedFigure]] = {}
    for o in observations:
        if o.period.first is not None and _of_a_month(o) and o.value is not None:
            given.setdefault(o.period.first, {})[FigureKey(o.area, o.indicator, counted_of(o.basis))] = o
    days = {first: (first - timedelta(days=1)).replace(day=1) for first in sorted(given)}
    months: dict[date, dict[FigureKey, CheckedFigure]] = {}
    asked = set(days.values())
    for one in together(observations, [was for was in before if was.period.first in asked and _of_a_month(was)]):
        if one.period.first in asked and _of_a_month(one) and one.value is not None:
            months.setdefault(one.period.first, {})[FigureKey(one.area, one.indicator, counted_of(one.basis))] = one
    for first, day_before in days.items():
        earlier, now = months.get(day_before, {}), given[first]
        both = [(o, earlier[key]) for key, o in now.items() if key in earlier and (o.value or earlier[key].value)]
        same = [(o, was) for o, was in both if o.value == was.value]
        if len(same) >= COPIED and len(same) * 5 >= len(both) * 4:
            first_same, was = same[0]
            codes = ", ".join(o.indicator for o, _ in same)
            what = f"The whole month looks copied from {was.period.label}: {len(same)} of {len(both)} KPIs hold the same figure ({codes})."
            hint = f"Check that {first_same.period.label} was filled in anew."
            yield Finding(Severity.NOTE, first_same.source, what, hint, "copied month")


def _of_a_month(o: CheckedFigure) -> bool:
    """Whether it is an area's own figure of one month."""
    return o.series is FigureRole.OWN and o.measure is CellPart.FIGURE and o.period.kind is PeriodKind.MONTH

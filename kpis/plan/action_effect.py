"""Did it bend? A KPI's figures either side of the dates of the actions that cite it. What caused a change is not told by dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.period import PeriodKind
from data.model.plan import Action
from kpis import formats
from kpis.figures.figure import Value
from kpis.figures.periods import crosses, year_before
from kpis.standing.kpi_standing import Standing, of_one_kind

DUE, COMPLETED = "due", "recorded complete"
RULE = (
    "Before is the newest figure whose period had ended by the date; after is the first whose period begins later. "
    "Figures either side of a date do not show that an action changed them."
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A day on which actions fall due, or were recorded as complete, and their codes."""

    day: date
    kind: str
    actions: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.kind.capitalize()} {', '.join(self.actions)}"


@dataclass(frozen=True, slots=True)
class ActionEffect:
    """A marker and the figures either side of it; ``apart`` says why they do not compare, empty where they do."""

    marker: Marker
    before: Value | None
    after: Value | None
    apart: str


def citing(actions: Iterable[Action], kpi: str) -> tuple[Action, ...]:
    """The actions that cite a KPI, in the plan's order; an offered code is no citation."""
    return tuple(action for action in actions if kpi in action.kpis)


def markers(actions: Sequence[Action], completed: Mapping[str, date]) -> tuple[Marker, ...]:
    """The days of some actions in order of time, several of one day and kind together; an action without a date has no due marker."""
    found: dict[tuple[date, str], list[str]] = {}
    for action in actions:
        if action.due is not None:
            found.setdefault((action.due, DUE), []).append(action.code)
        if action.code in completed:
            found.setdefault((completed[action.code], COMPLETED), []).append(action.code)
    return tuple(Marker(day, kind, tuple(codes)) for (day, kind), codes in sorted(found.items()))


def beside(standing: Standing, found: Sequence[Marker]) -> tuple[ActionEffect, ...]:
    """Each marker with the figures either side, of one kind of period. A figure whose period holds the day is on neither side."""
    points = sorted(
        (p for p in of_one_kind(standing).points if p.value is not None and p.period.first and p.period.last),
        key=lambda p: p.period.last or date.min,
    )
    return tuple(_beside(standing, marker, points) for marker in found)


def _beside(standing: Standing, marker: Marker, points: Sequence[Value]) -> ActionEffect:
    before = next((p for p in reversed(points) if p.period.last and p.period.last <= marker.day), None)
    after = next((p for p in points if p.period.first and p.period.first > marker.day), None)
    apart = ""
    if before is not None and after is not None:
        if crosses(standing.breaks, before.period, after.period):
            apart = "the series breaks between them, so they do not compare"
        elif not standing.indicator.over_time:
            apart = "this KPI’s figures do not compare over time"
        elif before.period.kind is PeriodKind.YEAR_TO_DATE and not year_before(before.period, after.period):
            apart = "they are for different parts of a year, so they do not compare"
    return ActionEffect(marker, before, after, apart)


def sentence(standing: Standing, one: ActionEffect) -> str:
    """What the figures allow to be said of one marker."""
    told = [f"{_figure(standing, one.before)} before" if one.before else "no figure from before it"]
    told.append(f"{_figure(standing, one.after)} after" if one.after else "no figure after it yet")
    return f"{', '.join(told)}{f'; {one.apart}' if one.apart else ''}"


def headline(standing: Standing, actions: Sequence[Action], every: Sequence[ActionEffect]) -> str:
    """How many actions cite the KPI, and of how many a date has figures on both sides that compare."""
    code, many = standing.indicator.code, len(actions)
    if not many:
        return f"No action of the plan cites {code}"
    first = f"{many} action{'s' * (many != 1)} cite{'s' * (many == 1)} {code}"
    if not every:
        return f"{first}; {'none has a' if many > 1 else 'it has no'} date"
    told = {action for one in every if one.before and one.after and not one.apart for action in one.marker.actions}
    if not told:
        return f"{first}; no date of {'theirs' if many > 1 else 'it'} has figures on both sides that compare"
    if many == 1:
        return f"{first}; there is a figure either side of a date of it"
    return f"{first}; {len(told)} of them {'has' if len(told) == 1 else 'have'} figures on both sides of a date"


def _figure(standing: Standing, value: Value) -> str:
    firm = f", {value.firmness}," if value.firmness else ""
    return f"{formats.figure(value.value, standing.indicator)} in {formats.period(value.period)}{firm}"

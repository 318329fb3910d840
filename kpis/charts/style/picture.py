"""A KPI's trend before it is drawn: its lines cut into runs, DfE's beside them, its breaks, its ends and its scale. Pure.

Every renderer takes this one picture: Plotly, SVG, and the native charts of slides and of Word. None of them looks for a gap itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from itertools import pairwise

from data.model.indicator import Indicator
from data.model.observation import COMPARATORS, FigureRole, Missing
from data.model.period import Break, Period
from kpis import formats
from kpis.charts.style.scales import span_of
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, crosses, dating
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.standing.published_line import published_line

Run = tuple[Value, ...]
EVERY = (*reversed(COMPARATORS), FigureRole.TARGET, FigureRole.OWN)  # whose lines, what is drawn last on top
AT_A_GLANCE = (FigureRole.ENGLAND, FigureRole.OWN)
IN_A_PANEL = (FigureRole.TARGET, *AT_A_GLANCE)
DFE = "DfE"  # names DfE's own line where the partnership's leads
LAST_GIVEN = "Last given"  # names the own line at its end where its last figure is not the newest


@dataclass(frozen=True, slots=True)
class LineRule:
    """Where a line may be drawn: from a period to the one that follows it, across no series break, of a KPI that is followed over time.

    ``basis`` is the KPI's usual dating; ``follows`` says of two periods and the basis whether the second comes next.
    """

    indicator: Indicator
    breaks: tuple[Break, ...]
    basis: str
    follows: Callable[[Period, Period, str], bool] = adjoins

    def joins(self, before: Period, after: Period) -> bool:
        """Whether a line may be drawn from one period to another one."""
        return self.indicator.over_time and self.follows(before, after, self.basis) and not crosses(self.breaks, before, after)

    def runs(self, entries: Sequence[Value]) -> tuple[Run, ...]:
        """The figures that can be drawn, oldest first as they are given, each in one run; a run of one is a lone point."""
        found: list[list[Value]] = []
        for value in drawable(entries):
            if found and self.joins(found[-1][-1].period, value.period):
                found[-1].append(value)
            else:
                found.append([value])
        return tuple(map(tuple, found))


def line_rule(
    indicator: Indicator, breaks: Sequence[Break], entries: Sequence[Value], follows: Callable[[Period, Period, str], bool] = adjoins
) -> LineRule:
    """The rule for one line's entries, figures and absences. A blank cell says nothing of how a KPI is dated; a withheld figure does."""
    return LineRule(indicator, tuple(breaks), dating(indicator, [v for v in entries if v.missing is not Missing.BLANK]), follows)


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One line with at least one figure: whose it is, its name, and its runs, oldest first.

    ``second`` is set for DfE's line of the area, which stands beside the partnership's own. ``dated`` is set where its periods are of
    another kind than the own figures' (years among months): it is named with its period, and no line joins it to theirs.
    """

    role: FigureRole
    name: str
    runs: tuple[Run, ...]
    rule: LineRule
    _: KW_ONLY
    second: bool = False
    dated: bool = False

    @property
    def figures(self) -> Run:
        return tuple(value for run in self.runs for value in run)

    @property
    def last(self) -> Value:
        return self.runs[-1][-1]

    @property
    def own(self) -> bool:
        return self.role is FigureRole.OWN and not self.second

    @property
    def stepped(self) -> bool:
        """Whether it holds its level until the next figure, as a target does, rather than slopes to it."""
        return self.role is FigureRole.TARGET

    def words(self, name: str = "") -> str:
        """What stands at its end: its name, or another one, and its last figure, with its period where that is of another kind."""
        when = f", {formats.period(self.last.period)}" if self.dated else ""
        return f"{name or self.name} {formats.figure(self.last.value, self.rule.indicator)}{when}"


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """The lines in drawing order: the own figures of one kind of period with what stands beside them, and DfE's line of the same measure.

    ``standing`` is cut to the newest own figure's kind. ``ring`` is the last own figure where the newest own one is withheld or not
    given: it is drawn hollow, and says that it is not the newest.
    """

    standing: Standing
    lines: tuple[TrendLine, ...]
    ring: Value | None

    @property
    def own(self) -> TrendLine:
        """The own line; DfE's where no own figure can be drawn. A standing with a trend has one of them."""
        return next((line for line in self.lines if line.own), None) or next(line for line in self.lines if line.second)

    @property
    def mixed(self) -> bool:
        """Whether periods of two kinds stand on one axis of time."""
        return any(line.dated for line in self.lines)

    @property
    def figures(self) -> Run:
        """Every figure on a line."""
        return tuple(value for line in self.lines for value in line.figures)

    @property
    def days(self) -> list[date]:
        """The last day of every period drawn, oldest first, each once."""
        return sorted({day_of(value) for value in self.figures})

    @property
    def places(self) -> list[Value]:
        """The own entries that stand on an axis of periods, figures or not: all that are dated, but for a blank one that a line spans."""
        spanned = [(day_of(before), day_of(after)) for run in self.own.runs for before, after in pairwise(run)]
        return [
            p for p in self.standing.points
            if p.period.last and not (p.missing is Missing.BLANK and any(before < p.period.last < after for before, after in spanned))
        ]  # fmt: skip

    def span(self, *more: Value) -> tuple[float, float]:
        """The scale, from foot to top, that holds every line and what else is drawn on it."""
        return span_of(self.standing.indicator.unit, [v.value for v in (*self.figures, *more) if v.value is not None])


def picture_of(standing: Standing, area: str = "", roles: Sequence[FigureRole] = EVERY) -> TrendPicture:
    """The picture of a KPI over the periods of its newest own figure's kind, of those of ``roles`` that have any figure to draw.

    ``area`` names the own line. A count has no comparators: totals of larger places share no scale with it. DfE's line of the same
    measure is drawn beside the own one whatever its kind of period; of another kind, its comparators come with it where the own kind
    has none as new.
    """
    one, dfe, lines = of_one_kind(standing), dfe_line(standing), []
    for role in roles:
        entries = one.points if role is FigureRole.OWN else one.others.get(role, ())
        rule = line_rule(one.indicator, one.breaks, entries)
        fits = one.like_for_like or role not in COMPARATORS
        if fits and role in COMPARATORS and dfe is not None and _newer(theirs := dfe.others.get(role, ()), entries, one):
            beside = line_rule(dfe.indicator, dfe.breaks, theirs)
            lines.append(TrendLine(role, dfe.named(role), beside.runs(theirs), beside, dated=True))
        if role is FigureRole.OWN and dfe is not None:
            beside = line_rule(dfe.indicator, dfe.breaks, dfe.points)
            lines.append(TrendLine(role, DFE, beside.runs(dfe.points), beside, second=True, dated=_apart(dfe.points, one.points)))
        if fits and (runs := rule.runs(entries)):
            lines.append(TrendLine(role, area if role is FigureRole.OWN else one.named(role), runs, rule))
    own = next((line for line in lines if line.own), None)
    return TrendPicture(one, tuple(lines), own.last if own and one.value is None else None)


def dfe_line(standing: Standing) -> Standing | None:
    """DfE's line that may stand on the own figures' axis, cut to one kind of period: of the same measure, with figures."""
    line = published_line(standing)
    if line is None or line.apart:
        return None
    one = of_one_kind(line.standing)
    return one if drawable(one.points) else None


def _apart(theirs: Sequence[Value], own: Sequence[Value]) -> bool:
    """Whether the figures that can be drawn of two lines are of different kinds of period."""
    return bool(drawable(own)) and {v.period.kind for v in drawable(theirs)}.isdisjoint({v.period.kind for v in drawable(own)})


def _newer(theirs: Sequence[Value], own: Sequence[Value], one: Standing) -> bool:
    """Whether comparators of another kind of period than the own figures' are newer than all of their kind."""
    known = drawable(theirs)
    if not known or not _apart(known, one.points):
        return False
    return max(map(day_of, known)) > max(map(day_of, drawable(own)), default=date.min)


def drawable(entries: Iterable[Value]) -> list[Value]:
    """Those that have a number and a day to stand at."""
    return [v for v in entries if v.value is not None and v.period.last is not None]


def dated(standing: Standing) -> list[Value]:
    """Own figures that a line may be drawn through: dated, and of one kind of period."""
    return drawable(of_one_kind(standing).points)


def is_trend(standing: Standing) -> bool:
    """Whether any two dated figures, the partnership's or DfE's beside them, make a line worth drawing."""
    dfe = dfe_line(standing)
    beside = drawable(dfe.points) if dfe is not None else []
    return len(dated(standing)) > 1 or len({day_of(v) for v in (*dated(standing), *beside)}) > 1


def day_of(value: Value) -> date:
    """Where a figure stands along the axis: the last day of its period."""
    return value.period.last or date.min


def breaks_within(breaks: Iterable[Break], days: Sequence[date]) -> list[tuple[Break, date, date]]:
    """The breaks that fall between the first and the last day drawn, each with the days before and after it. ``days`` ascend."""
    return [
        (one, max(day for day in days if day < one.first), min(day for day in days if day >= one.first))
        for one in breaks
        if days and days[0] < one.first <= days[-1]
    ]

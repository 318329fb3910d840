"""A KPI's months, terms or quarters as years: the same period last year, the year to date, the rolling year. Pure.

A total is worked only where that can be done truly: counts add up; a percentage of a year is its numerators over its denominators,
never a mean of percentages. Everything else is refused with a reason in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from data.model.indicator import Indicator, Unit, YearDefinition
from data.model.observation import Missing
from data.model.period import Break, Period, PeriodKind
from data.text import exact
from kpis import formats
from kpis.figures.figure import Value
from kpis.figures.periods import crosses, dating
from kpis.signals.seasonality import Season, season_of
from kpis.standing.kpi_standing import Standing, change_between, direction

MONTHS = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.TERM: 3}  # kinds of period within a year, and how many make one
TERMS = (9, 1, 4)  # the months that school terms begin with
YEAR_KINDS = {1: PeriodKind.CALENDAR_YEAR, 4: PeriodKind.FINANCIAL_YEAR, 9: PeriodKind.ACADEMIC_YEAR}
YEAR_NAMES = {1: "calendar year", 4: "financial year", 9: "school year"}
_STARTS = {"academic year": 9, "financial year": 4}
PLURAL = {PeriodKind.MONTH: "months", PeriodKind.QUARTER: "quarters", PeriodKind.TERM: "terms"}
_WHOLE = (PeriodKind.ROLLING_YEAR, PeriodKind.YEAR_TO_DATE, *YEAR_KINDS.values())
MOST_NAMED = 4
Slot = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTotal:
    """The figure of a stretch of time: ``value``, or None with ``why`` in words.

    ``printed`` is the source's own figure for it and then stands as the value; ``worked`` is ours, None where it cannot be worked.
    ``firmness`` is provisional and the like where any part of it is.
    """

    period: Period
    value: float | None
    why: str
    worked: float | None
    printed: Value | None = None
    firmness: str = ""

    @property
    def differs(self) -> bool:
        """Whether the printed figure is not the one its own periods make, by more than the rounding of its last printed decimal."""
        if self.printed is None or self.printed.value is None or self.worked is None:
            return False
        places = len(self.printed.raw.rstrip("% ").rpartition(".")[2]) if "." in self.printed.raw else 0
        return abs(exact(self.printed.value) - exact(self.worked)) * 2 > exact(10.0) ** -places


@dataclass(frozen=True, slots=True)
class YearComparison:
    """A figure beside the one a year earlier. ``change`` is None where there is none, for the reason ``why``."""

    now: PeriodTotal | None
    before: PeriodTotal | None
    change: float | None
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a KPI in its slots (Jan to Dec, Sept to Aug, Autumn to Summer), oldest first; None where there is no figure."""

    period: Period
    values: tuple[Value | None, ...]


@dataclass(frozen=True, kw_only=True)
class OverTime:
    """Everything said of a KPI over time. ``newest`` is None, and ``why`` says it, where no figure is of a month, term or quarter."""

    standing: Standing
    rule: YearDefinition
    kind: PeriodKind
    newest: Value | None
    why: str
    before: YearComparison = field(default=YearComparison(None, None, None, "", ""))
    same: YearComparison = field(default=YearComparison(None, None, None, "", ""))
    to_date: YearComparison = field(default=YearComparison(None, None, None, "", ""))
    rolling: YearComparison = field(default=YearComparison(None, None, None, "", ""))
    years: tuple[YearLine, ...] = ()
    rolled: tuple[PeriodTotal, ...] = ()
    season: Season | None = None

    @property
    def seasonal(self) -> bool:
        """Whether like is first compared with like: the catalogue names it, or its own figures show it."""
        return bool(self.rule.seasonal) or bool(self.season and self.season.found)


def over_time(standing: Standing, rules: Mapping[str, YearDefinition]) -> OverTime:
    """The newest month, term or quarter of a KPI beside a year earlier, its year to date and its rolling year."""
    indicator = standing.indicator
    rule = rules.get(indicator.code) or YearDefinition(
        _STARTS.get(indicator.period_basis, 1), False, "the catalogue does not say whether its periods add up"
    )
    newest = _newest(standing, tuple(MONTHS))
    if newest is None or dating(indicator, standing.points) == "january census":
        why = "No figure of it is for a month, a term or a quarter." if newest is None else "Its figures are of one census a year."
        line = _Line(standing, rule, PeriodKind.NOT_STATED)
        return OverTime(
            standing=standing, rule=rule, kind=line.kind, newest=None, why=why, to_date=line.to_date(None), rolling=line.rolling(None)
        )
    kind = newest.period.kind
    line = _Line(standing, rule, kind)
    ends = [p for p in line.points if p.value is not None]
    return OverTime(
        standing=standing, rule=rule, kind=kind, newest=newest, why="", before=line.before(newest), same=line.same(newest),
        to_date=line.to_date(newest), rolling=line.rolling(newest), years=line.years(),
        rolled=tuple(line.total(_rolling_period(p.period)) for p in ends if p.period.last), season=season_of(standing, line.points),
    )  # fmt: skip


def _newest(standing: Standing, kinds: Sequence[PeriodKind]) -> Value | None:
    """The newest figure of some kinds of period."""
    known = [p for p in standing.points if p.value is not None and p.period.kind in kinds and p.period.last is not None]
    return max(known, key=lambda p: p.period.last or date.min, default=None)


class _Line:
    """The figures of one kind of period, and what may be worked of them."""

    def __init__(self, standing: Standing, rule: YearDefinition, kind: PeriodKind) -> None:
        self.standing, self.rule, self.kind = standing, rule, kind
        self.indicator: Indicator = standing.indicator
        self.points = [p for p in standing.points if p.period.kind is kind and p.period.first and p.period.last]
        self.by_dates = {(p.period.first, p.period.last): p for p in self.points}
        self.printed = {(p.period.first, p.period.last): p for p in standing.points if p.period.kind in _WHOLE and p.value is not None}

    def before(self, newest: Value) -> YearComparison:
        """The newest figure beside the period before it."""
        return self._beside(newest, _period_before(newest.period))

    def same(self, newest: Value) -> YearComparison:
        """The newest figure beside the same period a year earlier."""
        return self._beside(newest, _year_earlier(newest.period))

    def _beside(self, newest: Value, period: Period) -> YearComparison:
        now, before = _of(newest), self.by_dates.get((period.first, period.last))
        if before is None or before.value is None:
            return YearComparison(now, _of(before) if before else None, None, "", f"{formats.period(period)} {_absence(before)}")
        found = change_between(before, newest, self.indicator, self.standing.breaks)
        why = "" if found else self._apart(before.period, newest.period)
        return YearComparison(now, _of(before), found.value if found else None, found.word if found else "", why)

    def to_date(self, newest: Value | None) -> YearComparison:
        """The year so far beside the same months of the year before; the printed one where that is newer."""
        return self._pair(self._until(PeriodKind.YEAR_TO_DATE, _to_date_period(newest.period, self.rule.starts) if newest else None))

    def rolling(self, newest: Value | None) -> YearComparison:
        """The twelve months that end with the newest figure beside the twelve before; the printed ones where they are newer."""
        return self._pair(self._until(PeriodKind.ROLLING_YEAR, _rolling_period(newest.period) if newest else None))

    def _until(self, kind: PeriodKind, worked: Period | None) -> Period | None:
        """The later of the stretch that is worked and the newest one of its kind that the source prints."""
        printed = _newest(self.standing, (kind,))
        if printed is None or (worked and (worked.last or date.min) >= (printed.period.last or date.min)):
            return worked
        return printed.period

    def _pair(self, period: Period | None) -> YearComparison:
        if period is None:
            return YearComparison(None, None, None, "", "")
        now, before = self.total(period), self.total(_year_earlier(period))
        if now.value is None or before.value is None:
            why = now.why if now.value is None else f"a year earlier, {before.why}"
            return YearComparison(now, before, None, "", why)
        if not self.indicator.over_time or crosses(self.standing.breaks, before.period, now.period):
            return YearComparison(now, before, None, "", self._apart(before.period, now.period))
        change = float(exact(now.value) - exact(before.value))
        return YearComparison(now, before, change, direction(change, self.indicator.polarity), "")

    def total(self, period: Period) -> PeriodTotal:
        """The figure of a stretch that whole periods fill; the printed one where the source gives it."""
        printed = self.printed.get((period.first, period.last))
        worked, why, firm = self._worked(period)
        if printed is not None:
            return PeriodTotal(period=period, value=printed.value, why="", worked=worked, printed=printed, firmness=printed.firmness)
        return PeriodTotal(period=period, value=worked, why=why, worked=worked, printed=None, firmness=firm)

    def _worked(self, period: Period) -> tuple[float | None, str, str]:
        """(figure, why there is none, how firm its parts are)."""
        assert period.first is not None and period.last is not None
        if self.kind not in MONTHS:
            return None, "the source prints none and gives no figures of months, terms or quarters", ""
        if not self.rule.adds:
            return None, f"its {PLURAL[self.kind]} do not add up to a year: {self.rule.why}", ""
        if self.indicator.unit not in (Unit.COUNT, Unit.PERCENT):
            return None, f"a {self.indicator.unit} of several {PLURAL[self.kind]} cannot be worked from theirs", ""
        if inside := breaks_inside(self.standing.breaks, period):
            return None, f"a break lies inside it: {inside[0].words} ({formats.month(inside[0].first)})", ""
        slots = slots_of(self.kind, period.first, period.last)
        if not slots:
            return None, f"its {PLURAL[self.kind]} do not fit into a {YEAR_NAMES[self.rule.starts]}", ""
        found = [self.by_dates.get(slot) for slot in slots]
        if lost := [(slot, p) for slot, p in zip(slots, found, strict=True) if p is None or p.value is None]:
            return None, _lost(lost, self.kind), ""
        held = [p for p in found if p is not None]
        firm = " or ".join(dict.fromkeys(p.firmness for p in held if p.firmness))
        if self.indicator.unit is Unit.COUNT:
            return float(sum(exact(p.value) for p in held if p.value is not None)), "", firm
        return *self._of_parts(held), firm

    def _of_parts(self, held: Sequence[Value]) -> tuple[float | None, str]:
        parts = [p.counts for p in held if p.counts is not None and p.counts.given]
        bare = len(held) - len(parts)
        if bare:
            of = "none of its" if bare == len(held) else f"not all of its {len(held)}"
            kind = self.kind.value
            mean = f"a mean of percentages would count a quiet {kind} like a busy one"
            return None, f"{of} {PLURAL[self.kind]} give numerator and denominator, and {mean}"
        top, bottom = sum(exact(one.top) for one in parts), sum(exact(one.whole) for one in parts)
        if not bottom:
            return None, "its denominator is 0"
        return float(100 * top / bottom), ""

    def years(self) -> tuple[YearLine, ...]:
        """Every year that has a figure, oldest first; the last may be part of one. None where the periods do not fit into a year."""
        found: list[YearLine] = []
        for start in sorted({_year_start(p.period.first, self.rule.starts) for p in self.points if p.period.first and p.value is not None}):
            last = _later(start, 12) - timedelta(days=1)
            values = tuple(self.by_dates.get(slot) for slot in slots_of(self.kind, start, last))
            if any(v is not None and v.value is not None for v in values):
                found.append(YearLine(Period("", YEAR_KINDS[self.rule.starts], start, last), values))
        return tuple(found)

    def _apart(self, before: Period, after: Period) -> str:
        """Why two figures a year apart do not compare."""
        if not self.indicator.over_time:
            return "each figure is relative to its own year"
        between = next(b for b in self.standing.breaks if crosses([b], before, after))
        return f"a break lies between them: {between.words} ({formats.month(between.first)})"


def breaks_inside(breaks: Sequence[Break], period: Period) -> list[Break]:
    """The breaks that lie after the first day of a period and no later than its last."""
    return [b for b in breaks if period.first and period.last and period.first < b.first <= period.last]


def slots_of(kind: PeriodKind, first: date, last: date) -> tuple[Slot, ...]:
    """The months, quarters or terms that exactly fill a stretch, oldest first; empty where they do not."""
    starts, past = [first], last + timedelta(days=1)
    while starts[-1] < past:
        start = starts[-1]
        if start.day != 1 or (kind is PeriodKind.TERM and start.month not in TERMS):
            return ()
        step = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}.get(kind) or {9: 4, 1: 3, 4: 5}[start.month]
        starts.append(_later(start, step))
    return tuple((one, after - timedelta(days=1)) for one, after in pairwise(starts)) if starts[-1] == past else ()


def slot_names(kind: PeriodKind, starts: int) -> tuple[str, ...]:
    """What the slots of a KPI's year are called: Sept to Aug, or Autumn to Summer."""
    first = date(2001, starts, 1)
    names = []
    for begin, end in slots_of(kind, first, _later(first, 12) - timedelta(days=1)):
        words = formats.period(Period("", kind, begin, end))
        names.append(words if kind is PeriodKind.QUARTER else words.partition(" ")[0])
    if kind is PeriodKind.QUARTER:
        return tuple(name.rpartition(" ")[0] for name in names)
    return tuple(names)


def _of(value: Value) -> PeriodTotal:
    """One period's own figure as it was given."""
    return PeriodTotal(
        period=value.period, value=value.value, why="" if value.value is not None else _absence(value), worked=None, printed=None,
        firmness=value.firmness,
    )  # fmt: skip


def _absence(value: Value | None) -> str:
    return "is not given" if value is None or value.missing in (Missing.NOT_GIVEN, None) else f"is {value.missing.value}"


def _lost(lost: Sequence[tuple[Slot, Value | None]], kind: PeriodKind) -> str:
    """Which periods have no figure, and why: the first four by name."""
    named = [f"{formats.period(Period('', kind, *slot))} {_absence(value)}" for slot, value in lost[:MOST_NAMED]]
    more = len(lost) - len(named)
    return ", ".join(named) + (f" and {more} more {PLURAL[kind] if more > 1 else kind.value} without a figure" if more else "")


def _rolling_period(period: Period) -> Period:
    assert period.last is not None
    return Period("", PeriodKind.ROLLING_YEAR, _later(period.last + timedelta(days=1), -12), period.last)


def _to_date_period(period: Period, starts: int) -> Period:
    assert period.first is not None and period.last is not None
    return Period("", PeriodKind.YEAR_TO_DATE, _year_start(period.first, starts), period.last)


def _period_before(period: Period) -> Period:
    assert period.first is not None
    steps = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}
    back = steps.get(period.kind) or {9: 5, 1: 4, 4: 3}.get(period.first.month, 4)
    return Period("", period.kind, _later(period.first, -back), period.first - timedelta(days=1))


def _year_earlier(period: Period) -> Period:
    assert period.first is not None and period.last is not None
    last = _later(period.last + timedelta(days=1), -12) - timedelta(days=1)
    return Period("", period.kind, _later(period.first, -12), last)


def _year_start(day: date, starts: int) -> date:
    return date(day.year - (day.month < starts), starts, 1)


def _later(day: date, months: int) -> date:
    """The first of the month so many months after a first of a month."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)

"""One figure in force, and the series of them that publishers give. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from data.model.indicator import Indicator, Polarity
from data.model.observation import Missing
from data.model.period import Firmness, Period, PeriodKind
from data.model.publication import Feed
from kpis.figures.target_terms import TargetTerms

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Members:
    """Whose figures a mean was taken of: ``used`` of ``of``, in which edition of the list; ``missing`` are names."""

    used: int
    of: int
    edition: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureCounts:
    """The parts of a figure: ``top`` of ``whole``. ``words`` say where the whole comes from; with a ``fault`` no interval may use them.

    ``given`` is set where the source prints both of them for the figure's own period: only such parts are added up over periods.
    """

    top: float
    whole: float
    words: str = ""
    fault: str = ""
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One figure in force, with its reason when it has none, and the cell and load it came from."""

    value: float | None
    missing: Missing | None
    period: Period
    raw: str
    file: str
    sheet: str
    cell: str
    load: int
    received: date
    basis: str
    area: str
    status: str
    origin: str
    data_source: str
    notice: str = ""
    share: float | None = None
    members: Members | None = None
    counts: FigureCounts | None = None
    terms: TargetTerms | None = None

    @property
    def source(self) -> str:
        return "!".join(filter(None, (self.file, self.sheet, self.cell)))

    @property
    def place(self) -> str:
        """The sheet and cell, or the line of a published file."""
        return f"{self.sheet} {self.cell}".strip()

    @property
    def firmness(self) -> str:
        """provisional, estimated, projected or revised where the source says so; empty where it says nothing, or final."""
        return "" if self.status in (Firmness.AS_REPORTED, Firmness.FINAL) else str(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSeries:
    """A KPI's published figures for one area and its comparators, oldest first; ``latest`` is the newest period anybody has.

    ``alone`` is set where another basis than the usual one was asked for: no local figure is then shown with it. ``rates`` are the
    published rates and shares that a count of the KPI may be compared by, best first.
    """

    feed: Feed
    own: tuple[Value, ...]
    neighbours: tuple[Value, ...]
    region: tuple[Value, ...]
    england: tuple[Value, ...]
    latest: Period | None
    alone: bool = False
    rates: tuple[PublishedSeries, ...] = ()


def named_by(indicator: Indicator, feed: Feed) -> Indicator:
    """A KPI as a feed gives it: under the feed's title, in its unit; a measure that has ended judges nobody any more."""
    found = replace(
        indicator, title=feed.title, short=feed.short or indicator.short, unit=feed.unit or indicator.unit,
        decimals=indicator.decimals if feed.decimals is None else feed.decimals, per=feed.per or indicator.per,
        polarity=Polarity.NEUTRAL if indicator.retired else indicator.polarity,
        standard=indicator.standard if feed.unit in (None, indicator.unit) else None,
    )  # fmt: skip
    if not feed.near:
        return found
    said = "as DfE publishes it"
    return replace(found, numerator=said, denominator=said, definition=f"{feed.title}. {feed.near}")


def value_of(row: Mapping[Any, Any]) -> Value:
    """One row of the store, with its ``received`` and ``notice``, as a value."""
    period = _period(row["period"], row["period_kind"], row["first"], row["last"], row["period_doubt"])
    missing = Missing(row["missing"]) if row["missing"] is not None else None
    return Value(
        value=row["value"], missing=missing, period=period, raw=row["raw"], file=row["file"], sheet=row["sheet"], cell=row["cell"],
        load=row["load"], received=row["received"], basis=row["basis"], area=row["area"], status=row["status"], origin=row["origin"],
        data_source=row["data_source"], notice=row["notice"],
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _period(label: str, kind: str, first: date | None, last: date | None, doubt: str) -> Period:
    """A period that many figures are of, made once."""
    return Period(label, PeriodKind(kind), first, last, doubt)


def latest(points: Sequence[Value]) -> Value | None:
    """The newest dated figure or named absence; a blank counts only where nothing else was ever given."""
    given = [p for p in points if p.missing is not Missing.BLANK] or list(points)
    dated = [p for p in given if p.period.last is not None] or given
    return max(dated, key=when, default=None)


def when(value: Value) -> tuple[date, date, int]:
    """Newest last: by the period's end, then by receipt."""
    return (value.period.last or date.min, value.received, value.load)


def at(values: Sequence[Value], period: Period) -> Value | None:
    """The newest figure for exactly this period."""
    same = [v for v in values if same_period(v.period, period)]
    return same[-1] if same else None


def same_period(one: Period, other: Period) -> bool:
    """Whether two periods are of one kind with the same dates; where they state none, with the same label."""
    if (one.kind, one.first, one.last) != (other.kind, other.first, other.last):
        return False
    return one.first is not None or one.label == other.label

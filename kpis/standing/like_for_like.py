"""What may stand beside a figure: a count only as a rate or share of the same known whole, and else nothing, with the reason. Pure.

Counts follow the size of a place, so an area's count beside its neighbours', its region's or England's says how large they are. Every
table, slide, report and record asks ``beside`` what to print there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace

from data.model.indicator import Indicator, Unit
from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.figures.figure import Value, at, named_by, same_period
from kpis.figures.origins import published_of
from kpis.standing.kpi_standing import Standing, gap

LONDON = "London"


@dataclass(frozen=True, slots=True)
class LikeForLikeRate:
    """A count's published rate: ``own`` and each comparator's of one period, on the same whole. ``words``: per 1,000 EHC plans."""

    indicator: Indicator
    words: str
    basis: str
    own: Value
    others: tuple[tuple[FigureRole, Value], ...]

    def of(self, series: FigureRole) -> Value | None:
        return next((value for one, value in self.others if one is series), None)


@dataclass(frozen=True, slots=True)
class BesideFigure:
    """One comparator's cell. ``text`` is the figure, a dash where nothing may stand there; ``note`` is what it is of, and which place;
    ``why`` is the reason for the dash. ``value`` is what is shown, in the unit of ``indicator``; ``difference`` is own less it, None where
    there is none, such as where the figure is of another period (``elsewhere``)."""

    text: str
    note: str = ""
    _: KW_ONLY
    why: str = ""
    value: Value | None = None
    difference: float | None = None
    indicator: Indicator | None = None
    elsewhere: bool = False

    @property
    def words(self) -> str:
        """Figure and note in one line, as a report prints it."""
        return f"{self.text} {self.note}" if self.note else self.text

    @property
    def apart(self) -> str:
        """The difference in words; a dash where there is none."""
        return formats.difference(self.difference, self.indicator) if self.indicator else formats.DASH


def rate_of(standing: Standing) -> LikeForLikeRate | None:
    """The rate that a count is compared by: the first published one that has the area's own figure for the count's period, else the
    newest that has any; None where the figure is no count, or no rate of the area is loaded."""
    if standing.like_for_like:
        return None
    own = standing.own
    found = [(one, value) for one in standing.rates if own and (value := at(one.own, own.period)) and value.value is not None]
    found = found or [
        (one, value) for one in standing.rates if (value := next((v for v in reversed(one.own) if v.value is not None), None))
    ]
    if not found:
        return None
    rate, value = found[0]
    others = tuple((series, other) for series in COMPARATORS if (other := at(published_of(rate, series), value.period)) is not None)
    return LikeForLikeRate(named_by(standing.indicator, rate.feed), rate.feed.in_words, rate.feed.basis, value, others)


def own_rate(standing: Standing) -> str:
    """The area's own rate beside its count, as in: 5.1 per 1,000 EHC plans (2024); empty where there is none to compare by."""
    rate = rate_of(standing)
    if rate is None or by_share(standing):
        return ""
    return f"{formats.figure(rate.own.value, rate.indicator)} {rate.words}{_of_when(standing, rate)}"


def by_share(standing: Standing) -> bool:
    """Whether a count is compared by the shares that stand beside it and at least one comparator."""
    own = standing.own
    shares = (v.share for v in standing.comparators.values())
    return not standing.like_for_like and own is not None and own.share is not None and any(one is not None for one in shares)


def beside(standing: Standing, series: FigureRole) -> BesideFigure:
    """What is printed for one comparator beside the own figure."""
    value = standing.comparators.get(series)
    if standing.like_for_like:
        newest, own = standing.newest_comparators.get(series), standing.own
        elsewhere = newest is not None and newest.value is not None and own is not None and not same_period(newest.period, own.period)
        shown = newest if elsewhere else value
        figure = formats.figure(shown.value, standing.indicator, shown.missing) if shown else formats.DASH
        when = f"({formats.period(shown.period)})" if elsewhere and shown else ""
        note = "; ".join(filter(None, (when, _place(series, shown))))
        apart = None if elsewhere else standing.gap(series)
        return BesideFigure(figure, note, value=shown, difference=apart, indicator=standing.indicator, elsewhere=elsewhere)
    if by_share(standing):
        return _share(standing, series, value)
    rate = rate_of(standing)
    if rate is None:
        return BesideFigure(formats.DASH, why=_no_rate(standing))
    other = rate.of(series)
    if other is None or other.value is None:
        when = formats.period(rate.own.period, long=True)
        return BesideFigure(
            formats.DASH, why=f"A count is compared by its rate, and none is published for {_named(standing, series)}, {when}."
        )
    note = "; ".join(filter(None, (f"{_short(rate)}{_of_when(standing, rate)}", _place(series, other))))
    return BesideFigure(
        formats.figure(other.value, rate.indicator), note, value=other, difference=gap(rate.own.value, other.value),
        indicator=rate.indicator,
    )  # fmt: skip


def at_period(standing: Standing, series: FigureRole, value: Value | None) -> BesideFigure:
    """What is printed for one comparator or target of any period: a count's comparators by their share alone."""
    if standing.like_for_like or series not in COMPARATORS:
        figure = formats.figure(value.value, standing.indicator, value.missing) if value else formats.DASH
        return BesideFigure(figure, _place(series, value), value=value)
    if value is not None and value.share is not None:
        return BesideFigure(
            formats.share(value.share), f"of {standing.indicator.share_of}" if standing.indicator.share_of else "", value=value
        )
    return BesideFigure(formats.DASH, why=_no_rate(standing))


def foot(standings: Sequence[Standing]) -> str:
    """What a table of several KPIs says of its counts; empty where it has none."""
    counts = [s for s in standings if not s.like_for_like]
    if not counts:
        return ""
    rated = any(rate_of(s) or by_share(s) for s in counts)
    how = "Beside a count stands a rate or share" if rated else "Beside a count stands nothing"
    return f"{how}: the numbers of neighbours, regions and {standings[0].nation} follow their size. A dash there: no rate of it is loaded."


def region_name(standing: Standing) -> str:
    """London, Inner London or Outer London, where the region's figure shown is of one of these; empty elsewhere."""
    return _place(FigureRole.REGION, beside(standing, FigureRole.REGION).value)


def _share(standing: Standing, series: FigureRole, value: Value | None) -> BesideFigure:
    own = standing.own
    if value is None or value.share is None or own is None:
        return BesideFigure(formats.DASH, why=f"A count is compared by its share, and none was given for {_named(standing, series)}.")
    of = f"of {standing.indicator.share_of}" if standing.indicator.share_of else ""
    percent = _percent(standing.indicator)
    return BesideFigure(formats.share(value.share), of, value=value, difference=gap(own.share, value.share), indicator=percent)


def _percent(indicator: Indicator) -> Indicator:
    return replace(indicator, unit=Unit.PERCENT, decimals=1)


def _short(rate: LikeForLikeRate) -> str:
    """What the rate is of, without naming the whole again: per 1,000; of appealable decisions."""
    return rate.words if rate.words.startswith("of ") else " ".join(rate.words.split(" ")[:2])


def _of_when(standing: Standing, rate: LikeForLikeRate) -> str:
    """The rate's period where it is not the count's."""
    same = standing.own is not None and same_period(standing.own.period, rate.own.period)
    return "" if same else f" ({formats.period(rate.own.period)})"


def _no_rate(standing: Standing) -> str:
    if standing.rates:
        return "A count is compared by its rate only, and none is published for this area."
    return "A count is not set beside another place’s: no rate of it is loaded."


def _named(standing: Standing, series: FigureRole) -> str:
    return {FigureRole.NEIGHBOURS: "the neighbours", FigureRole.REGION: "the region"}.get(series, standing.named(series))


def _place(series: FigureRole, value: Value | None) -> str:
    """Which part of London, or the whole, a region's published figure is of."""
    if series is not FigureRole.REGION or value is None or value.origin == "local" or value.value is None:
        return ""
    name = value.basis.partition(";")[0].partition(",")[0]
    return name if name == LONDON or name.endswith(f" {LONDON}") else ""

"""One measure across every authority: neighbours, region, England, rank, quarters and change. Pure; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import floor, fsum

from data.model.area import Area, nation_above, ranked_beside, region_above, region_part
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole, Missing
from data.model.period import Break, Firmness, Period, PeriodKind
from data.text import exact
from kpis import formats
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, dating, same_dates_next_year
from kpis.standing.kpi_standing import Change, change_between, gap

COMPUTED = "computed"  # the origin of a figure that we worked out of published ones
BANDS = ("A", "B", "C", "D")
Quantiles = tuple[float, float, float, float, float]
Moment = tuple[PeriodKind, date | None, date | None, str]


@dataclass(frozen=True)
class Field:
    """One measure of every area: by area's code its values, oldest first, one a period.

    ``quartiles`` is False where the publisher gives none; no change is taken and no line drawn across one of ``breaks``.
    """

    indicator: Indicator
    values: Mapping[str, tuple[Value, ...]]
    quartiles: bool = True
    breaks: tuple[Break, ...] = ()

    @cached_property
    def _by_period(self) -> dict[Moment, tuple[Period, dict[str, Value]]]:
        found: dict[Moment, tuple[Period, dict[str, Value]]] = {}
        for code, values in self.values.items():
            for value in values:
                found.setdefault(moment(value.period), (value.period, {}))[1][code] = value
        return dict(sorted(found.items(), key=lambda pair: (pair[1][0].last or date.min, pair[0][3])))

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that any area has an entry for, oldest first."""
        return tuple(period for period, _ in self._by_period.values())

    @property
    def latest(self) -> Period | None:
        """The newest period that any area has a number for: an area may itself have none for it."""
        every = reversed(self._by_period.values())
        return next((period for period, values in every if any(v.value is not None for v in values.values())), None)

    def at(self, period: Period) -> Mapping[str, Value]:
        """The value of each area for exactly this period, by its dates; an area without an entry is left out."""
        found = self._by_period.get(moment(period))
        return found[1] if found else {}

    def number(self, code: str, period: Period) -> float | None:
        found = self.at(period).get(code)
        return found.value if found else None

    def before(self, value: Value) -> Value | None:
        """The same area's figure with a number of the period that adjoins from before, or None."""
        own = self.values.get(value.area, ())
        basis = dating(self.indicator, own)
        return next((v for v in reversed(own) if v.value is not None and self.adjoins(v.period, value.period, basis)), None)

    def adjoins(self, before: Period, after: Period, basis: str) -> bool:
        """``compare.adjoins``, or a year apart in a measure that comes once a year: snapshots, and rolling windows of years."""
        yearly = after.kind is not PeriodKind.YEAR_TO_DATE and same_dates_next_year(before, after)
        if not (yearly or adjoins(before, after, basis)):
            return False
        assert before.last is not None and after.last is not None
        return not any(p.kind is after.kind and p.last and before.last < p.last < after.last for p in self.periods)


def moment(period: Period) -> Moment:
    """What makes two periods the same one: their kind and dates; where they state none, their label."""
    return (period.kind, period.first, period.last, "" if period.first else period.label)


@dataclass(frozen=True)
class Mean:
    """A simple mean of those of ``of`` members that have a number; None where none has. ``missing`` holds the others' codes."""

    value: float | None
    used: int
    of: int
    missing: tuple[str, ...]


def mean_of(values: Mapping[str, float | None], members: Sequence[str]) -> Mean:
    """The unweighted mean of the unrounded values; members without a number are dropped, and named."""
    held = {code: value for code in members if (value := values.get(code)) is not None}
    missing = tuple(code for code in members if code not in held)
    return Mean(fsum(held.values()) / len(held) if held else None, len(held), len(members), missing)


def numbers(values: Mapping[str, Value]) -> dict[str, float | None]:
    return {code: value.value for code, value in values.items()}


def quantiles(values: Iterable[float]) -> Quantiles:
    """Least, lower quartile, median, upper quartile and greatest, by R's type 7, in exact decimals. Refuses an empty list."""
    ordered = sorted(values)

    def at(share: float) -> float:
        place = (len(ordered) - 1) * share
        low = floor(place)
        if place == low:
            return ordered[low]
        one, other = exact(ordered[low]), exact(ordered[low + 1])
        return float(one + (other - one) * exact(place - low))

    return (at(0), at(0.25), at(0.5), at(0.75), at(1))


def can_rank(indicator: Indicator) -> bool:
    """Whether areas have a place by a measure: one way is better, and it is no count, by which small areas come first whatever they do."""
    return indicator.polarity is not Polarity.NEUTRAL and indicator.unit is not Unit.COUNT


def rank(values: Mapping[str, float | None], indicator: Indicator) -> dict[str, int]:
    """The place of each area that has a number, 1 the best; ties share the best place. Empty where ``can_rank`` says no."""
    if not can_rank(indicator):
        return {}
    polarity = indicator.polarity
    held = {code: value for code, value in values.items() if value is not None}
    place: dict[float, int] = {}
    for n, value in enumerate(sorted(held.values(), reverse=polarity is Polarity.HIGHER), 1):
        place.setdefault(value, n)
    return {code: place[value] for code, value in held.items()}


def band(value: float, edges: Quantiles, polarity: Polarity) -> str:
    """A to D, A the best quarter. A figure on an edge is in the quarter below it, whichever way is better."""
    quarter = sum(value > edge for edge in edges[1:4])
    return BANDS[3 - quarter] if polarity is Polarity.HIGHER else BANDS[quarter]


def bands(values: Mapping[str, float | None], indicator: Indicator, *, quartiles: bool = True) -> dict[str, str]:
    """The quarter, A to D, of each area that has a number; empty where ``can_rank`` says no or the publisher gives no quartiles."""
    held = {code: value for code, value in values.items() if value is not None}
    if not can_rank(indicator) or not quartiles or not held:
        return {}
    edges = quantiles(held.values())
    return {code: band(value, edges, indicator.polarity) for code, value in held.items()}


def band_labels(edges: Quantiles, polarity: Polarity, decimals: int, *, as_shown: bool = True) -> dict[str, str]:
    """The range of each band in words, A first; empty where neither way is better.

    Where figures come as they are shown, no figure lies in two labels: each starts above the edge before it, and an edge between
    two figures is taken down to the one below. Where they come finer, a figure's label always holds it as rounded, and two labels
    share an edge, since figures on both sides of it can be rounded to it.
    """
    if polarity is Polarity.NEUTRAL:
        return {}

    def text(edge: float) -> str:
        return formats.number(edge, decimals, down=as_shown)

    found = []
    for n in range(4):
        low, high = edges[n], edges[n + 1]
        if n and low == high:
            found.append("none")
        elif text(low) == text(high):
            found.append("none" if n and as_shown else text(low))
        else:
            found.append(f"{'more than ' if n and as_shown else ''}{text(low)} to {text(high)}")
    order = reversed(found) if polarity is Polarity.HIGHER else found
    return dict(zip(BANDS, order, strict=True))


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One area's figure of one period beside every authority's. ``own`` is None where the area has no entry at all.

    ``members`` holds each neighbour's code and value, in the list's order. ``region`` and ``england`` are the publisher's own
    figures, None where it gives none: a mean of authorities is no figure of England. ``rank`` is among ``of`` authorities that
    have a number, ``tied`` with how many others.
    Of a count there is no rank, no quarter and no comparator: it follows the size of a place.
    ``best``, ``highest`` and ``lowest`` are one area's each, the first by name of several.
    """

    field: Field
    area: Area
    period: Period
    own: Value | None
    neighbours: Mean
    edition: str
    basis: str
    members: tuple[tuple[str, Value | None], ...]
    region_area: Area | None
    region: Value | None
    region_note: str
    england_area: Area | None
    england: Value | None
    rank: int | None
    tied: int
    of: int
    quantiles: Quantiles | None
    band: str
    labels: Mapping[str, str]
    change: Change | None
    best: Value | None
    highest: Value | None
    lowest: Value | None
    authorities: Mapping[str, Value]

    @property
    def indicator(self) -> Indicator:
        return self.field.indicator

    @property
    def value(self) -> float | None:
        return self.own.value if self.own else None

    @property
    def missing(self) -> Missing | None:
        return self.own.missing if self.own else Missing.NOT_GIVEN

    @property
    def computed(self) -> bool:
        """Whether the region's or England's figure was worked out of others rather than published."""
        return any(v is not None and v.origin == COMPUTED for v in (self.region, self.england))

    @property
    def like_for_like(self) -> bool:
        """False for counts: a region's or England's total does not compare with one area's, and authorities differ in size."""
        return self.indicator.unit is not Unit.COUNT

    def comparator(self, series: FigureRole) -> float | None:
        """What the area's figure is set beside; nothing of a count."""
        if not self.like_for_like:
            return None
        if series is FigureRole.NEIGHBOURS:
            return self.neighbours.value
        found = self.region if series is FigureRole.REGION else self.england
        return found.value if found else None

    def gap(self, series: FigureRole) -> float | None:
        """Own figure less a comparator's, in the measure's own unit; none of a count, which follows the size of a place."""
        if not self.like_for_like:
            return None
        return gap(self.value, self.comparator(series))


def benchmark(
    field: Field, area: Area, areas: Mapping[str, Area], *, members: Sequence[str], edition: str, period: Period | None = None
) -> Benchmark:
    """The area's benchmark for ``period``, by default the measure's latest. ``areas`` is the register by code.

    Every authority of the register that has a number is ranked, the smallest and the abolished too. Refuses a field without numbers.
    """
    period = period or field.latest
    if period is None:
        raise ValueError(f"{field.indicator.code} has no number for any area")
    here = field.at(period)
    polarity = field.indicator.polarity
    ranked = ranked_beside(area, areas)
    authorities = {code: v for code, v in here.items() if code in ranked}
    known = {code: v.value for code, v in authorities.items() if v.value is not None}
    own = here.get(area.code)
    places = rank(known, field.indicator)
    place = places.get(area.code)
    edges = quantiles(known.values()) if known and field.indicator.unit is not Unit.COUNT else None
    banded = field.quartiles and edges is not None and can_rank(field.indicator)
    region_area, note = region_of(area, areas, here)
    nation = nation_of(area, areas)
    mean = mean_of(numbers(here), members)
    named = sorted((v for v in authorities.values() if v.value is not None), key=lambda v: areas[v.area].name)
    near = [v for v in named if v.area in members]
    return Benchmark(
        field=field, area=area, period=period, own=own, neighbours=mean, edition=edition, basis=mean_words(mean, edition, areas),
        members=tuple((code, here.get(code)) for code in members), region_area=region_area,
        region=here.get(region_area.code) if region_area else None, region_note=note, england_area=nation,
        england=here.get(nation.code) if nation else None, rank=place, tied=sum(p == place for p in places.values()) - 1 if place else 0,
        of=len(known), quantiles=edges, band=band(known[area.code], edges, polarity) if banded and edges and area.code in known else "",
        labels=band_labels(
            edges, polarity, field.indicator.decimals, as_shown=_as_shown(known.values(), field.indicator.decimals),
        ) if banded and edges else {},
        change=_change(field, own), best=_best(near, field.indicator), highest=max(named, key=_number, default=None),
        lowest=min(named, key=_number, default=None), authorities=authorities,
    )  # fmt: skip


def _number(value: Value) -> float:
    assert value.value is not None
    return value.value


def _as_shown(values: Iterable[float], decimals: int) -> bool:
    """Whether no figure has more decimals than are shown."""
    return all(exact(value).scaleb(decimals) % 1 == 0 for value in values)


def _best(values: Sequence[Value], indicator: Indicator) -> Value | None:
    if not can_rank(indicator):
        return None
    return (max if indicator.polarity is Polarity.HIGHER else min)(values, key=_number, default=None)


def _change(field: Field, own: Value | None) -> Change | None:
    return change_between(field.before(own), own, field.indicator, field.breaks) if own else None


def region_of(area: Area, areas: Mapping[str, Area], here: Mapping[str, Value]) -> tuple[Area | None, str]:
    """The region an area is compared with, and a note. In London, Inner or Outer London where it has a number, else London."""
    region = region_above(area, areas)
    if region is None:
        return None, ""
    part = region_part(area, areas)
    if part is None:
        return region, ""
    found = here.get(part.code)
    if found is not None and found.value is not None:
        return part, ""
    return region, f"{region.name}, as {part.name} is not published"


def nation_of(area: Area, areas: Mapping[str, Area]) -> Area | None:
    """The country whose figure is the widest comparator: that of the area's region, by default the register's first; none for itself."""
    if area.level.role is FigureRole.ENGLAND:
        return None
    return nation_above(area, areas) or next((a for a in areas.values() if a.level.role is FigureRole.ENGLAND), None)


def mean_words(mean: Mean, edition: str, areas: Mapping[str, Area]) -> str:
    """How a neighbours' mean was taken, as in: mean of 9 of 10, Nottinghamshire missing; May 2025 list."""
    if not mean.of:
        return f"no neighbours in the {edition} list" if edition else "no list of neighbours names this area"
    if mean.value is None:
        return f"none of {mean.of} has a figure; {edition} list"
    names = [areas[code].name if code in areas else code for code in mean.missing]
    without = f", {', '.join(names[:-1])}{' and ' if len(names) > 1 else ''}{names[-1]} missing" if names else ""
    return f"mean of {mean.used} of {mean.of}{without}; {edition} list"


def neighbour_values(field: Field, members: Sequence[str], edition: str, areas: Mapping[str, Area]) -> tuple[Value, ...]:
    """The neighbours' mean for every period of the field, oldest first; a period in which none has a figure says so."""
    found = []
    for period in field.periods:
        here = field.at(period)
        mean = mean_of(numbers(here), members)
        used = [here[code] for code in members if code in here and here[code].value is not None]
        newest = max(used, key=lambda v: (v.received, v.load), default=None)
        soft = next((v.status for v in used if v.firmness), Firmness.AS_REPORTED)
        found.append(Value(
            value=mean.value, missing=None if mean.value is not None else Missing.NOT_AVAILABLE, period=period, raw="",
            file=newest.file if newest else "", sheet="", cell="", load=newest.load if newest else 0,
            received=newest.received if newest else date.min, basis=mean_words(mean, edition, areas), area="", status=soft, origin=COMPUTED,
            data_source=newest.data_source if newest else "", notice=" · ".join(dict.fromkeys(v.notice for v in used if v.notice)),
        ))  # fmt: skip
    return tuple(found)

"""Plain words on a KPI over time: the chart's title, the rows of its table and every reason why a figure is not worked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date

from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.signals.seasonality import YEARS
from kpis.verdict.verdict_text import direction_words
from kpis.years.years import PLURAL, YEAR_NAMES, OverTime, PeriodTotal, YearComparison


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One comparison in words. ``why`` stands where there is no change, and says why."""

    name: str
    now: str
    now_when: str
    before: str
    before_when: str
    _: KW_ONLY
    change: str
    why: str


def headline(found: OverTime) -> str:
    """What the newest figure comes to beside a year earlier; the figure alone where the two do not compare."""
    indicator, now = found.standing.indicator, found.same.now
    if now is None:
        return f"{indicator.short}: {found.why}"
    head = f"{indicator.short}: {formats.figure(now.value, indicator)} in {formats.period(now.period)}"
    told = since(found.same, found)
    year = since(found.to_date, found)
    parts = [f"{head}{f', {told}' if told else ''}"]
    if year and found.to_date.now is not None and found.to_date.now.period.first != now.period.first:
        total = formats.figure(found.to_date.now.value, indicator)
        parts.append(f"{total} in {when(found.to_date.now.period)}, {year}")
    return "; ".join(parts)


def lines(found: OverTime, most: int) -> str:
    """Which years a chart of ``most`` years draws."""
    drawn = found.years[-most:]
    span = (
        formats.period(drawn[-1].period) if len(drawn) == 1 else f"{formats.period(drawn[0].period)} to {formats.period(drawn[-1].period)}"
    )
    return f"each line a {YEAR_NAMES[found.rule.starts]}, {span}"


def rolling_headline(found: OverTime) -> str:
    """What the newest twelve months come to beside the twelve before."""
    indicator, now = found.standing.indicator, found.rolling.now
    assert now is not None
    if now.value is None:
        return f"{indicator.short}: no total of the newest 12 months"
    told = since(found.rolling, found)
    return f"{indicator.short}: {formats.figure(now.value, indicator)} in the {when(now.period)}{f', {told}' if told else ''}"


def when(period: Period) -> str:
    """A stretch of months, without "so far": the same one a year earlier is past."""
    return formats.period(period).removesuffix(" so far")


def since(pair: YearComparison, found: OverTime) -> str:
    """up 4 on Aug 2025 (right direction); empty where there is no change to tell."""
    if pair.change is None or pair.before is None:
        return ""
    size, then = formats.size(pair.change, found.standing.indicator), when(pair.before.period)
    then = f"the {then}" if pair.before.period.kind is PeriodKind.ROLLING_YEAR else then
    if size.partition(" ")[0].strip("0.,") == "":
        return f"level with {then}"
    judged = f" ({way})" if (way := direction_words(pair.word)) else ""
    return f"{'up' if pair.change > 0 else 'down'} {size} on {then}{judged}"


def rows(found: OverTime) -> tuple[ComparisonRow, ...]:
    """The table: the period before, the same period last year, the year to date, the rolling year.

    Where a KPI is seasonal, the same period last year comes first.
    """
    kind = found.kind.value
    totals = [("Year to date", found.to_date), ("Rolling year", found.rolling)]
    far = tuple(_row(name, pair, found) for name, pair in totals if pair.now is not None)
    if found.newest is None:
        return far
    near = [_row(f"{kind.capitalize()} before", found.before, found), _row(f"Same {kind} last year", found.same, found)]
    if found.seasonal:
        near.reverse()
    return (*near, *far)


def _row(name: str, pair: YearComparison, found: OverTime) -> ComparisonRow:
    indicator = found.standing.indicator
    change = formats.difference(pair.change, indicator, level="No change") if pair.change is not None else ""
    judged = f" ({way})" if change and change != formats.NO_CHANGE and (way := direction_words(pair.word)) else ""
    now, before = _told(pair.now, found), _told(pair.before, found)
    return ComparisonRow(name, *now, *before, change=change + judged, why=_sentence(pair.why))


def _told(total: PeriodTotal | None, found: OverTime) -> tuple[str, str]:
    if total is None:
        return formats.DASH, ""
    firm = f", {total.firmness}" if total.firmness and total.value is not None else ""
    printed = ", as printed" if total.printed is not None else ""
    figure = formats.figure(total.value, found.standing.indicator) if total.value is not None else formats.DASH
    return figure, f"{when(total.period)}{firm}{printed}"


def _sentence(why: str) -> str:
    return f"Not compared: {why}." if why else ""


def notes(found: OverTime) -> tuple[str, ...]:
    """What a reader must know of the table and the lines: seasons, breaks, printed totals that differ, which year is meant."""
    kinds, told = PLURAL.get(found.kind, "periods"), list[str]()
    own, newest = found.standing.own, found.newest
    if own is not None and newest is not None and own is not newest and own.period.kind is found.kind:
        told.append(f"{formats.period(own.period)} has no figure to compare; the newest that has one is {formats.period(newest.period)}.")
    if found.seasonal and newest is not None:
        told.append(season_words(found))
    if found.rule.adds:
        told.append(f"The year to date runs from the start of the {YEAR_NAMES[found.rule.starts]}.")
    told += [
        f"Break: {b.words} ({formats.month(b.first)}). Nothing is compared across it."
        for b in found.standing.breaks
        if _shown(found, b.first)
    ]
    for total in _totals(found):
        if total.differs and total.printed is not None:
            ours, theirs = (formats.figure(v, found.standing.indicator) for v in (total.worked, total.value))
            told.append(
                f"The source prints {theirs} for {when(total.period)} ({total.printed.place}); its {kinds} come to {ours}. "
                "The printed figure is used."
            )
    return tuple(told)


def season_words(found: OverTime) -> str:
    """Why like is first compared with like, and what the KPI's own figures say of it."""
    kinds, season = PLURAL[found.kind], found.season
    named = f"Seasonal: {found.rule.seasonal}." if found.rule.seasonal else ""
    if season and season.found:
        most = f"its {kinds} differ in the same way year after year ({season.years} years), most in {season.high}, least in {season.low}"
        told = f"{'Its own figures show it: ' if named else 'Seasonal: '}{most}."
    elif season and season.found is False:
        told = f"Its own figures do not show it ({season.years} years)."
    else:
        told = f"Its own figures are too few to show it: more than {YEARS} unbroken years are needed."
    return f"{named} {told} Compare a {found.kind.value} first with the same one last year.".strip()


def _shown(found: OverTime, first: date) -> bool:
    days = [p.period.first for p in found.standing.points if p.period.first and p.period.kind is found.kind]
    return bool(days) and min(days) < first <= max(days)


def _totals(found: OverTime) -> Sequence[PeriodTotal]:
    pairs = (found.to_date, found.rolling)
    return [t for p in pairs for t in (p.now, p.before) if t is not None]

"""Intervals, verdicts, trends and funnels in words; rounded as the figures beside them. Pure."""

from __future__ import annotations

from dataclasses import replace

from data.model.indicator import Indicator, Unit
from data.model.observation import FigureRole
from data.text import first_capital
from kpis import formats
from kpis.signals import significance
from kpis.signals.significance import GOOD, LEVEL, FigureInterval, IntervalVerdict, PlaceInEngland
from kpis.standing.kpi_standing import Standing
from kpis.stats.funnel import USUAL
from kpis.stats.intervals import RecentTrend, trend_words

NOT_COMPARED = "Not compared"
SIDE_BY_SIDE = "Side by side; without an interval there is no verdict"
HINT = "Give columns headed ‘Numerator’ and ‘Denominator’ on the scorecard, and the interval and each verdict are worked."
METHODS = {
    "Wilson": "Wilson’s interval for a proportion", "Exact": "exact Poisson interval for a rate of fewer than ten events",
    "Byars": "Byar’s interval for a rate",
}  # fmt: skip
FIFTHS = {
    "Best": "best", "Better": "second best", "Middle": "middle", "Worse": "second worst", "Worst": "worst",
    "Highest": "highest", "High": "second highest", "Low": "second lowest", "Lowest": "lowest",
}  # fmt: skip
RULE = (
    "Better or worse only where the whole 95% interval lies on one side of the other figure; touching it is similar. "
    "The other figure’s own uncertainty is left out."
)


def shown_as(indicator: Indicator, *, as_share: bool) -> Indicator:
    """The indicator whose form the compared figure has: a count's share is a percentage to one decimal."""
    return replace(indicator, unit=Unit.PERCENT, decimals=1) if as_share else indicator


def figure(value: float | None, standing: Standing, found: FigureInterval) -> str:
    return formats.figure(value, shown_as(standing.indicator, as_share=found.as_share))


def interval(standing: Standing, found: FigureInterval) -> str:
    """ "74.1% (95% interval 60.0% to 84.6%)", or why there is none."""
    if found.interval is None:
        return found.why
    low, high = (figure(edge, standing, found) for edge in (found.interval.lower, found.interval.upper))
    of = f" of {standing.indicator.share_of}" if found.as_share else ""
    return f"{figure(found.interval.value, standing, found)}{of} ({LEVEL}% interval {low} to {high})"


def parts(found: FigureInterval) -> str:
    """The numerator and denominator and where they come from; empty where none are known."""
    counts = found.counts
    if counts is None or counts.fault:
        return ""
    whole = formats.number(counts.whole, 0)
    top = formats.number(counts.top, 0)
    return f"{top} of {whole} ({counts.words})" if counts.words else f"{top} of {whole}"


def small(found: FigureInterval) -> str:
    """What a small denominator means; empty where it is none."""
    if not found.small or found.counts is None:
        return ""
    return f"Small numbers: only {formats.number(found.counts.whole, 0)} in all, so one more or fewer moves the figure a lot."


def verdict(standing: Standing, one: IntervalVerdict, found: FigureInterval) -> str:
    """One verdict in a sentence: "Better than England (49.1%)." or "England: not compared. Why."."""
    who = significance.name(standing, one.series)
    if one.verdict is None:
        return f"{first_capital(who)}: not compared. {one.why}"
    than = "to" if one.verdict == "Similar" else "than"
    return f"{one.verdict} {than} {who} ({figure(one.benchmark, standing, found)})."


def shape(one: IntervalVerdict) -> str:
    """Which side of the other figure the interval lies on, as a shape: ▲ above, ▼ below, ≈ neither, ○ not compared."""
    if one.verdict is None:
        return "○"
    return "≈" if one.verdict == "Similar" else "▲" if one.above else "▼"


def headline(standing: Standing) -> str:
    """The verdicts together, as the finding of the chart; the reason where nothing can be compared."""
    found, given = significance.confidence(standing.own, standing.indicator), significance.verdicts(standing)
    known = [one for one in given if one.verdict]
    if not known:
        return NOT_COMPARED if found.interval is None else "Nothing to compare with in the same period"
    told: dict[str, list[str]] = {}
    for one in known:
        told.setdefault(one.verdict or "", []).append(significance.name(standing, one.series))
    words = [f"{word.lower()} {'to' if word == 'Similar' else 'than'} {_and(names)}" for word, names in told.items()]
    said = "; ".join(words)
    return first_capital(said)


def brief(standing: Standing) -> str:
    """The interval and the verdicts in one line; empty where there is no interval."""
    found = significance.confidence(standing.own, standing.indicator)
    return f"{interval(standing, found)}. {headline(standing)}." if found.interval else ""


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def trend(standing: Standing, found: RecentTrend | None, why: str) -> str:
    """The recent trend over five years in words, or why there is none."""
    if found is None:
        return f"No recent trend. {why}"
    words = trend_words(found, GOOD[standing.indicator.polarity])
    words = words.replace("getting better", "improving").replace("getting worse", "worsening")  # the words of a verdict
    return f"{words} over the latest five years."


def stands(standing: Standing, found: PlaceInEngland, area: str) -> str:
    """Where the area lies among all authorities by the funnel; empty where it is not in it."""
    if found.funnel is None or not found.stands:
        return ""
    share = formats.figure(found.funnel.baseline, standing.indicator)
    where = f"{formats.period(found.period)}, {len(found.areas)} authorities, {share} together"
    if found.stands == USUAL:
        return f"{area} lies inside the funnel: chance alone explains its distance from all authorities ({where})."
    side = "above" if found.stands.startswith("High") else "below"
    limit = "99.8%" if "0.001" in found.stands else "95%"
    outside = sum(word != USUAL for word in found.funnel.significance) - 1
    many = ""
    if outside * 4 > len(found.areas):
        many = f" So do {outside} others: authorities differ for more reasons than size, so this alone proves little."
    return f"{area} lies {side} the funnel’s {limit} limits: more than chance explains at its size ({where}).{many}"


def funnel_key(found: PlaceInEngland) -> str:
    """What the funnel's lines and marks are."""
    together = formats.figure(found.funnel.baseline, found.indicator) if found.funnel else ""
    return f"Line: all authorities together, {together} · dots: 95% limits · dashes: 99.8% limits · filled: outside the 95% limits"


def fifth(found: PlaceInEngland) -> str:
    """The area's fifth among all authorities; empty where too few have a figure."""
    where = f"fifth of {found.of} authorities by figure, {formats.period(found.period)}"
    return f"In the {FIFTHS[found.fifth]} {where}." if found.fifth else ""


def named(standing: Standing, series: FigureRole) -> str:
    who = significance.name(standing, series).removeprefix("the ")
    return first_capital(who)

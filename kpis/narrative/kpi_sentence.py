"""One sentence a KPI, by rule: figure, change, target, comparators, chance, legal standard. Pure.

Every clause is taken from the standing that charts and tables show, and rounded as they round, so it cannot say otherwise than they do.
It is a chart's title and text alternative, a slide's headline, and what a KPI's name shows on hover.
"""

from __future__ import annotations

from data.model.indicator import Indicator, Polarity
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.signals.signals import Variation, signal
from kpis.standing import part_year
from kpis.standing.kpi_standing import Change, Standing, gap
from kpis.targets.rag import RagStatus

NAMES = {FigureRole.NEIGHBOURS: "neighbours", FigureRole.REGION: "region", FigureRole.TARGET: "target"}
RATED = (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN)
CHANCE = {
    Variation.COMMON: "within chance", Variation.IMPROVEMENT: "special-cause improvement", Variation.CONCERN: "special-cause concern",
    Variation.HIGH: "special cause, high", Variation.LOW: "special cause, low",
}  # fmt: skip

# Then the rule is named, lest the two seem to disagree.
AGAINST_THE_CHANGE = (
    (Variation.IMPROVEMENT, "worse"),
    (Variation.CONCERN, "better"),
)


def sentence(standing: Standing) -> str:
    """The KPI's facts in one sentence, without a full stop; no more than the figures bear.

    As in: New EHC plans in 20 weeks: 74.1% in 2023, up 23.1 points on 2022 (better); above England (49.1%); special-cause improvement;
    below the legal standard (100.0%).
    """
    indicator, own = standing.indicator, standing.own
    if own is None:
        return f"{indicator.short}: nothing loaded yet"
    if own.value is None:
        others = [
            f"{named(standing, x)} {formats.figure(v.value, indicator)}" for x, v in standing.comparators.items() if v.value is not None
        ]
        against = f", against {' and '.join(others)}" if others and standing.like_for_like else ""
        return f"{indicator.short}: {formats.figure(None, indicator, own.missing).lower()}{against}"
    share = f" ({formats.share(own.share)} of {indicator.share_of})" if own.share is not None else ""
    firm = f" ({own.firmness})" if own.firmness else ""
    part = f" ({found})" if (found := part_year.mark(standing)) not in ("", part_year.PART) else ""  # "so far" says that much
    head = f"{indicator.short}: {formats.figure(own.value, indicator)}{firm}{share} {_when(own.period)}{part}".replace(
        " period", ", period"
    )
    rest = [_against_target(standing), _among(standing), chance(standing), _standard(standing)]
    return "; ".join(filter(None, (head + _changed(standing), *rest)))


def named(standing: Standing, series: FigureRole) -> str:
    """What a comparator or the target is called within a sentence."""
    return standing.nation if series is FigureRole.ENGLAND else NAMES[series]


def chance(standing: Standing) -> str:
    """What its monthly or termly line says of the newest figure; empty where it is not judged, or where a later figure is missing."""
    found = signal(standing)
    own, newest, change = standing.own, found.newest, compared_with(standing)
    if found.variation is None or own is None or newest is None or newest.period != own.period:
        return ""
    apart = change is not None and (found.variation, change.word) in AGAINST_THE_CHANGE
    return f"{CHANCE[found.variation]} ({found.rule})" if apart else CHANCE[found.variation]


def compared_with(standing: Standing) -> Change | None:
    """The change that is said: from the same period last year, like for like, else from the period before."""
    return standing.year_ago or standing.change


def side(difference: float, indicator: Indicator, above: str = "above", below: str = "below") -> str:
    """Which side a difference lies, as the table rounds it; empty where it rounds to none."""
    return "" if nothing(difference, indicator) else above if difference > 0 else below


def nothing(difference: float, indicator: Indicator) -> bool:
    """Whether a difference rounds to none in the KPI's decimals."""
    return formats.number(abs(difference), indicator.decimals).strip("0.,") == ""


def _when(period: Period) -> str:
    """A period with its preposition: in 2016, on 12 Sept 2025, in the 12 months to Jan 2024, probably in 2016/17."""
    words = formats.period(period, long=True)
    if period.first is None:
        return words
    led = {PeriodKind.DAY: "on", PeriodKind.ROLLING_YEAR: "in the", PeriodKind.WEEK: "in the"}.get(period.kind, "in")
    return words.replace("probably ", f"probably {led} ") if period.doubt else f"{led} {words}"


def _changed(standing: Standing) -> str:
    """The change from the same period last year, else from the period before, as in: , up 5.2 points on Jan 2023 (better)."""
    change = compared_with(standing)
    if change is None:
        return ""
    then = formats.period(change.before.period, long=True)
    way = side(change.value, standing.indicator, "up", "down")
    if not way:
        return f", level with {then}"
    judged = f" ({change.word})" if change.word in ("better", "worse") else ""
    return f", {way} {formats.size(change.value, standing.indicator)} on {then}{judged}"


def _against_target(standing: Standing) -> str:
    """As in: amber, 5.7 points below target (80.0%). A target that is the legal standard is called both."""
    target, indicator = standing.target, standing.indicator
    if standing.aim is not None and standing.aim.banded and standing.rating.status in RATED:
        within = "within" if standing.rating.status is RagStatus.GREEN else "outside"
        return f"{standing.rating.words}, {within} the agreed range ({standing.target_words})"
    if target is None or target.value is None or (off := standing.gap(FigureRole.TARGET)) is None:
        return ""
    both = indicator.standard is not None and gap(indicator.standard.value, target.value) == 0
    name = f"target{' and legal standard' if both else ''} ({formats.figure(target.value, indicator)})"
    way = side(off, indicator)
    where = f"{formats.size(off, indicator)} {way} {name}" if way else f"level with {name}"
    return f"{standing.rating.words}, {where}" if standing.rating.status in RATED else where


def _among(standing: Standing) -> str:
    """As in: above neighbours (54.9%) and England (53.0%), level with region (74.3%)."""
    indicator, sides = standing.indicator, dict[str, list[str]]()
    for series in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND):
        off, other = standing.gap(series), standing.comparators.get(series)
        if off is None or other is None:
            continue
        way, figure = side(off, indicator), formats.figure(other.value, indicator)
        size = f"{formats.size(off, indicator)} " if way and figure == formats.figure(standing.value, indicator) else ""
        sides.setdefault(f"{size}{way}" if way else "level with", []).append(f"{named(standing, series)} ({figure})")
    return ", ".join(f"{way} {_listed(names)}" for way, names in sides.items())


def _standard(standing: Standing) -> str:
    """Where the figure stands to the legal standard, said apart from the target; empty where the two are one."""
    indicator, standard, value = standing.indicator, standing.indicator.standard, standing.value
    target = standing.target.value if standing.target else None
    off = gap(value, standard.value if standard else None)
    if standard is None or off is None or gap(target, standard.value) == 0:
        return ""
    name = f"the legal standard ({formats.figure(standard.value, indicator)})"
    met = off >= 0 if indicator.polarity is Polarity.HIGHER else off <= 0
    if met:
        return f"meets {name}"
    way = side(off, indicator)
    if not way or formats.figure(standard.value, indicator) == formats.figure(value, indicator):
        return f"just {'below' if off < 0 else 'above'} {name}"
    return f"{way} {name}"


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))

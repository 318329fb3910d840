"""One sentence a KPI, by rule: verdict, figure, change, target, comparators, chance, legal standard. Pure.

Every clause is taken from the standing that charts and tables show, and rounded as they round, so it cannot say otherwise than they do.
It is a chart's title and text alternative, a slide's headline, and what a KPI's name shows on hover.
"""

from __future__ import annotations

from data.model.indicator import Indicator, Polarity
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.figures.figure import same_period
from kpis.signals.signals import Variation, signal
from kpis.standing import like_for_like, part_year
from kpis.standing.kpi_standing import Standing, gap
from kpis.standing.published_line import differs, published_line
from kpis.targets.rag import RagStatus, size_told
from kpis.verdict.movement import compared_with
from kpis.verdict.verdict import verdict
from kpis.verdict.verdict_text import direction_words

__all__ = ["compared_with", "sentence"]

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
    """The KPI's verdict and facts, without a full stop; no more than the figures bear.

    As in: New EHC plans in 20 weeks: improving, not yet at target. 74.1% in 2023, up 23.1 points on 2022 (right direction); red, 5.9
    points below target (80.0%); above England (49.1%); below the legal standard (100.0%).
    """
    indicator, own = standing.indicator, standing.own
    said = f"{indicator.short}: {lower_first(verdict(standing).words)}"
    if own is None:
        return said
    if own.value is None:
        others = [
            f"{named(standing, x)} {formats.figure(v.value, indicator)}" for x, v in standing.comparators.items() if v.value is not None
        ]
        against = f", against {' and '.join(others)}" if others and standing.like_for_like else ""
        return f"{said}{against}"
    share = f" ({formats.share(own.share)} of {indicator.share_of})" if own.share is not None else ""
    firm = f" ({own.firmness})" if own.firmness else ""
    part = f" ({found})" if (found := part_year.mark(standing)) not in ("", part_year.PART) else ""  # "so far" says that much
    head = f"{formats.figure(own.value, indicator)}{firm}{share} {_when(own.period)}{part}".replace(" period", ", period")
    head = f"{said}. {head}"
    rest = [_against_target(standing), _among(standing), _newest(standing), chance(standing), _standard(standing), _published(standing)]
    return "; ".join(filter(None, (head + _changed(standing), *rest)))


def lower_first(words: str) -> str:
    """The words within a sentence: the first letter small."""
    return words[:1].lower() + words[1:]


def named(standing: Standing, series: FigureRole) -> str:
    """What a comparator or the target is called within a sentence."""
    if series is FigureRole.REGION and (place := like_for_like.region_name(standing)):
        return place  # London and its two parts are three regions
    return standing.nation if series is FigureRole.ENGLAND else NAMES[series]


def chance(standing: Standing) -> str:
    """What its monthly or termly line says of the newest figure; empty where it is not judged, or where a later figure is missing."""
    if standing.seasonal:
        return ""  # its limits know no season: the change on the season is said
    found = signal(standing)
    own, newest, change = standing.own, found.newest, compared_with(standing)
    if found.variation is None or own is None or newest is None or newest.period != own.period:
        return ""
    if found.constant:
        return "every figure the same"
    apart = change is not None and (found.variation, change.word) in AGAINST_THE_CHANGE
    return f"{CHANCE[found.variation]} ({found.rule})" if apart else CHANCE[found.variation]


def side(difference: float, indicator: Indicator, above: str = "above", below: str = "below") -> str:
    """Which side a difference lies, as the table rounds it; empty where it rounds to none."""
    return "" if nothing(difference, indicator) else above if difference > 0 else below


def nothing(difference: float, indicator: Indicator) -> bool:
    """Whether a difference rounds to none in the KPI's decimals."""
    return not formats.rounds_to_something(difference, indicator.decimals)


def _when(period: Period) -> str:
    """A period with its preposition: in 2016, on 12 Sept 2025, in the 12 months to Jan 2024, probably in 2016/17."""
    words = formats.period(period, long=True)
    if period.first is None:
        return words
    led = {PeriodKind.DAY: "on", PeriodKind.ROLLING_YEAR: "in the", PeriodKind.WEEK: "in the"}.get(period.kind, "in")
    return words.replace("probably ", f"probably {led} ") if period.doubt else f"{led} {words}"


def _changed(standing: Standing) -> str:
    """The change from the same period last year, else from the period before, as in: , up 5.2 points on Jan 2023 (right direction)."""
    change = compared_with(standing)
    if change is None:
        return ""
    then = formats.period(change.before.period, long=True)
    way = side(change.value, standing.indicator, "up", "down")
    if not way:
        return f", level with {then}"
    judged = f" ({good})" if (good := direction_words(change.word)) else ""
    return f", {way} {formats.size(change.value, standing.indicator)} on {then}{judged}"


def _against_target(standing: Standing) -> str:
    """As in: amber, 5.7 points below target (80.0%). A target that is the legal standard is called both."""
    target, indicator = standing.target, standing.indicator
    if standing.band and standing.rating.status in RATED:
        within = "within" if standing.rating.status is RagStatus.GREEN else "outside"
        whose = "agreed" if standing.aim else "target"
        return f"{standing.rating.words}, {within} the {whose} range ({standing.target_words})"
    if target is None or target.value is None or (off := standing.gap(FigureRole.TARGET)) is None:
        return ""
    both = indicator.standard is not None and gap(indicator.standard.value, target.value) == 0
    name = f"target{' and legal standard' if both else ''} ({standing.target_words})"
    size = size_told(off, indicator)
    where = f"{size} {'above' if off > 0 else 'below'} {name}" if size else f"level with {name}"
    if not size and target.terms and target.terms.strict:
        asked = "below" if target.terms.high is not None else "above"
        where = f"at {formats.figure(target.value, indicator)}, not {asked} it as the {name} asks"
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


def _newest(standing: Standing) -> str:
    """Comparators of another period, each with it and set against nothing, as in: newest published neighbours 54.9% (2024)."""
    indicator, own, told = standing.indicator, standing.own, dict[str, list[str]]()
    if own is None or not standing.like_for_like:
        return ""
    for series, value in standing.newest_comparators.items():
        if value.value is not None and not same_period(value.period, own.period):
            when = formats.period(value.period, long=True)
            told.setdefault(when, []).append(f"{named(standing, series)} {formats.figure(value.value, indicator)}")
    return "; ".join(f"newest {_listed(names)} ({when})" for when, names in told.items())


def _published(standing: Standing) -> str:
    """DfE’s own line, as in: DfE gives 25.4% for the same period; DfE gives 38.6% for 2024."""
    line = published_line(standing)
    if line is None or line.newest.value is None:
        return ""
    indicator = line.standing.indicator
    same = line.same
    told = f"DfE gives {formats.figure(same.value, indicator)} for the same period" if same is not None and differs(standing) else ""
    if standing.own is not None and same_period(line.newest.period, standing.own.period):
        return told
    figure, when = formats.figure(line.newest.value, indicator), formats.period(line.newest.period, long=True)
    newest = f"DfE’s nearest measure, {indicator.title}: {figure} for {when}" if line.near else f"DfE gives {figure} for {when}"
    return "; ".join(filter(None, (told, newest)))


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

"""The borough's figures worked from its courses: for each KPI, what every scorecard from September 2018 has to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from math import floor
from random import Random

from data.catalogue import catalogue
from data.model.indicator import Indicator, Unit
from data.samples.illustrative.courses import COURSES, FIXED, NOT_PUBLISHED, PUPILS, REASONS, UNDER_REGION, WHOLES, SampleCourse
from data.samples.illustrative.places import NEIGHBOURS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CATALOGUE = catalogue.read()
INDICATORS, SECTIONS = _CATALOGUE.indicators, _CATALOGUE.sections
SHARED_YEARLY = ("S2", "S3", "S4", "E1", "E2", "E3", "E4", "P3")
SUPPRESSED, FEWEST = ("E9", "E10"), 5  # counts from one to four are not shown
SMALL = 10  # below it a count is printed without its share


def month_of(text: str) -> int:
    """A month as a count of months, so that months add and subtract: month_of("2018-09") + 1 is October 2018."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def short(month: int) -> str:
    return f"{MONTHS[month % 12]}-{month // 12 % 100:02}"


FIRST, LAST = month_of("2018-09"), month_of("2026-08")


@dataclass(frozen=True, slots=True)
class SampleFigure:
    """One KPI's figure for one period. ``shown`` is the first scorecard that prints it, ``words`` its cell where no number is given.

    ``day`` is set where a sheet may print the period as a date. ``mark`` is (prov) or (Rev).
    """

    period: str
    first: int
    shown: int
    value: float | None = None
    _: KW_ONLY
    words: str = ""
    mark: str = ""
    day: date | None = None
    share: float | None = None
    target: float | None = None
    neighbours: float | None = None
    region: float | None = None
    nation: float | None = None


def rounded(number: float, decimals: int) -> float:
    scale = float(10**decimals)
    return floor(number * scale + 0.5) / scale


def level(steps: str, month: int, step: bool = False) -> float:
    """The level at a month: straight between the months given, or, as targets go, by steps."""
    points = [(month_of(at), float(number)) for at, number in (point.split(":") for point in steps.split())]
    before = [p for p in points if p[0] <= month] or points[:1]
    after = [p for p in points if p[0] > month]
    (at, number) = before[-1]
    if step or not after or month < at:
        return number
    return number + (after[0][1] - number) * (month - at) / (after[0][0] - at)


def bumps(code: str, purpose: int) -> Iterator[float]:
    """Endless noise about zero, mostly within one, the same on every run."""
    chance = Random(100 * list(COURSES).index(code) + purpose)
    while True:
        yield (chance.random() + chance.random() + chance.random() - 1.5) * 1.2


@dataclass(frozen=True, slots=True)
class _When:
    """A period of a rhythm: its label, first and middle month, the scorecard that first shows it."""

    label: str
    first: int
    middle: int
    shown: int
    day: date | None = None


def periods(code: str) -> list[_When]:
    """The periods of a KPI in order, from the one that the first scorecard shows."""
    return [when for when in _rhythm(code, COURSES[code].rhythm) if when.shown <= LAST]


def _rhythm(code: str, rhythm: str) -> Iterator[_When]:
    if rhythm == "month":
        yield from (_When(short(m), m, m, m, first_day(m)) for m in range(FIRST, LAST + 1))
    elif rhythm == "term":
        for year in range(2017, 2026):
            name = f"{year}/{(year + 1) % 100:02}"
            for term, first, length in (("Autumn", 8, 4), ("Spring", 12, 3), ("Summer", 15, 5)):
                start = year * 12 + first
                if start + length >= FIRST:
                    yield _When(f"{term} {name}", start, start + 1, start + length)
    elif rhythm == "quarter":
        for start in range(month_of("2018-04"), LAST - 2, 3):
            year, quarter = divmod(start - 3, 12)
            yield _When(f"Q{quarter // 3 + 1} {year}/{(year + 1) % 100:02}", start, start + 1, start + 3)
    elif rhythm == "census":
        for year in range(2018, 2027):
            shown = year * 12 + (5 if year >= 2022 and code != "P3" else 6)
            yield _When(short(year * 12), year * 12, year * 12, shown, date(year, 1, 1))
    elif rhythm == "day":
        yield from (_When(f"31-Mar-{y % 100}", y * 12 + 2, y * 12 + 2, y * 12 + 4, date(y, 3, 31)) for y in range(2018, 2027))
    elif rhythm in ("year", "once"):
        for year in range(2017, 2025):
            shown = (year + 1) * 12 + (10 if code in ("P5", "P6", "P7") else 9)
            yield _When(f"{year}/{(year + 1) % 100:02}", year * 12 + 8, (year + 1) * 12 + 5, shown)


def figures() -> dict[str, list[SampleFigure]]:
    """Every KPI's figures in the order in which the scorecards show them."""
    peers = neighbours_figures()
    found = {code: [_beside_neighbours(code, f, peers) for f in _series(code, course)] for code, course in COURSES.items() if code != "S2"}
    found["S2"] = [_sum(both, peers) for both in zip(found["S3"], found["S4"], strict=True)]
    return {code: found[code] for code in COURSES}


def _series(code: str, course: SampleCourse) -> Iterator[SampleFigure]:
    if course.rhythm == "ended":
        yield SampleFigure("31-Mar-18", month_of("2018-03"), FIRST, words="n/a")
        return
    indicator, whens, beside = INDICATORS[code], periods(code), bumps(code, 1)
    whole = WHOLES.get(code)
    leading = _own_values(whole[0]) if whole else {}
    own = _own_values(code)
    if whens[0].shown > FIRST:
        yield SampleFigure(whens[0].label, whens[0].first, FIRST, words="TBC")
    for when in whens:
        value = own[when.label]
        share = None
        if whole and value >= SMALL:
            share = rounded(100 * value / rounded(leading[when.label] / level(whole[1], when.middle), 0), 1)
        words = REASONS.get((code, when.label), "")
        if when.middle // 12 in NOT_PUBLISHED.get(code, ()):
            words = "x"
        elif code in SUPPRESSED and 0 < value < FEWEST:
            words = "c"
        beside_it = _comparators(code, course, when, indicator, beside)
        figure = SampleFigure(
            when.label, when.first, when.shown, value, day=when.day, share=share,
            target=level(course.targets, when.first, step=True) if course.targets else None,
            neighbours=beside_it[0], region=beside_it[1], nation=beside_it[2],
        )  # fmt: skip
        if words:
            yield replace(figure, value=None, words=words, share=None, neighbours=None, region=None, nation=None)
        elif course.rhythm == "year":
            nudge = rounded(max(course.noise, 10.0**-indicator.decimals) * (2 if when.first % 24 < 12 else -1), indicator.decimals)
            yield replace(figure, value=rounded(value + nudge, indicator.decimals), mark=" (prov)")
            yield replace(figure, shown=when.shown + 4, mark=" (Rev)")
        else:
            yield figure


def _own_values(code: str) -> dict[str, float]:
    course, own = COURSES[code], bumps(code, 0)
    return {when.label: _own_value(code, course, when, next(own)) for when in periods(code)}


def _own_value(code: str, course: SampleCourse, when: _When, bump: float) -> float:
    fixed = FIXED.get((code, f"{when.first // 12}-{when.first % 12 + 1:02}"))
    if fixed is not None:
        return fixed
    at = level(course.levels, when.middle) * course.season[when.middle % 12]
    indicator = INDICATORS[code]
    value = rounded(at + bump * course.noise, indicator.decimals)
    return value if indicator.unit is Unit.SCORE else max(0.0, value)


def _comparators(code: str, course: SampleCourse, when: _When, indicator: Indicator, bump: Iterator[float]) -> tuple[float | None, ...]:
    """Neighbours, region and nation by their own levels. Neighbours shared yearly are put in later, from the ten areas' figures."""
    if code == "S1":
        return (None, *(rounded(level(PUPILS[key], when.middle) / 10, 0) * 10 for key in ("region", "nation")))
    if not course.peers:
        return None, None, None
    wobble = course.apart / 12 or 0.6 * course.noise / 3
    off = UNDER_REGION.get(code, course.off)
    return tuple(rounded(level(course.peers, when.middle) + more + next(bump) * wobble, indicator.decimals) for more in (0.0, *off))


def _beside_neighbours(code: str, figure: SampleFigure, peers: dict[tuple[str, str], tuple[float, ...]]) -> SampleFigure:
    shared = peers.get((code, figure.period))
    return replace(figure, neighbours=_mean(shared)) if shared and figure.value is not None else figure


def _sum(parts: tuple[SampleFigure, SampleFigure], peers: dict[tuple[str, str], tuple[float, ...]]) -> SampleFigure:
    """S2 of a January: S3 and S4 together, for the borough, the region and the nation alike."""

    def both(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else rounded(first + second, 1)

    s3, s4 = parts
    return replace(
        s3, value=both(s3.value, s4.value), region=both(s3.region, s4.region), nation=both(s3.nation, s4.nation),
        neighbours=_mean(peers["S2", s3.period]),
    )  # fmt: skip


def _mean(shared: tuple[float, ...]) -> float:
    return rounded(rounded(sum(shared), 1) / len(shared), 1)


def neighbours_figures() -> dict[tuple[str, str], tuple[float, ...]]:
    """Each neighbour's figure by (KPI, period), in the order of NEIGHBOURS; none for a year that was not published."""
    tenths: dict[tuple[str, str], list[int]] = {}
    for code in SHARED_YEARLY:
        if code == "S2":
            continue
        course, own_place, bump = COURSES[code], bumps(code, 2), bumps(code, 3)
        away = [next(own_place) * course.apart for _ in NEIGHBOURS]
        for when in periods(code):
            if when.middle // 12 not in NOT_PUBLISHED.get(code, ()):
                at = level(course.peers, when.middle)
                row = [floor(max(0.0, at + one + next(bump) * course.apart / 10) * 10 + 0.5) for one in away]
                tenths[code, when.label] = _no_tie(row)
    for when in periods("S2"):
        s3, s4 = tenths["S3", when.label], tenths["S4", when.label]
        while (sum(s3) + sum(s4)) % 10 == 5 or sum(s3) % 10 == 5:
            s3[0] += 1
        tenths["S2", when.label] = [a + b for a, b in zip(s3, s4, strict=True)]
    return {key: tuple(n / 10 for n in row) for key, row in tenths.items()}


def _no_tie(tenths: list[int]) -> list[int]:
    """The same figures, the first a tenth higher where the mean of ten would end in a five that rounds either way."""
    return [tenths[0] + 1, *tenths[1:]] if sum(tenths) % 10 == 5 else tenths

"""How a figure stands to an agreed end target: its rating against it, whether it is on course, what it would take. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.text import exact, first_capital
from kpis import formats
from kpis.forecast import forecast
from kpis.forecast.forecast import BEHIND, CANNOT, ON_COURSE
from kpis.standing.kpi_standing import Standing
from kpis.targets import kpi_target, rag
from kpis.targets.kpi_target import EACH, Milestone, TargetDue
from kpis.targets.rag import Rating


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """``rating`` is the newest figure against the end target; ``verdict`` is on course, behind or cannot say, ``why`` its reason.

    ``needed`` is the change a year, in the KPI's own unit, that reaches it in time; None once the day has passed or it is reached.
    """

    end: Milestone
    rating: Rating
    verdict: str
    why: str
    needed: float | None


def towards(standing: Standing, held: Mapping[tuple[str, int], float]) -> TargetProgress | None:
    """Where the KPI is going against the end target in force; None without one. ``held`` is the counted share of ranges that held."""
    aim, own = standing.aim, standing.own
    end = aim.end if aim else None
    if aim is None or end is None or own is None:
        return None
    indicator = standing.indicator
    if indicator.unit in EACH and aim.each is not None and own.period.kind is not aim.each:
        why = f"the target is for one {aim.each}, and the newest figure is not of one"
        return TargetProgress(end, kpi_target.rating(aim, TargetDue(None, "", f"{first_capital(why)}."), own, indicator), CANNOT, why, None)
    rating = kpi_target.rating(aim, TargetDue(end.value, ""), own, indicator)
    if own.value is None or own.period.last is None:
        return TargetProgress(end, rating, CANNOT, "no figure is held", None)
    if own.period.last >= end.day:
        return TargetProgress(end, rating, CANNOT, "the day has passed: see the rating", None)
    needed = None
    if rating.status is not rag.RagStatus.GREEN:
        needed = float(exact(end.value) - exact(own.value)) * 365.25 / (end.day - own.period.last).days
    years = _years(own.period.last, end.day)
    if years > forecast.AHEAD:
        why = f"the end target is {years} yearly figures ahead, and ranges reach {forecast.AHEAD}"
        return TargetProgress(end, rating, CANNOT, why, needed)
    found = forecast.heading(standing, years, held)
    if found.range is None:
        why = found.why if found.last else "a range is worked for yearly figures only"
        return TargetProgress(end, rating, CANNOT, why, needed)
    said = forecast.verdict(found.range, end.value, standing.indicator.polarity)
    ends = f"{formats.figure(found.range.low, standing.indicator)} to {formats.figure(found.range.high, standing.indicator)}"
    return TargetProgress(
        end,
        rating,
        said,
        f"if its usual yearly change goes on, the first yearly figure that reaches that day comes to {ends}, eight times in ten",
        needed,
    )


def words(found: TargetProgress, standing: Standing) -> str:
    """The whole of it in sentences."""
    indicator = standing.indicator
    aim = f"the end target of {formats.figure(found.end.value, indicator)} by {formats.day(found.end.day)}"
    said = {ON_COURSE: f"On course for {aim}", BEHIND: f"Behind {aim}"}.get(found.verdict, f"Cannot say whether it reaches {aim}")
    told = f"{said}: {found.why}."
    if found.needed is None or formats.number(abs(found.needed), indicator.decimals).strip("0.,") == "":
        return told
    since = f" from {formats.period(standing.own.period, long=True)} on" if standing.own else ""
    return f"{told} It takes {formats.difference(found.needed, indicator)} a year{since}."


def _years(last: date, day: date) -> int:
    """How many yearly figures after the one that ends on ``last`` the day falls within."""
    years = 1
    while (last.year + years, last.month, last.day) < (day.year, day.month, day.day):
        years += 1
    return years

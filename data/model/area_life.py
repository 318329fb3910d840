"""When a place was in being, and which place its figures are to be looked for before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from data.model.area import Area, Register
from data.model.period import Period
from data.text import plain

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")


def successors(area: Area, areas: Register) -> tuple[Area, ...]:
    """The places that took over from a place that ended, in the order of the register; none where it is in being."""
    if area.closed is None:
        return ()
    codes = {area.code, area.code3} - {""}
    return tuple(a for a in areas.values() if codes & set(a.predecessors))


def predecessors(area: Area, areas: Register) -> tuple[Area, ...]:
    """The places that a place took over from, in the order of the register."""
    return tuple(a for a in areas.values() if {a.code, a.code3} & set(area.predecessors))


def ended_before(area: Area, period: Period) -> bool:
    """Whether a period goes on after the place had ended."""
    return area.closed is not None and period.last is not None and period.last > area.closed


def begun_after(area: Area, period: Period) -> bool:
    """Whether a period was over before the place began."""
    return area.opened is not None and period.last is not None and period.last < area.opened


def in_being(area: Area, period: Period) -> bool:
    """Whether a figure of a period can be the place's own: a period without dates may be."""
    return not ended_before(area, period) and not begun_after(area, period)


def of_the_time(area: Area, periods: Iterable[Period], areas: Register) -> Area | None:
    """The other place of the same name that was in being in all of the periods, in none of which ``area`` was; None where there is none."""
    dated = [p for p in periods if p.last is not None]
    if not dated or any(in_being(area, p) for p in dated):
        return None
    return next((a for a in areas.values() if a is not area and _name(a) == _name(area) and all(in_being(a, p) for p in dated)), None)


def life_words(area: Area, areas: Register, today: date | None = None) -> str:
    """What became of a place that ended, as ‘Cumbria ended on 31 March 2023; since then Cumberland, Westmorland and Furness’. Empty
    for one that is in being, by ``today`` where it is given."""
    if area.closed is None or (today is not None and today <= area.closed):
        return ""
    after = ", ".join(f"{a.name} ({a.code})" if _name(a) == _name(area) else a.name for a in successors(area, areas))
    return f"{_bare(area)} ended on {_day(area.closed)}" + (f"; since then {after}" if after else "")


def begin_words(area: Area, areas: Register) -> str:
    """What was there before a place, as ‘Cumberland began on 1 April 2023; before that Cumbria’. Empty for one without a first day."""
    if area.opened is None:
        return ""
    before = ", ".join(a.name for a in predecessors(area, areas))
    return f"{area.name} began on {_day(area.opened)}" + (f"; before that {before}" if before else "")


def _bare(area: Area) -> str:
    return _IN_BRACKETS.sub("", area.name)


def _name(area: Area) -> str:
    return plain(_bare(area))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

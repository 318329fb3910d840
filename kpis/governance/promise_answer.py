"""A promise on a KPI answered by its figure: met, not met or no newer figure, by value against what was wanted. Pure.

Only a figure of the same source, basis and kind of period as the one then answers; one that a check questions, or that is of part of a
period, answers nothing. What an action came to is said of the action, elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from data.model.counting_basis import counted_of
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole
from data.model.period import PeriodKind
from data.text import exact
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value
from kpis.governance.meetings import PromisedMeasure
from kpis.standing.changes import A_PERIOD
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.standing.timeliness import unfinished


class PromiseState(StrEnum):
    """What a figure says of a promise, as a screen prints it."""

    MET = "met"
    NOT_MET = "not met"
    NOT_YET = "not met yet"
    SAME = "no newer figure"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """What a figure says of a promise; ``words`` is a sentence that begins with the state."""

    state: PromiseState
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedValue:
    """What was wanted as numbers in the KPI's own unit: at least ``low`` and at most ``high``; ``strict`` where the number itself is not
    enough. ``per`` is the kind of period that it was wanted for, None where the words name none."""

    low: float | None = None
    high: float | None = None
    strict: bool = False
    per: PeriodKind | None = None

    def holds(self, value: float) -> bool:
        """Whether a figure is what was wanted, by its unrounded value."""
        over = self.low is None or (value > self.low if self.strict else value >= self.low)
        under = self.high is None or (value < self.high if self.strict else value <= self.high)
        return over and under

    def off(self, value: float) -> float:
        """How far a figure is from what was wanted."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return min(abs(float(exact(value) - exact(end))) for end in ends)

    def words(self, indicator: Indicator) -> str:
        low, high = (None if end is None else formats.figure(end, indicator) for end in (self.low, self.high))
        if low is not None and high is not None:
            return f"{low} to {high}"
        more, less = ("more than", "less than") if self.strict else ("at least", "at most")
        return f"{more} {low}" if low is not None else f"{less} {high}"


_NUMBER = r"(-?\d+(?:\.\d+)?)(?:\s*(%|per ?cent))?"
_LEADS = {
    "low": ("at least", "no less than", "no fewer than", "not less than", "minimum of", "minimum", "≥", ">="),
    "high": ("at most", "no more than", "not more than", "maximum of", "maximum", "≤", "<=", "down to"),
    "over": ("more than", "above", "over", ">"),
    "under": ("less than", "fewer than", "below", "under", "<"),
    "plain": ("reach", "to"),
}
_TAILS = {
    "low": ("or more", "or higher", "or above", "or over", "at least", "and over", "and above"),
    "high": ("or fewer", "or less", "or lower", "or below", "or under", "at most"),
    "plain": ("or better",),
}
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = rf"(?:\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|(?:\d{{1,2}} )?{_MONTH} \d{{2,4}}|\d{{4}}(?:[/-]\d{{2,4}}){{0,2}})"
_BY_WHEN = re.compile(rf"\s*,?\s*\bby (?:the )?(?:end of )?{_DAY}$")
_PER = re.compile(r"\s+(?:(?:in |for )?(?:a|an|each|every|one)|per)\s+(month|quarter|term|week)$")
_KINDS = {"month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER, "term": PeriodKind.TERM, "week": PeriodKind.WEEK}
_BETWEEN = re.compile(rf"between {_NUMBER} and {_NUMBER}|{_NUMBER}\s*[-–]\s*{_NUMBER}")
# What may follow a number without changing what it says: the thing counted; nothing that makes it a change or a share of something.
_THING = re.compile(r"(?: [a-z][a-z’'-]*){0,3}")
_RELATIVE = re.compile(
    r"\b(points?|pts|pp|more|less|fewer|lower|higher|than|per|each|every|a|an|of|increase|reduction|drop|rise|fall|or|and|month|week)\b"
)


def wanted(text: str, indicator: Indicator) -> WantedValue | None:
    """What was wanted as numbers; None where the words do not plainly say one: a change, a share of something, several numbers."""
    said = " ".join(text.casefold().replace("−", "-").replace("\xa0", " ").split())
    said = _BY_WHEN.sub("", re.sub(r"(?<=\d),(?=\d{3}\b)", "", said)).strip(" .")
    per = _PER.search(said)
    said = said[: per.start()] if per else said
    found = _number_wanted(said, indicator)
    return replace(found, per=_KINDS[per[1]]) if found and per else found


def _number_wanted(said: str, indicator: Indicator) -> WantedValue | None:
    if found := _BETWEEN.fullmatch(said):
        low, first, high, second = found.groups()[:4] if found[1] else found.groups()[4:]
        ends = _in_unit(low, first or second, indicator), _in_unit(high, second, indicator)
        return WantedValue(low=ends[0], high=ends[1]) if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1] else None
    side, rest = _led(said)
    found = re.match(_NUMBER, rest)
    if not found:
        return None
    after = rest[found.end() :]
    tail = next(((kind, words) for kind, every in _TAILS.items() for words in every if after.strip().startswith(words)), None)
    if tail is not None:
        if side:
            return None
        side, after = tail[0], after.strip().removeprefix(tail[1])
    value = _in_unit(found[1], found[2], indicator)
    if value is None or not _THING.fullmatch(after) or _RELATIVE.search(after):
        return None
    return _bound(side, value, indicator.polarity)


def _led(said: str) -> tuple[str, str]:
    """(which side the words before a number say, empty for none; the rest)."""
    for side, every in _LEADS.items():
        for words in sorted(every, key=len, reverse=True):
            if said.startswith(words):
                return side, said.removeprefix(words).strip()
    return "", said


def _bound(side: str, value: float, polarity: Polarity) -> WantedValue | None:
    if side in ("", "plain"):
        side = {Polarity.HIGHER: "low", Polarity.LOWER: "high"}.get(polarity, "")
    if not side:
        return None
    strict = side in ("over", "under")
    return WantedValue(low=value, strict=strict) if side in ("low", "over") else WantedValue(high=value, strict=strict)


def _in_unit(number: str, per_cent: str | None, indicator: Indicator) -> float | None:
    """A typed number in the KPI's unit; None where it is a per cent of a KPI that is none, or may be a share of one."""
    value = float(number)
    if per_cent and indicator.unit is not Unit.PERCENT:
        return None
    return None if indicator.unit is Unit.PERCENT and not per_cent and 0 < value <= 1 else value


def answer(measure: PromisedMeasure, then: Standing | None, now: Standing | None, day: date) -> PromiseAnswer | None:
    """What the KPI's figure on a day says of a promise; None where it names no KPI, or nothing that was wanted.

    A promise whose day has passed is answered by the newest figure of a period that had ended by then.
    """
    if not measure.kpi or not measure.wanted or now is None:
        return None
    indicator = now.indicator
    goal = wanted(measure.wanted, indicator)
    if goal is None:
        return _silent(f"‘{measure.wanted}’ is not one plain number to set the figure against")
    passed = measure.by_when if measure.by_when is not None and measure.by_when <= day else None
    value = _newest(now, passed)
    if value is None or value.value is None:
        return _silent(f"no figure of a period that ended by {formats.day(passed)}" if passed else "there is no figure")
    was = then.own if then is not None and then.value is not None else None if then is None else then.last_known
    if goal.per is not None and goal.per is not value.period.kind:
        return _silent(f"{measure.wanted} was wanted, and the figure is for {A_PERIOD[value.period.kind]}")
    if why := _unlike(value, was, now):
        return _silent(why)
    told, aim = f"{formats.figure(value.value, indicator)} for {formats.period(value.period, long=True)}", goal.words(indicator)
    if was is not None and not _later(value, was):
        by = f" by {formats.day(passed)}" if passed else ""
        return PromiseAnswer(PromiseState.SAME, f"No newer figure{by}: still {told}; {aim} was wanted.")
    if goal.holds(value.value):
        return PromiseAnswer(PromiseState.MET, f"Met: {told}; {aim} was wanted.")
    state = PromiseState.NOT_YET if measure.by_when is not None and passed is None else PromiseState.NOT_MET
    return PromiseAnswer(state, f"{str(state).capitalize()}: {told}; {aim} was wanted, {_size(goal.off(value.value), indicator)} away.")


def _silent(why: str) -> PromiseAnswer:
    return PromiseAnswer(PromiseState.CANNOT_SAY, f"Cannot say: {why}.")


def _newest(now: Standing, passed: date | None) -> Value | None:
    """The newest figure with a number, or the newest whose period had ended by a day."""
    if passed is None:
        return now.own if now.value is not None else now.last_known
    ended = [v for v in of_one_kind(now).points if v.value is not None and v.period.last is not None and v.period.last <= passed]
    return ended[-1] if ended else None


def _unlike(value: Value, was: Value | None, now: Standing) -> str:
    """Why a figure answers nothing; empty where it does."""
    if unfinished(value):
        return f"{formats.period(value.period, long=True)} was not over when the figure was received"
    if value.period.kind is PeriodKind.YEAR_TO_DATE:
        return "the figure is for part of a year"
    if value is now.own and any(doubt.of is FigureRole.OWN for doubt in now.doubts):
        return "a check questions the figure"
    if was is None:
        return ""
    if was.origin != value.origin:
        return f"the figure is now {'DfE’s' if value.origin == PUBLISHED else 'the scorecard’s'}, and was not then"
    if counted_of(was.basis) != counted_of(value.basis):
        return "the figure is counted on another basis than then"
    kinds = was.period.kind, value.period.kind
    return "" if kinds[0] is kinds[1] else f"the figure was for {A_PERIOD[kinds[0]]} then and is for {A_PERIOD[kinds[1]]} now"


def _later(value: Value, was: Value) -> bool:
    if value.period.last is None or was.period.last is None:
        return value.received > was.received
    return value.period.last > was.period.last


def _size(off: float, indicator: Indicator) -> str:
    """How far off, with as many more decimals as make it something."""
    more = next((n for n in range(4) if formats.rounds_to_something(off, indicator.decimals + n)), 4)
    return formats.size(off, indicator, more=more)

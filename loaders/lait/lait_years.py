"""What a printed year of LAIT means: two dates, a kind and how firm the figures are."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.catalogue.lait_format import YearRule
from data.model.period import Firmness, PeriodKind

_LABEL = re.compile(r"(?P<years>[0-9/\-–]+)\s*(?:\(\s*(?P<suffix>[^()]*?)\s*\))?", re.ASCII)
_BARE = re.compile(r"((?:19|20)\d\d)", re.ASCII)
_SPLIT = re.compile(r"((?:19|20)\d\d)[-/–]((?:19|20)?\d\d)", re.ASCII)
_SPAN = re.compile(r"((?:19|20)\d\d)[-/–](\d\d)[-–]((?:19|20)?\d\d)[-/–](\d\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_SPLIT_KINDS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.ROLLING_YEAR)


@dataclass(frozen=True, slots=True)
class LaitYear:
    """A period of LAIT. ``told`` is False where only its label is known; ``suffix`` is a word in brackets that no rule knows."""

    kind: PeriodKind
    first: date | None
    last: date | None
    status: Firmness = Firmness.AS_REPORTED
    suffix: str = ""

    @property
    def told(self) -> bool:
        return self.last is not None


def read_year(label: str, rule: YearRule | None, suffixes: Mapping[str, Firmness]) -> LaitYear | None:
    """The period that a label means under its measure's rule; not stated where its shape is unknown; None where it names no year.

    ``2024`` and ``2018 (Rev)`` follow the rule. ``2015-16`` and ``2015/16`` are one year in two calendar years, whichever the rule's bare
    year means. ``2014-16`` is three calendar years and ``2013/14-15/16`` three academic or financial ones.
    """
    found = _LABEL.fullmatch(label.strip())
    if not found or not _YEAR.search(found["years"]):
        return LaitYear(PeriodKind.NOT_STATED, None, None) if _YEAR.search(label) else None
    suffix = (found["suffix"] or "").casefold()
    status = suffixes.get(suffix, Firmness.AS_REPORTED)
    unknown = suffix if suffix and suffix not in suffixes else ""
    kind, first, last = (_dates(found["years"], rule) if rule else None) or (PeriodKind.NOT_STATED, None, None)
    return LaitYear(kind, first, last, status, unknown)


def _dates(years: str, rule: YearRule) -> tuple[PeriodKind, date, date] | None:
    if found := _BARE.fullmatch(years):
        last = _last(int(found[1]) + rule.later, rule)
        return rule.kind, _first(last, rule.kind), last
    if found := _SPLIT.fullmatch(years):
        begins, apart = int(found[1]), _apart(int(found[1]), found[2])
        if apart == 1 and rule.kind in _SPLIT_KINDS:
            last = _last(begins + 1, rule)
            return rule.kind, _first(last, rule.kind), last
        if apart == 2 and rule.kind is PeriodKind.CALENDAR_YEAR:
            return PeriodKind.THREE_YEARS, date(begins, 1, 1), date(begins + 2, 12, 31)
        return None
    if (found := _SPAN.fullmatch(years)) and rule.kind in _SPLIT_KINDS:
        begins, ends = int(found[1]), int(found[1]) + _apart(int(found[1]), found[3])
        if ends == begins + 2 and _apart(begins, found[2]) == 1 and _apart(ends, found[4]) == 1:
            return PeriodKind.THREE_YEARS, _first(_last(begins + 1, rule), rule.kind), _last(ends + 1, rule)
    return None


def _apart(first: int, second: str) -> int:
    """How many years after ``first`` the second year of a label is, whether printed with two figures or four."""
    return int(second) - first if len(second) == 4 else (int(second) - first) % 100


def _last(year: int, rule: YearRule) -> date:
    month, day = rule.ends
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _first(last: date, kind: PeriodKind) -> date:
    if kind is PeriodKind.DAY:
        return last
    if kind is PeriodKind.MONTH:
        return last.replace(day=1)
    after = last + timedelta(days=1)
    return after.replace(year=after.year - 1)

"""One KPI as the catalogue knows it: its unit, polarity, section, legal standard and how its periods make a year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from data.model.rating_rule import RatingRule


class Polarity(StrEnum):
    """Which way is better. A neutral indicator is never coloured."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Unit(StrEnum):
    """What one of an indicator's figures is counted in. A difference between percentages is in points."""

    PERCENT = "%"
    COUNT = "count"
    POINTS = "points"
    SCORE = "score"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Section:
    """A group of KPIs on the scorecard: S, E, P or L."""

    code: str
    title: str
    printed: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A legal standard: what the law asks, never what a partnership agreed."""

    value: float
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One KPI of the catalogue. ``rules`` are those that rate it: the one that stood always, then each later one by its first day.

    ``over_time`` is False where a figure is relative to its own year, so that no change between years means anything.
    ``area`` is the area whose own KPI it is; empty for one of the shipped catalogue. ``whole`` is the KPI whose figure of the same
    period is the denominator of this one; a rate is ``per`` so many. ``published_months`` is how long after a period's end DfE publishes
    it, 0 where its file does not say; ``none_for`` are school years for which there is none.
    """

    code: str
    section: str
    printed: str
    title: str
    short: str
    unit: Unit
    noun: str
    decimals: int
    polarity: Polarity
    numerator: str
    denominator: str
    data_source: str
    owner: str
    frequency: str
    period_basis: str
    definition: str
    caveats: str
    changed: str
    plausible: tuple[float, float]
    rules: tuple[RatingRule, ...]
    share_of: str = ""
    retired: date | None = None
    standard: Standard | None = None
    over_time: bool = True
    area: str = ""
    whole: str = ""
    per: float = 100.0
    published_months: int = 0
    none_for: tuple[str, ...] = ()

    @property
    def rule(self) -> RatingRule:
        """The rule that rates it: the newest."""
        return self.rules[-1]

    def on(self, day: date) -> Indicator:
        """The KPI as it is rated on a day: without the rules that begin after it."""
        begun = tuple(rule for rule in self.rules if rule.since is None or rule.since <= day)
        return self if begun == self.rules else replace(self, rules=begun)


@dataclass(frozen=True, slots=True)
class YearDefinition:
    """How a KPI's months, terms or quarters make a year. ``starts`` is the month its year begins with.

    ``adds`` is False where periods do not add up to a year, for the reason ``why``; of a percentage its numerators and denominators
    are meant. ``seasonal`` says why some months always differ, empty where nobody has said so.
    """

    starts: int
    adds: bool
    why: str = ""
    seasonal: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A KPI that a backlog can be tried on, and the KPIs whose figures fill in its numbers. ``plans_of_100`` are requests that end in
    a plan, from ``source``."""

    kpi: str
    requests: str
    issued: str
    plans_of_100: int
    source: str
